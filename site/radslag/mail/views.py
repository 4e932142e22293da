"""For developers alone: the mail that the site has sent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from radslag.models.mail import OutgoingMail

from .development import delivered_mail

SHOWN = 50


@require_safe
@never_cache
def delivered(request: HttpRequest) -> HttpResponse:
    """The latest messages with their text; a newcomer finds the log-in code here."""
    context = {"messages_sent": delivered_mail(most=SHOWN), "waiting": OutgoingMail.objects.count()}
    return render(request, "development/mail.html", context)
