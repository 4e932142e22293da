"""What waits for those who run the site: mail that did not arrive, and a worker that stands still."""

import datetime as dt

from django.db.models import Max
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from radslag.clock import database_now
from radslag.models import JobRun, OutgoingMail
from radslag.templatetags.dates import moment

from .sources import Waiting, register

SILENCE = dt.timedelta(minutes=10)


@register
def failed_mail(request: HttpRequest) -> list[Waiting]:
    """Messages that were given up after many attempts."""
    if not request.user.has_perm("radslag.view_outgoingmail"):
        return []
    n = OutgoingMail.objects.filter(gave_up_at__isnull=False).count()
    if not n:
        return []
    return [
        Waiting(
            ngettext("%(n)d message did not arrive", "%(n)d messages did not arrive", n) % {"n": n},
            _("The mail server refused again and again. See which, and tell those concerned another way."),
            reverse("radslag_outgoingmail_modeladmin_index"),
            count=n,
            urgent=True,
        )
    ]


@register
def silent_worker(request: HttpRequest) -> list[Waiting]:
    """Nothing has run in the background for a while: no mail leaves, no page is published, no round is counted."""
    if not request.user.has_perm("radslag.change_sitesettings"):
        return []
    last = JobRun.objects.aggregate(last=Max("started_at"))["last"]
    if last is None or database_now() - last < SILENCE:
        return []
    return [
        Waiting(
            _("The background work stands still"),
            _("It last ran %(when)s. Mail, scheduled pages and counts wait until it is started.")
            % {"when": moment(last)},
            "",
            urgent=True,
        )
    ]
