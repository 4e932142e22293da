"""What waits on pages of the top layer: a statement of accessibility that leaves no way to report a shortcoming."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from home.models import AccessibilityStatementPage
from radslag.waiting import Waiting, register
from radslag.waiting_pages import edited_pages


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
