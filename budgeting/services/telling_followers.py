"""Telling followers of a round what its clock has brought. A periodic job: once each, however many workers run."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from budgeting.mails import following as following_mails
from budgeting.models import (
    Ballot,
    Round,
    RoundFollow,
    RoundNotice,
    RoundSecret,
    VoterIdentity,
)
from budgeting.rules.ballots import voter_key
from budgeting.rules.following import Event, due_events, instants, is_stale
from radslag.clock import database_now

logger = logging.getLogger(__name__)

ABOUT_PROPOSALS = frozenset({Event.PROPOSALS_SHOWN, Event.VOTING_OPENS, Event.LAST_DAY})
"""Without an accepted proposal there is nothing to read or to vote for."""


def tell_followers() -> int:
    """Mail the followers of every round in which something has happened that they were not told of; return how many mails.

    A round that fails is reported and does not stop the next. Raises OperationalError or InterfaceError when the
    database is away.
    """
    mails = 0
    for round_id in _followed_rounds():
        try:
            mails += tell_followers_of(round_id=round_id)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # one round must not keep the news from the others
            logger.error("Followers of round %s were not told: %s", round_id, type(error).__name__)
    return mails


@transaction.atomic
def tell_followers_of(*, round_id: int) -> int:
    """Note what has happened in the round and mail its followers about the latest of it; return how many mails.

    Notes and mails are one transaction, and the row of the round is held: a second worker finds nothing left to tell.
    Who began to follow after the instant saw it on the page and is not mailed about it. While the round is stopped or not
    everyone may read about it nothing is told, and nothing noted: what is no old story by then is told when that ends.
    """
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)
    now = database_now()
    followers = RoundFollow.objects.confirmed().that_may_be_read(now).of_round(round_)
    if round_.is_paused_at(now) or round_.is_cancelled_at(now) or not followers.exists():
        return 0
    told = set(round_.notices.values_list("event", flat=True))
    events = [event for event in due_events(round_.schedule, now, told) if _can_be_told(round_, event, now)]
    if not events:
        return 0
    at = instants(round_.schedule)
    RoundNotice.objects.bulk_create(
        [RoundNotice(round=round_, event=event.value, instant=at[event], at=now) for event in events]
    )
    latest = events[-1]
    if is_stale(latest, round_.schedule, now):
        return 0
    followers = followers.filter(confirmed_at__lt=at[latest]).select_related("participant").order_by("pk")
    done = _who_voted(round_, followers) if latest is Event.LAST_DAY else frozenset()
    gives_money = latest is Event.RESULT and round_.proposals.funded(now).exists()
    mails = 0
    for follow in followers.exclude(pk__in=done).iterator(chunk_size=500):
        follow.round = round_
        following_mails.news(follow, latest, gives_money=gives_money).send()
        mails += 1
    return mails


def _can_be_told(round_: Round, event: Event, now: dt.datetime) -> bool:
    """Whether there is what the mail would say; if it does not come within two days the event is noted without a mail."""
    if is_stale(event, round_.schedule, now):
        return True
    if event is Event.RESULT and not round_.counts.exists():
        return False
    return event not in ABOUT_PROPOSALS or round_.proposals.accepted().exists()


def _who_voted(round_: Round, followers: QuerySet[RoundFollow]) -> frozenset[int]:
    """Who need not be reminded: they have a ballot under the address with which they follow. Known where one votes by
    e-mail alone, by the key of the address; it is kept nowhere."""
    secret = RoundSecret.objects.filter(round=round_).first()
    if round_.identity != VoterIdentity.EMAIL or secret is None:
        return frozenset()
    addresses = followers.values_list("pk", "participant__email")
    keys = {voter_key(bytes(secret.voter_secret), email): pk for pk, email in addresses}
    voted = Ballot.objects.filter(round=round_, voter_key__in=list(keys)).values_list("voter_key", flat=True)
    return frozenset(keys[key] for key in voted)


def _followed_rounds() -> list[int]:
    """Rounds that are not stopped, that somebody follows, and that everyone may read about."""
    now = database_now()
    followers = RoundFollow.objects.confirmed().that_may_be_read(now).of_round(OuterRef("pk"))
    rounds = Round.objects.not_stopped(now).filter(Exists(followers), submission_opens__lte=now)
    return list(rounds.order_by("pk").values_list("pk", flat=True))
