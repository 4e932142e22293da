"""One decision about several comments: each in a transaction of its own, so that one that fails does not stop the rest."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied

from comments.models import Comment
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services.moderation import approve_comment, checked_reason, dismiss_reports, hide_comment
from comments.services.undoing import undo_decision

MOST_AT_ONCE = 100


@dataclass(slots=True)
class Outcome:
    """What came of it: ids of the comments that were decided about, and why others were not (id, code)."""

    done: list[int] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def show_many(*, seen: Mapping[int, str], moderator: Any) -> Outcome:
    """Show those that wait, let those stand that were reported. `seen`: the version of each that the moderator has read."""
    return _each(seen, lambda pk: _show_or_let_stand(pk, moderator, seen[pk]))


def hide_many(*, seen: Mapping[int, str], moderator: Any, reason: str, text: str = "") -> Outcome:
    """Hide all for the same reason. Raises RuleViolation (`reason_missing`, `identity_number`) before anything is written."""
    text = checked_reason(reason, text)
    why = {"moderator": moderator, "reason": reason, "text": text}
    return _each(seen, lambda pk: hide_comment(comment_id=pk, seen=seen[pk], **why))


def undo_many(*, decision_ids: Iterable[int], moderator: Any) -> Outcome:
    """Take back several decisions; the ids of what was refused are those of the decisions."""
    return _each(decision_ids, lambda pk: undo_decision(decision_id=pk, moderator=moderator))


def _each(ids: Iterable[int], act: Callable[[int], Comment]) -> Outcome:
    outcome = Outcome()
    for pk in list(dict.fromkeys(ids))[:MOST_AT_ONCE]:
        try:
            outcome.done.append(act(pk).pk)
        except RuleViolation as violation:
            outcome.refused.append((pk, violation.code))
        except PermissionDenied:  # another branch: as if it were not there
            outcome.refused.append((pk, "no_such_comment"))
    return outcome


def _show_or_let_stand(pk: int, moderator: Any, seen: str) -> Comment:
    is_shown = Comment.objects.filter(pk=pk, state=State.APPROVED).order_by().exists()
    decide = dismiss_reports if is_shown else approve_comment
    return decide(comment_id=pk, moderator=moderator, seen=seen)
