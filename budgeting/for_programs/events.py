"""The published events of a counted round as a chain: each carries the SHA-256 of the one before it and of itself.

Nobody can change, remove or insert an event without every digest after it being another one. The last one stands on the page
of open data; an older one, noted by anybody, is found again in the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from budgeting.counting.inputs import canonical, fingerprint
from budgeting.models import Challenge, Count, PublicDraw, Recount, Round, RoundAct, Sealing

Event = dict[str, Any]
OF_COUNTS = frozenset({"counted", "recounted"})


def events_of(round_: Round, *, tells_hashes: bool) -> list[Event]:
    """The events in the order in which they came into force, with their digests. Six queries.

    `tells_hashes`: whether the fingerprints of the counts may be published.
    """
    return _chained(_events(round_, tells_hashes=tells_hashes))


def events_without_counts(round_: Round) -> list[Event]:
    """The same for a round without a public result: nothing of what was counted before it was cancelled."""
    events = _events(round_, tells_hashes=False)
    return _chained(event for event in events if event["event"] not in OF_COUNTS)


def _chained(events: Iterable[Event]) -> list[Event]:
    found = sorted(events, key=lambda event: str(event["at"]))
    digest = ""
    for event in found:
        digest = fingerprint(f"{digest}\n{canonical(event)}")
        event["digest"] = digest
    return found


def _events(round_: Round, *, tells_hashes: bool) -> Iterator[Event]:
    """What is decided before what comes of it: of the same instant, they stay in this order."""
    for act in RoundAct.objects.in_force().filter(round=round_).order_by("pk"):
        yield _event(act.kind, act.at, reason=act.reason, changes=act.changes)
    for challenge in Challenge.objects.in_force().filter(round=round_).order_by("pk"):
        yield _event("challenged", challenge.at, reason=challenge.reason)
    for draw in PublicDraw.objects.filter(round=round_, confirmed_at__isnull=False):
        yield _event("drawn", draw.confirmed_at, seed=draw.seed, how=draw.how)
    for number, count in enumerate(Count.objects.filter(round=round_).defer("steps").order_by("pk"), 1):
        hashes = {"inputs_sha256": count.inputs_hash, "result_sha256": count.result_hash}
        facts = {"number": number, "version": count.version, "spent_ore": count.spent_ore}
        yield _event("counted", count.counted_at, **facts, **(hashes if tells_hashes else {}))
    for at, agrees in Recount.objects.filter(count__round=round_).order_by("pk").values_list("at", "agrees"):
        yield _event("recounted", at, agrees=agrees)
    for sealing in Sealing.objects.filter(round=round_):
        yield _event("sealed", sealing.at, ballots=sealing.ballots)


def _event(name: str, at: dt.datetime | None, **facts: Any) -> Event:
    instant = at.astimezone(dt.UTC).isoformat(timespec="microseconds") if at else ""
    return {"event": str(name), "at": instant, **facts}
