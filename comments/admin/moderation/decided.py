"""What a moderator has just done: told on the next page, with a way to take it back. Kept in her session as ids alone."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Comment, Decision
from comments.rules.acts import Act
from comments.rules.states import State

SESSION_KEY = "comments_decided"
SHOWN_FOR = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions that can be taken back, the last first, and what they were in one sentence."""

    decisions: list[Decision]

    @property
    def ids(self) -> list[int]:
        return [decision.pk for decision in self.decisions]

    @property
    def shown(self) -> Comment | None:
        """The one comment that is shown now: more can be done with it."""
        comments = {decision.comment_id: decision.comment for decision in self.decisions}
        only = next(iter(comments.values())) if len(comments) == 1 else None
        return only if only and only.state == State.APPROVED else None

    @property
    def words(self) -> str:
        comments = {decision.comment_id: decision.comment for decision in self.decisions}
        if len(comments) > 1:
            return ngettext("%(n)d comment is decided.", "%(n)d comments are decided.", len(comments)) % {
                "n": len(comments)
            }
        acts = {decision.act for decision in self.decisions}
        name = next(iter(comments.values())).shown_name
        return _sentence(acts) % {"name": name}


def remember(request: HttpRequest, comment_ids: Iterable[int], *, since: dt.datetime) -> None:
    """Note what the moderator did with the comments from `since` on."""
    made = Decision.objects.filter(comment__in=list(comment_ids), by=request.user.pk, at__gte=since)
    request.session[SESSION_KEY] = list(made.exclude(act=Act.UNDO).values_list("pk", flat=True))


def forget(request: HttpRequest) -> None:
    """Nothing to tell any longer."""
    request.session.pop(SESSION_KEY, None)


def decided_just_now(request: HttpRequest, now: dt.datetime) -> Decided | None:
    """What the moderator did last, if it was within the hour and holds still."""
    ids = request.session.get(SESSION_KEY)
    if not ids:
        return None
    made = Decision.objects.filter(pk__in=ids, by=request.user.pk, at__gt=now - SHOWN_FOR, undone_by=None)
    decisions = list(made.select_related("comment").order_by("-pk"))
    return Decided(decisions) if decisions else None


def _sentence(acts: set[str]) -> str:
    if Act.HIDE in acts:
        return _("The comment by %(name)s is hidden.")
    if Act.DISMISS in acts:
        return _("The comment by %(name)s stands. The reports are looked at.")
    if Act.REDACT in acts and Act.APPROVE not in acts:
        return _("Words are taken out of the comment by %(name)s.")
    return _("The comment by %(name)s is shown.")
