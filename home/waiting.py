"""What waits on pages of the top layer: a site without a home page, a statement without a way to report."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from home.models import AccessibilityStatementPage, HomePage
from radslag.editors.waiting import Waiting, register
from radslag.editors.waiting.of_pages import edited_pages


@register
def no_home_page(request: HttpRequest) -> list[Waiting]:
    """A new site shows visitors nothing until there is a home page, and until it is chosen as the site's first page."""
    site = Site.find_for_request(request)
    if (
        not request.user.is_superuser
        or site is None
        or site.root_page.cached_content_type.model_class() is not Page
    ):
        return []
    if HomePage.objects.live().exists():
        title, text = (
            _("Choose the home page"),
            _("Visitors don’t see it yet. Choose it as root page of the site."),
        )
        return [Waiting(title, text, reverse("wagtailsites:edit", args=[site.pk]), urgent=True)]
    title, text = (
        _("The site has no home page"),
        _("Make one and publish it. Until then visitors see an empty page."),
    )
    top = site.root_page.get_parent()
    return [
        Waiting(
            title, text, reverse("wagtailadmin_pages:add", args=["home", "homepage", top.pk]), urgent=True
        )
    ]


@register
def nowhere_to_report(request: HttpRequest) -> list[Waiting]:
    """Published statements whose contact can be reached neither by the form nor by telephone."""
    silent = AccessibilityStatementPage.objects.live().filter(contact__is_reachable=False, contact__phone="")
    return [
        Waiting(
            _("Nobody can report what does not work on the site"),
            _(
                "“%(title)s” leads to a contact with neither a form nor a telephone number. "
                "Choose another, or give it a number."
            )
            % {"title": page.title},
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            urgent=True,
        )
        for page in silent.filter(pk__in=edited_pages(request.user).values("pk")).only("title")
    ]
