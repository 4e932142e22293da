"""Challenged ballots as staff read them: why, who, when; a number for each ballot, never what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from budgeting.models import Challenge, Round
from radslag.models import User
from radslag.templatetags.dates import moment


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    """A challenge or the request for one. `ballot` is its number, none when sealing or its voter has taken it away."""

    pk: int
    url: str
    ballot: int | None
    reason: str
    people: list[str]
    waits: bool
    """Whether a second person is waited for, to challenge or to lift."""
    holds: bool
    lift_waits: bool
    is_withdrawn: bool
    """Whether the voter has taken back the ballot that the request was about."""
    waits_for_others_than: int | None


def rows_of(round_: Round, found: Iterable[Challenge] | None = None) -> list[ChallengeRow]:
    """All challenges of a round, or those that are given, the newest first."""
    if found is None:
        found = round_.challenges.select_related("asked_by", "confirmed_by", "dropped_by", "lift_asked_by")
    return [
        ChallengeRow(
            pk=challenge.pk,
            url=reverse("budgeting_round_modeladmin_challenge", args=[round_.pk, challenge.pk]),
            ballot=challenge.receipt_id,
            reason=challenge.reason,
            people=[
                text % {"who": _who(who), "when": moment(when)}
                for text, who, when in _steps(challenge)
                if when
            ],
            waits=challenge.waits or challenge.lift_waits,
            holds=challenge.holds,
            lift_waits=challenge.lift_waits,
            is_withdrawn=challenge.waits and not challenge.has_ballot,
            waits_for_others_than=challenge.lift_asked_by_id
            if challenge.lift_waits
            else challenge.asked_by_id,
        )
        for challenge in found
    ]


def _steps(challenge: Challenge) -> Iterator[tuple[str, User | None, dt.datetime | None]]:
    yield _("Asked for by %(who)s %(when)s."), challenge.asked_by, challenge.asked_at
    yield _("Confirmed by %(who)s %(when)s."), challenge.confirmed_by, challenge.at
    yield _("Lifting asked for by %(who)s %(when)s."), challenge.lift_asked_by, challenge.lift_asked_at
    dropped = _("Lifted by %(who)s %(when)s.") if challenge.at else _("Dropped by %(who)s %(when)s.")
    yield dropped, challenge.dropped_by, challenge.dropped_at


def _who(person: User | None) -> str:
    return str(person) if person else _("somebody who is no longer here")
