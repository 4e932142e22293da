"""Unusual patterns among first votes, as a list for staff to look into. No choices, no addresses, no codes.

Four queries, however many have voted. Sealing forgets what they read.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncHour
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.models import Challenge, Receipt, Round
from budgeting.rules.patterns import (
    LEAST_FROM_A_NETWORK,
    LEAST_IN_A_BURST,
    TIMES_THE_USUAL,
    is_burst,
    usual_hour,
)
from radslag.templatetags.dates import moment

MOST_OF_A_KIND = 20
MOST_HANDLES = 30
"""Ballots that a row names: who looks into more of them begins with these."""
MOST_READ = 3_000


@dataclass(frozen=True, slots=True)
class Handle:
    """A ballot as staff may know it: a number, when it first came, and what has been decided about it."""

    pk: int
    when: dt.datetime
    state: str = ""


@dataclass(slots=True)
class Pattern:
    """A row of the list: what stands out, how many ballots, and when; `handles` are some or all of them."""

    text: str
    n: int
    when: str
    asked: dict[str, Any]
    """By what its ballots are found: fields of Receipt."""
    handles: list[Handle] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many ballots the row does not name."""
        return self.n - len(self.handles)


def patterns(round_: Round) -> list[Pattern]:
    """What to look into in a round, the most of each kind first."""
    receipts = Receipt.objects.filter(round=round_, made_at__isnull=False)
    rows = [*_bursts(receipts), *_networks(receipts), *_domains(receipts)]
    _name_ballots(receipts, rows)
    return rows


def rules_in_words() -> list[str]:
    """By which rules something gets onto the list."""
    return [
        _(
            "An hour with at least %(least)d first votes and at least %(times)d times as many as in a usual hour."
        )
        % {"least": LEAST_IN_A_BURST, "times": TIMES_THE_USUAL},
        _("At least %(least)d first votes in one day from one network. A library or a family is one network.")
        % {"least": LEAST_FROM_A_NETWORK},
        _("Votes with addresses that anyone gets for ten minutes."),
    ]


def _bursts(receipts: Any) -> Iterator[Pattern]:
    hours = dict(
        receipts.annotate(hour=TruncHour("made_at")).values_list("hour").annotate(n=Count("pk")).order_by()
    )
    usual = usual_hour(hours.values())
    for hour, n in _most(item for item in hours.items() if is_burst(item[1], usual)):
        text = ngettext(
            "%(n)d first votes in one hour. The usual hour has %(usual)d.",
            "%(n)d first votes in one hour. The usual hour has %(usual)d.",
            n,
        ) % {"n": n, "usual": usual}
        until = hour + dt.timedelta(hours=1)
        yield Pattern(text, n, _span(hour, until), {"made_at__gte": hour, "made_at__lt": until})


def _networks(receipts: Any) -> Iterator[Pattern]:
    groups = _grouped(receipts.exclude(network=""), "network").filter(n__gte=LEAST_FROM_A_NETWORK)
    for network, n, first, last in groups[:MOST_OF_A_KIND]:
        text = ngettext(
            "%(n)d first vote in one day from one and the same network.",
            "%(n)d first votes in one day from one and the same network.",
            n,
        ) % {"n": n}
        yield Pattern(text, n, _span(first, last), {"network": network})


def _domains(receipts: Any) -> Iterator[Pattern]:
    for domain, n, first, last in _grouped(receipts.exclude(domain=""), "domain")[:MOST_OF_A_KIND]:
        text = ngettext(
            "%(n)d vote with a throw-away address at %(domain)s.",
            "%(n)d votes with throw-away addresses at %(domain)s.",
            n,
        ) % {"n": n, "domain": domain}
        yield Pattern(text, n, _span(first, last), {"domain": domain})


def _grouped(receipts: Any, name: str) -> Any:
    groups = (
        receipts.order_by().values(name).annotate(n=Count("pk"), first=Min("made_at"), last=Max("made_at"))
    )
    return groups.order_by("-n", name).values_list(name, "n", "first", "last")


def _most(found: Iterable[tuple[dt.datetime, int]]) -> list[tuple[dt.datetime, int]]:
    return sorted(found, key=lambda item: (-item[1], item[0]))[:MOST_OF_A_KIND]


def _span(first: dt.datetime, last: dt.datetime) -> str:
    if first == last:
        return moment(first)
    return _("%(first)s to %(last)s") % {"first": moment(first), "last": moment(last)}


def _name_ballots(receipts: Any, rows: list[Pattern]) -> None:
    """Give every row its first ballots, in one query for all of them and one for what is challenged."""
    if not rows:
        return
    wanted = Q()
    for row in rows:
        wanted |= Q(**row.asked)
    found = receipts.filter(wanted).order_by("made_at", "pk")
    ballots = list(found.values_list("pk", "made_at", "network", "domain")[:MOST_READ])
    states = states_of(pk for pk, *_rest in ballots)
    for row in rows:
        of_row = [
            Handle(pk, when, states.get(pk, "")) for pk, when, *marks in ballots if _is_in(row, when, marks)
        ]
        row.handles = of_row[:MOST_HANDLES]


def _is_in(row: Pattern, when: dt.datetime, marks: list[str]) -> bool:
    network, domain = marks
    asked = row.asked
    if "network" in asked:
        return bool(asked["network"] == network)
    if "domain" in asked:
        return bool(asked["domain"] == domain)
    return bool(asked["made_at__gte"] <= when < asked["made_at__lt"])


def states_of(receipt_ids: Iterable[int]) -> dict[int, str]:
    """What is decided or asked about ballots, in a word each; of those that are counted nothing."""
    found: dict[int, str] = defaultdict(str)
    rows = Challenge.objects.filter(receipt__in=list(receipt_ids), dropped_at=None)
    for receipt_id, in_force in rows.values_list("receipt", "at"):
        found[receipt_id] = _("challenged") if in_force else _("asked for")
    return found
