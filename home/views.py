"""Search, "Mina sidor" and the contact form."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from home.forms import ContactForm
from home.search import find, help_for
from home.services.contact import send_message
from home.services.searching import searched_too_often
from home.subjects import gather, trail
from radslag.accounts import my_pages as registry
from radslag.incoming.plain import plain_line
from radslag.language.collation import in_swedish_order
from radslag.limits import client_network
from radslag.models import Area, Contact, Theme
from radslag.views import too_many_requests

LONGEST_QUERY = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search what is public. `q`: words; `typ`: kind; `sida`: part of the hits."""
    text = plain_line(request.GET.get("q", "")[:LONGEST_QUERY])
    if text and (full := searched_too_often(client_network(request))) is not None:
        return too_many_requests(request, full.until)
    found = find(request, text)
    context = {"search_query": text, "found": found, "help": None if found.total else help_for(request, text)}
    return render(request, "home/search.html", context)


@require_safe
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about an area."""
    return _subject(request, get_object_or_404(Area, slug=slug))


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about a theme."""
    return _subject(request, get_object_or_404(Theme, slug=slug))


def _subject(request: HttpRequest, subject: Area | Theme) -> HttpResponse:
    return render(request, "home/subject.html", {"gathered": gather(subject, request), "trail": trail()})


@require_safe
def subjects(request: HttpRequest) -> HttpResponse:
    """All areas and themes."""
    context = {
        "areas": in_swedish_order(Area.objects.all()),
        "themes": in_swedish_order(Theme.objects.all()),
        "trail": trail()[:1],
    }
    return render(request, "home/subjects.html", context)


@login_required
@never_cache
@require_safe
def my_pages(request: HttpRequest) -> HttpResponse:
    """What the signed-in resident has done here: each app's own part."""
    parts = [{"template": part.template, "data": part.context(request)} for part in registry.parts()]
    return render(request, "home/my_pages.html", {"parts": parts})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Write to a contact without seeing the address."""
    person = Contact.objects.filter(pk=contact_id, is_reachable=True).first()
    if person is None:
        return render(request, "home/contact_gone.html", status=HTTPStatus.NOT_FOUND)
    form = ContactForm(request.POST if request.method == "POST" else None, contact=person)
    status = HTTPStatus.OK
    if form.is_valid():
        data = form.cleaned_data
        full = send_message(
            contact=person,
            sender=data["email"],
            name=data["name"],
            message=data["message"],
            network=client_network(request),
            form=data["opened"],
        )
        if full is None:
            return render(request, "home/contact_sent.html", {"contact": person})
        form.refuse(full)
        status = HTTPStatus.TOO_MANY_REQUESTS
    return render(request, "home/contact.html", {"contact": person, "form": form}, status=status)
