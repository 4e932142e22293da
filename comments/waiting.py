"""Comments that wait for a moderator, in her branch of the page tree."""

import datetime as dt

from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Comment
from comments.permissions import moderated_pages
from comments.rules.states import State
from radslag.clock import database_now
from radslag.templatetags.dates import moment
from radslag.waiting import Waiting, register

PROMISED = dt.timedelta(days=1)
"""What the site tells those who write: mostly within a day."""


@register
def to_moderate(request: HttpRequest) -> list[Waiting]:
    """One line with how many wait and for how long; urgent after a day."""
    waiting = Comment.objects.filter(state=State.WAITING, page__in=moderated_pages(request.user))
    found = waiting.order_by().aggregate(n=Count("pk"), oldest=Min("submit_date"))
    if not found["n"]:
        return []
    words = ngettext("%(n)d comment to read", "%(n)d comments to read", found["n"])
    return [
        Waiting(
            words % {"n": found["n"]},
            _("The oldest came %(when)s.") % {"when": moment(found["oldest"])},
            reverse("comments_comment_modeladmin_index"),
            count=found["n"],
            urgent=database_now() - found["oldest"] > PROMISED,
        )
    ]
