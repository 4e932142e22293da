"""Following a conversation, or one thread of it, by mail."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, QuerySet

from comments.mails import following as mails
from comments.models import Comment, Conversation, Follow, Participant
from comments.rules.acts import Pace
from comments.rules.own import CONFIRM_WITHIN
from comments.services import locks
from comments.services.participants import confirm_participant, ensure_participant
from radslag.clock import database_now
from radslag.limits import Full, hit_all, limit_for, limit_for_network, salt_of_today

HOUR = dt.timedelta(hours=1)
MAILS_TO_ONE_ADDRESS, ASKED_FROM_ONE_NETWORK = 3, 30
"""Within an hour."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking to follow by address. `follow` has a mail coming; None when the address has had enough of them:
    who asks is told the same. `full`: the network has asked too often, and that is said."""

    follow: Follow | None = None
    full: Full | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who follows now. `is_new` is false when it had been confirmed before: an old link says nothing of who has it."""

    follow: Follow
    is_new: bool


@transaction.atomic
def follow(
    *,
    participant: Participant,
    conversation: Conversation,
    root: Comment | None = None,
    pace: str = Pace.AT_ONCE,
) -> Follow:
    """Let a confirmed participant follow from now on; following already, only the pace changes."""
    now = database_now()
    row = _row(participant, conversation, root, pace, now)
    _begin(row, now)
    row.pace = Pace(pace)
    row.save()
    return row


@transaction.atomic
def ask_to_follow(
    *,
    email: str,
    conversation: Conversation,
    root: Comment | None = None,
    pace: str = Pace.AT_ONCE,
    language: str = "sv",
    network: str = "",
) -> Asked:
    """Note that somebody wants to follow with `email`; nothing is sent there before its owner has pressed the button.

    Who follows already goes on as before. The answer is the same for known and unknown addresses.
    """
    full = _asked_too_often(network)
    if full is not None:
        return Asked(full=full)
    if hit_all([limit_for("follow-mail-to", email, times=MAILS_TO_ONE_ADDRESS, window=HOUR)]) is not None:
        return Asked()
    if root is not None:
        locks.lock_thread_of(
            root.pk
        )  # first, as who answers in the thread does, whose address may be the same new one
    now = database_now()
    participant = ensure_participant(email=email, language=language)
    row = _row(participant, conversation, root, pace, now)
    if row.confirmed_at is None:
        row.created_at, row.pace = now, Pace(pace)
        row.save()
    mails.confirm_follow(row).send()
    return Asked(row)


@transaction.atomic
def confirm_follow(*, follow_id: int) -> Confirmed | None:
    """Begin to send mails, since the owner of the address has pressed the button; None if the day to do so is over."""
    now = database_now()
    rows = Follow.objects.select_for_update(of=("self",)).select_related("participant", "conversation")
    row = rows.filter(pk=follow_id).first()
    if row is None or (row.confirmed_at is None and now - row.created_at >= CONFIRM_WITHIN):
        return None
    is_new = row.confirmed_at is None
    if is_new:
        confirm_participant(participant=row.participant, now=now)
        _begin(row, now)
        row.save()
    return Confirmed(row, is_new)


def unfollow(*, follows: QuerySet[Follow]) -> int:
    """Send no more mails for `follows`; return how many were ended. Ended once or twice is the same.

    The rows stay for a day, as if somebody had just asked to follow: until then the page that says so can take it back.
    """
    return follows.filter(confirmed_at__isnull=False).update(confirmed_at=None, created_at=database_now())


def follow_again(*, follows: QuerySet[Follow]) -> int:
    """Take back what `unfollow` ended last, within a day; return how many go on.

    What waited to be told is told then, as if it had never been ended.
    """
    now = database_now()
    ended = follows.filter(confirmed_at=None, participant__confirmed_at__isnull=False)
    latest = ended.aggregate(latest=Max("created_at"))["latest"]
    if latest is None or now - latest >= CONFIRM_WITHIN:
        return 0
    return ended.filter(created_at=latest).update(confirmed_at=now)


def _row(
    participant: Participant, conversation: Conversation, root: Comment | None, pace: str, now: dt.datetime
) -> Follow:
    row, _ = Follow.objects.select_for_update().get_or_create(
        participant=participant,
        conversation=conversation,
        root=root,
        defaults={"pace": Pace(pace), "created_at": now, "sent_until": now},
    )
    return row


def _begin(row: Follow, now: dt.datetime) -> None:
    if row.confirmed_at is None:
        row.confirmed_at = row.sent_until = now


def _asked_too_often(network: str) -> Full | None:
    if not network:
        return None
    limit = limit_for_network(
        "follow-from", network, salt=salt_of_today(), times=ASKED_FROM_ONE_NETWORK, window=HOUR
    )
    return hit_all([limit])
