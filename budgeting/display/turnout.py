"""How many have voted, by channel and day: turnout alone, never how it goes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import TruncDate

from budgeting.models import Receipt, Round
from budgeting.models.round_choices import Channel, VoterIdentity
from budgeting.rules.publication import may_tell_parts


@dataclass(frozen=True, slots=True)
class Turnout:
    """First votes: all, by channel (in the order of `labels`), and by day. Without days once the round is sealed."""

    total: int
    labels: list[str]
    by_channel: list[int]
    days: list[tuple[dt.date, list[int]]]

    @property
    def channels(self) -> list[tuple[str, int]]:
        """Each channel with its votes; empty where there is but one, or no votes."""
        if not self.total or len(self.labels) < 2:
            return []
        return list(zip(self.labels, self.by_channel, strict=True))


def channels_of(round_: Round) -> list[str]:
    """The ways in which ballots can come in a round: on paper with voting codes only."""
    if round_.identity == VoterIdentity.CODES:
        return list(Channel.values)
    return [Channel.WEB.value]


def channels_published(round_: Round) -> list[tuple[str, int]]:
    """Ballots that came in, by channel, as everyone may read it with the result: empty where there is but one way, and where
    so few came in by one of them that it would tell of single people. At most one query."""
    names = channels_of(round_)
    if len(names) < 2:
        return []
    receipts = Receipt.objects.filter(round=round_).order_by()
    by_channel = dict(receipts.values_list("channel").annotate(n=Count("pk")))
    return parts_published([(str(Channel(name).label), by_channel.get(name, 0)) for name in names])


def parts_published(channels: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The same channels when they may be told, else none of them."""
    return channels if may_tell_parts([n for _label, n in channels]) else []


def turnout(round_: Round) -> Turnout:
    """The turnout of a round in two queries. Withdrawn ballots are not in it; a changed one stands where it first came."""
    receipts = Receipt.objects.filter(round=round_).order_by()
    channels = dict(receipts.values_list("channel").annotate(n=Count("pk")))
    days: dict[dt.date, list[int]] = {}
    per_day = (
        receipts.filter(made_at__isnull=False)
        .annotate(day=TruncDate("made_at"))
        .values_list("day", "channel")
    )
    names = channels_of(round_)
    for day, channel, n in per_day.annotate(n=Count("pk")).order_by("day"):
        days.setdefault(day, [0] * len(names))[names.index(channel)] = n
    return Turnout(
        total=sum(channels.values()),
        labels=[str(Channel(name).label) for name in names],
        by_channel=[channels.get(name, 0) for name in names],
        days=list(days.items()),
    )
