"""Following a round, or a project of it, by mail: asking, confirming, ending, and what is forgotten by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from budgeting.mails import following as following_mails
from budgeting.models import RoundFollow
from budgeting.models.projects import OPEN_STATUSES
from budgeting.privacy import periods
from comments.models import Participant
from comments.privacy import periods as of_conversations
from comments.rules.own import CONFIRM_WITHIN
from comments.services.participants import confirm_participant, ensure_participant
from radslag.clock import database_now
from radslag.limits import Full, hit_all, limit_for, limit_for_network, salt_of_today

HOUR = dt.timedelta(hours=1)
MAILS_ABOUT_ONE_THING, MAILS_TO_ONE_ADDRESS, ASKED_FROM_ONE_NETWORK = 3, 10, 30
"""Within an hour. On the day of a result one may want to follow many projects."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking by address. `follow` has a mail coming; None when the address has had enough of them: who asks is
    told the same. `full`: the network has asked too often, and that is said."""

    follow: RoundFollow | None = None
    full: Full | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who follows now. `is_new` is false when it had been confirmed before: an old link says nothing of who has it."""

    follow: RoundFollow
    is_new: bool


@transaction.atomic
def follow_round(
    *, email: str, round_id: int, project_id: int | None = None, language: str = "sv"
) -> RoundFollow:
    """Let the owner of an address, who has shown that it is theirs, be told from now on; twice is the same as once.

    With `project_id` they are told of that project of the round, and not of its dates.
    """
    now = database_now()
    participant = ensure_participant(email=email, language=language, confirmed=True)
    row = _row(participant, round_id, project_id, now)
    if row.confirmed_at is None:
        _begin(row, now)
    return row


@transaction.atomic
def ask_to_follow(
    *, email: str, round_id: int, project_id: int | None = None, language: str = "sv", network: str = ""
) -> Asked:
    """Note that somebody wants to be told with `email`; nothing but a link is sent there before its owner has pressed the
    button. The answer is the same for known and unknown addresses."""
    full = _asked_too_often(network)
    if full is not None:
        return Asked(full=full)
    thing = f"{email}\0{round_id}\0{project_id or ''}"
    limits = [
        limit_for("round-follow-mail-about", thing, times=MAILS_ABOUT_ONE_THING, window=HOUR),
        limit_for("round-follow-mail-to", email, times=MAILS_TO_ONE_ADDRESS, window=HOUR),
    ]
    if hit_all(limits) is not None:
        return Asked()
    now = database_now()
    row = _row(ensure_participant(email=email, language=language), round_id, project_id, now)
    if row.confirmed_at is None:
        row.created_at = now
        row.save(update_fields=["created_at"])
    following_mails.confirm_follow(row).send()
    return Asked(row)


@transaction.atomic
def confirm_follow(*, follow_id: int, asked_at: dt.datetime | None) -> Confirmed | None:
    """Begin to tell, since the owner of the address has pressed the button.

    None if the day to do so is over, or `asked_at` is not the instant of the last asking: a newer mail has the link.
    """
    now = database_now()
    rows = RoundFollow.objects.select_for_update(of=("self",)).select_related("participant", "round")
    row = rows.filter(pk=follow_id).first()
    if row is None or row.created_at != asked_at:
        return None
    if row.confirmed_at is None and now - row.created_at >= CONFIRM_WITHIN:
        return None
    is_new = row.confirmed_at is None
    if is_new:
        confirm_participant(participant=row.participant, now=now)
        _begin(row, now)
    return Confirmed(row, is_new)


def unfollow(*, follow_id: int) -> bool:
    """Tell no more. The row stays for a day, as if somebody had just asked: until then it can be taken back."""
    rows = RoundFollow.objects.confirmed().filter(pk=follow_id)
    return bool(rows.update(confirmed_at=None, created_at=database_now()))


def follow_again(*, follow_id: int) -> bool:
    """Take back what `unfollow` ended, within a day. What waits to be told is told then, as if it had never been ended."""
    now = database_now()
    ended = RoundFollow.objects.filter(
        pk=follow_id,
        confirmed_at=None,
        participant__confirmed_at__isnull=False,
        created_at__gt=now - CONFIRM_WITHIN,
    )
    return bool(ended.update(confirmed_at=now))


def forget_followers() -> int:
    """Delete what nobody confirmed in time or ended a day ago, and who followed what ended long ago; return how many."""
    deleted, _ = old_follows(database_now()).delete()
    return deleted


def old_follows(now: dt.datetime) -> QuerySet[RoundFollow]:
    """Who is told of nothing any more, or never confirmed."""
    before = now - periods.ROUND_FOLLOWERS.length
    unconfirmed = Q(confirmed_at=None, created_at__lt=now - of_conversations.UNCONFIRMED_FOLLOWS.length)
    finished = Q(project=None, round__result_at__lt=before, round__counts__counted_at__lt=before)
    cancelled = Q(project=None, round__cancelled_at__lt=before)
    closed = Q(project__latest__lt=timezone.localdate(before)) & ~Q(project__status__in=OPEN_STATUSES)
    old = RoundFollow.objects.filter(unconfirmed | finished | cancelled | closed)
    return RoundFollow.objects.filter(pk__in=old.values("pk"))


def _row(participant: Participant, round_id: int, project_id: int | None, now: dt.datetime) -> RoundFollow:
    row, _ = RoundFollow.objects.select_for_update().get_or_create(
        participant=participant,
        round_id=round_id,
        project_id=project_id,  # type: ignore[misc]  # None asks for the row of the round itself
        defaults={"created_at": now},
    )
    return row


def _begin(row: RoundFollow, now: dt.datetime) -> None:
    row.confirmed_at, row.told_until = now, row.told_until or now
    row.save(update_fields=["confirmed_at", "told_until"])


def _asked_too_often(network: str) -> Full | None:
    if not network:
        return None
    limit = limit_for_network(
        "round-follow-from", network, salt=salt_of_today(), times=ASKED_FROM_ONE_NETWORK, window=HOUR
    )
    return hit_all([limit])
