"""The author of a comment says that the address is theirs."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from comments.models import Comment
from comments.rules.acts import Act
from comments.rules.errors import RuleViolation
from comments.rules.own import CONFIRM_WITHIN
from comments.rules.states import ANSWERABLE_STATES, State
from comments.services.changes import change
from comments.services.holding import holds_again
from comments.services.own import locked_comment
from comments.services.participants import confirm_participant
from comments.services.posting import is_shown_at_once
from comments.talked_about import targets
from radslag.clock import database_now


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The comment as it now stands. `is_new` is false when it had been confirmed before."""

    comment: Comment
    is_new: bool


def confirm_ends(comment: Comment) -> dt.datetime:
    """The instant from which the link in the mail does nothing more."""
    ends: dt.datetime = comment.submit_date + CONFIRM_WITHIN
    return ends


@transaction.atomic
def confirm_comment(*, comment_id: int) -> Confirmed:
    """Let the comment in, as one by a confirmed participant: the rules, the policy and trust decide anew what is shown.

    It was sent in time, so it counts also when its conversation has closed since; but then, and when what it answers is
    no longer shown, a moderator reads it first. Raises RuleViolation (`no_such_comment`, `too_late_to_confirm`) and then
    writes nothing. Holds the thread's lock.
    """
    comment = locked_comment(comment_id)
    if comment.state != State.UNCONFIRMED or comment.participant is None:
        return Confirmed(comment, is_new=False)
    now = database_now()
    if now >= confirm_ends(comment):
        raise RuleViolation("too_late_to_confirm")
    confirm_participant(participant=comment.participant, now=now)
    to = State.APPROVED if _is_shown(comment, now) else State.WAITING
    change(comment, Act.CONFIRM, to=to, now=now, holds=comment.holds)
    return Confirmed(comment, is_new=True)


def _is_shown(comment: Comment, now: dt.datetime) -> bool:
    target = targets.target_of(comment.conversation)
    page = target.thread_page if target is not None else comment.page
    defaults = targets.defaults_for(page)
    comment.holds = holds_again(comment, defaults=defaults)
    if target is None or comment.holds or not _answers_something_shown(comment):
        return False
    policy = targets.policy_of(target, defaults)
    return policy.is_open_at(now) and is_shown_at_once(comment.participant, policy)


def _answers_something_shown(comment: Comment) -> bool:
    if comment.level == 0:
        return True
    return Comment.objects.order_by().filter(pk=comment.parent_id, state__in=ANSWERABLE_STATES).exists()
