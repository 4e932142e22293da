"""What those who run the site are told of rounds. Nothing of votes, neither how many nor how they fall."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Min

from budgeting.models import Round, Sealing
from radslag.clock import database_now
from radslag.operation import backups, gauges, maintenance
from radslag.operation.gauges import Gauge
from radslag.templatetags.dates import moment

TIED = (
    ("budgeting_roundsecret", "round_id"),
    ("budgeting_votingcode", "round_id"),
    ("budgeting_ballot", "round_id"),
    ("budgeting_ballotchoice", "round_id"),
    ("budgeting_receipt", "round_id"),
    ("budgeting_papervote", "round_id"),
    ("budgeting_challenge", "round_id"),
)
"""Where the secret of a round stands, or a voter's key: with both one could join a voter and a ballot."""


def register() -> None:
    """Tell monitoring of late counts; let nobody close the site while people vote; and let backups keep apart what ties
    ballots to voters until a round is sealed."""
    gauges.register(counts_due)
    maintenance.register(rounds_in_voting)
    backups.register(backups.Tied("round", TIED, released=sealed_rounds))


def sealed_rounds() -> Iterable[int]:
    """The rounds whose ballots nobody can join to a voter any more."""
    return Sealing.objects.values_list("round_id", flat=True)


def counts_due() -> list[Gauge]:
    """Rounds whose voting is over and that nobody has counted, though nothing stands in the way."""
    now = database_now()
    due = Round.objects.due_for_count(now).aggregate(n=Count("pk"), first=Min("voting_closes"))
    age = (now - due["first"]).total_seconds() if due["first"] else 0
    return [
        Gauge("rounds_uncounted", "Rounds that a worker should have counted", due["n"]),
        Gauge("round_uncounted_seconds", "Seconds since voting closed in the first of them", age),
        Gauge("rounds_voting", "Rounds in which one votes now", Round.objects.taking_votes(now).count()),
    ]


def rounds_in_voting(start: dt.datetime, end: dt.datetime) -> list[str]:
    """The rounds in which one votes at some time from `start` to `end`."""
    rounds = Round.objects.not_stopped(start).filter(voting_opens__lt=end, voting_closes__gt=start)
    return [
        f"round {round_.pk} ({round_}) takes votes until {moment(round_.voting_closes)}"
        for round_ in rounds.order_by("voting_closes")
    ]
