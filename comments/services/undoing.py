"""A moderator takes back her own last decision, as long as nothing has happened with the comment since."""

import datetime as dt
from typing import Any

from django.db import transaction

from comments.models import Comment, Decision
from comments.rules.acts import Act
from comments.rules.errors import RuleViolation
from comments.rules.holding import text_key
from comments.rules.states import State
from comments.services.changes import change
from comments.services.moderation import lock_for, refuse_identity_numbers
from radslag.clock import database_now

UNDOABLE = frozenset({Act.APPROVE, Act.HIDE, Act.RESTORE, Act.DISMISS, Act.REDACT})
UNDO_WITHIN = dt.timedelta(days=1)
DECIDES = frozenset({*UNDOABLE, Act.SHOW, Act.SET_ASIDE, Act.ANSWER_APPEAL} - {Act.REDACT})
"""Acts that say who stands for the state a comment is in."""


@transaction.atomic
def undo_decision(*, decision_id: int, moderator: Any) -> Comment:
    """Bring the comment back to what it was before the decision: state, reason, text, reports, and how long it has waited.

    Raises RuleViolation (`nothing_to_undo`, `not_yours_to_undo`, `answered_since`, `identity_number`, and what `lock_for`
    raises) or PermissionDenied.
    """
    decision = Decision.objects.filter(pk=decision_id).first()
    if decision is None:
        raise RuleViolation("nothing_to_undo")
    comment = lock_for(moderator, decision.comment_id)
    now = database_now()
    _check(decision, comment, moderator, now)
    if decision.act == Act.REDACT:
        _give_back_text(comment, decision)
    else:
        _reopen_reports(comment, decision)
    to = State(decision.state_before)
    if to == State.APPROVED:
        refuse_identity_numbers(comment.comment, comment.user_name)
    if to == State.HIDDEN:
        _give_back_reason(comment, decision)
    first_shown = comment.shown_at == decision.at and to == State.WAITING
    if first_shown:
        comment.shown_at = None
    since = decision.at - decision.waited if decision.waited is not None else None
    change(comment, Act.UNDO, to=to, by=moderator, now=now, undoes=decision, since=since)
    _give_back_decider(comment)
    return comment


def last_decision(comment_id: int) -> Decision | None:
    """The latest line of the log that still holds: neither undone, nor an undoing itself."""
    return Decision.objects.filter(comment=comment_id, undone_by=None).exclude(act=Act.UNDO).first()


def _check(decision: Decision, comment: Comment, moderator: Any, now: dt.datetime) -> None:
    if (
        decision.act not in UNDOABLE
        or now - decision.at > UNDO_WITHIN
        or last_decision(comment.pk) != decision
    ):
        raise RuleViolation("nothing_to_undo")
    if decision.by_id != moderator.pk:
        raise RuleViolation("not_yours_to_undo")
    stops_showing = comment.state == State.APPROVED and decision.state_before != State.APPROVED
    answers = Comment.objects.filter(parent_id=comment.pk, submit_date__gte=decision.at).exclude(
        pk=comment.pk
    )
    if stops_showing and answers.order_by().exists():
        raise RuleViolation("answered_since")


def _give_back_text(comment: Comment, decision: Decision) -> None:
    comment.comment, comment.user_name = decision.text_before, decision.name_before
    comment.text_key = text_key(comment.comment)
    earlier = comment.decisions.filter(act=Act.REDACT, undone_by=None).exclude(pk=decision.pk).first()
    comment.redacted_at = earlier.at if earlier else None


def _give_back_reason(comment: Comment, decision: Decision) -> None:
    hidden = comment.decisions.filter(act=Act.HIDE, undone_by=None, at__lt=decision.at).first()
    if hidden is None:
        raise RuleViolation("nothing_to_undo")
    comment.hidden_reason, comment.hidden_text = hidden.reason, hidden.text[:200]


def _reopen_reports(comment: Comment, decision: Decision) -> None:
    comment.report_rows.filter(handled_at=decision.at).update(handled_at=None)
    comment.reports = comment.report_rows.filter(handled_at=None).count()


def _give_back_decider(comment: Comment) -> None:
    """Whoever decided before stands for the comment again: reports may set aside only what no moderator has approved."""
    if comment.state == State.WAITING:
        return
    earlier = comment.decisions.filter(act__in=DECIDES, undone_by=None).first()
    comment.decided_by_id = earlier.by_id if earlier else None
    comment.save(update_fields=["decided_by"])
