"""What waits for a moderator, in her branch of the page tree."""

import datetime as dt

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.people.permissions import MODERATE
from comments.querysets.queue import Kind, counts_of, spots_for
from comments.services.queue_alarm import promise_hours
from radslag.clock import database_now
from radslag.editors.waiting import Waiting, register
from radslag.templatetags.dates import moment


@register
def to_moderate(request: HttpRequest) -> list[Waiting]:
    """One line with how many wait, why and for how long; urgent when it is longer than the site promises."""
    if not request.user.has_perm(MODERATE):
        return []
    spots = spots_for(request.user)
    if not spots:
        return []
    oldest, promise = min(spot.since for spot in spots), promise_hours()
    words = ngettext("%(n)d comment to read", "%(n)d comments to read", len(spots)) % {"n": len(spots)}
    counts = counts_of(spots)
    reported, appeals = counts[Kind.ASIDE] + counts[Kind.REPORTED], counts[Kind.APPEAL]
    text = [
        ngettext("%(n)d reported.", "%(n)d reported.", reported) % {"n": reported} if reported else "",
        ngettext("%(n)d asks for a new look.", "%(n)d ask for a new look.", appeals) % {"n": appeals}
        if appeals
        else "",
        _("The first has waited since %(when)s.") % {"when": moment(oldest)},
    ]
    late = database_now() - dt.timedelta(hours=promise)
    return [
        Waiting(
            words,
            " ".join(filter(None, text)),
            reverse("comments_queue"),
            count=len(spots),
            urgent=bool(promise) and oldest < late,
        )
    ]
