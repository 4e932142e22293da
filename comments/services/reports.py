"""What readers say is wrong with a comment. All of it happens under the thread's lock, so that the third report is the third."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from comments.models import Comment, Participant, Report
from comments.rules.acts import Act, ReportReason
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services import locks
from comments.services.changes import change
from radslag.clock import database_now
from radslag.incoming.plain import plain_text
from radslag.limits import Full, Limit, hit_all, limit_for, limit_for_network, salt_of_today

ENOUGH = 3
"""Reports of so many participants, known by their addresses, set a comment aside until a moderator has read it."""
TEXT_MAX_LENGTH = 500
HOUR = dt.timedelta(hours=1)
FROM_ONE_READER, FROM_ONE_NETWORK = 10, 40
"""Reports within an hour."""
LOOKED_AT = (Act.APPROVE, Act.RESTORE, Act.DISMISS, Act.SET_ASIDE)
"""After any of these readers do not set a comment aside (again); what its author changed since is another text."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports: a participant if known, else a reader with a random name kept in the session. `network` is stored only as a
    hash, and only for a day."""

    participant: Participant | None
    name: str
    network: str = ""

    @property
    def key(self) -> str:
        """What tells reporters apart; it leads back to nobody whose session is over."""
        if self.participant:
            return f"p{self.participant.pk}"
        return salted_hmac("comments.report", self.name, algorithm="sha256").hexdigest()


@transaction.atomic
def report_comment(*, comment_id: int, by: Reporter, reason: str, text: str = "") -> Full | None:
    """Store a report, or return the limit that is reached. A second report by the same reader changes nothing.

    The third of known participants sets the comment aside, once. Raises RuleViolation (`gone`, `reason_to_choose`,
    `report_too_long`) and then writes nothing.
    """
    text = plain_text(text)
    if reason not in ReportReason.values:
        raise RuleViolation("reason_to_choose")
    if len(text) > TEXT_MAX_LENGTH:
        raise RuleViolation("report_too_long")
    if not locks.lock_thread_of(comment_id):
        raise RuleViolation("gone")
    comment = Comment.objects.get(pk=comment_id)
    if comment.state not in (State.APPROVED, State.ASIDE):
        raise RuleViolation("gone")
    if full := hit_all(_limits(by)):
        return full
    now = database_now()
    if _store(comment, by, reason, text, now) and _is_to_be_set_aside(comment):
        change(comment, Act.SET_ASIDE, to=State.ASIDE, now=now)
    return None


def handle_reports(comment: Comment, now: dt.datetime) -> int:
    """Note that a moderator has looked at what is reported about `comment`; return how many reports that were.

    For services that decide about the comment, under the thread's lock and before they save it.
    """
    comment.reports = 0
    Comment.objects.filter(pk=comment.pk).update(reports=0)
    return Report.objects.filter(comment=comment, handled_at=None).update(handled_at=now)


def _store(comment: Comment, by: Reporter, reason: str, text: str, now: dt.datetime) -> bool:
    """Store the report and count it; whether it is new. That nobody reports twice is the constraint's doing."""
    try:
        with transaction.atomic():
            Report.objects.create(
                comment=comment, participant=by.participant, key=by.key, reason=reason, text=text, at=now
            )
    except IntegrityError:
        return False
    comment.reports += 1
    Comment.objects.filter(pk=comment.pk).update(reports=comment.reports)
    return True


def _is_to_be_set_aside(comment: Comment) -> bool:
    if comment.state != State.APPROVED or comment.was_approved_by_moderator or comment.is_staff_answer:
        return False
    known = Report.objects.filter(comment=comment, handled_at=None, participant__isnull=False)
    if known.count() < ENOUGH:
        return False
    looked_at = comment.decisions.filter(act__in=LOOKED_AT, undone_by=None)
    if comment.edited_at:
        looked_at = looked_at.filter(at__gt=comment.edited_at)
    return not looked_at.exists()


def _limits(by: Reporter) -> list[Limit]:
    limits = [limit_for("report-from-reader", by.key, times=FROM_ONE_READER, window=HOUR)]
    if by.network:
        salt = salt_of_today()
        limits.append(
            limit_for_network("report-from", by.network, salt=salt, times=FROM_ONE_NETWORK, window=HOUR)
        )
    return limits
