"""What acts about a round did, in the words of the active language: for pages, mails and the editors' side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.models import ActKind, Round, RoundAct
from budgeting.rules.acts import INSTANTS, PROMISES
from budgeting.rules.money import format_kronor
from radslag.language.numbers import NO_BREAK_SPACE
from radslag.templatetags.dates import moment

ORDER = (*INSTANTS, *PROMISES)


@dataclass(frozen=True, slots=True)
class Change:
    """A term that was one thing and became another."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ActShown:
    """An act as everyone may read it."""

    kind: ActKind
    title: str
    at: dt.datetime
    reason: str
    changes: list[Change]


def acts_shown(acts: Iterable[RoundAct]) -> list[ActShown]:
    """The acts that are in force."""
    return [
        ActShown(ActKind(act.kind), title_of(act), act.at, act.reason, changes_of(act))
        for act in acts
        if act.at
    ]


def title_of(act: RoundAct) -> str:
    """What was done, as a heading."""
    titles = {
        ActKind.CHANGE: lambda: _("The round is changed"),
        ActKind.PAUSE: lambda: _("The round is paused"),
        ActKind.RESUME: lambda: _("The round goes on"),
        ActKind.CANCEL: lambda: _("The round is cancelled"),
        ActKind.OVERRIDE: lambda: _("The result is changed"),
    }
    return titles[ActKind(act.kind)]()


def changes_of(act: RoundAct) -> list[Change]:
    """What the act changed, dates first, each with its unit."""
    if act.kind == ActKind.OVERRIDE:
        return _overridden(act)
    return changes_between((name, *act.changes[name]) for name in ORDER if name in act.changes)


def _overridden(act: RoundAct) -> list[Change]:
    """What a changed result leaves out, and what it counts with another cost; by public number, titles may be long."""
    gone = [
        Change(_("Proposal %(number)s") % {"number": number}, _("in the count"), _("not in the count"))
        for number in act.changes.get("withdrawn", [])
    ]
    costs = [
        Change(
            _("The cost of proposal %(number)s") % {"number": number}, format_kronor(was), format_kronor(is_)
        )
        for number, (was, is_) in act.changes.get("costs", {}).items()
    ]
    return gone + costs


def changes_between(rows: Iterable[Sequence[Any]]) -> list[Change]:
    """Rows of a field of Round, its value before and after: instants may be ISO text, money is in öre."""
    return [
        Change(label_of(name), value_in_words(name, was), value_in_words(name, is_))
        for name, was, is_ in rows
    ]


def label_of(name: str) -> str:
    """The name of a field of Round."""
    return capfirst(str(Round._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def value_in_words(name: str, value: Any) -> str:
    """A value of a field of Round as a resident reads it."""
    if name in INSTANTS:
        return moment(dt.datetime.fromisoformat(value) if isinstance(value, str) else value)
    if name == "postal_codes":
        return postal_codes_in_words(value) or _("nobody is asked")
    if value is None:
        return "–" if name.startswith("points_") else _("no limit")
    if name == "compares_rules":
        return _("yes") if value else _("no")
    if name.endswith("_ore"):
        return format_kronor(value)
    if name in _COUNTED:
        return _COUNTED[name](value)
    choices: Any = Round._meta.get_field(name).flatchoices  # type: ignore[union-attr]
    return str(dict(choices).get(value, value))


def postal_codes_in_words(codes: str) -> str:
    """ "254 40, 254 41", each without a break inside, of what a round says."""
    return ", ".join(f"{code[:3]}{NO_BREAK_SPACE}{code[3:]}" for code in codes.split())


def _points(n: int) -> str:
    return ngettext("%(n)d point", "%(n)d points", n) % {"n": n}


def _proposals(n: int) -> str:
    return ngettext("%(n)d proposal", "%(n)d proposals", n) % {"n": n}


_COUNTED: dict[str, Callable[[int], str]] = {
    "proposals_per_person": _proposals,
    "proposals_per_quarter": _proposals,
    "ballot_min": _proposals,
    "ballot_max": _proposals,
    "points_total": _points,
    "points_most": _points,
    "threshold_percent": lambda n: _("%(n)d per cent of the voters") % {"n": n},
    "threshold": lambda n: ngettext("%(n)d vote", "%(n)d votes", n) % {"n": n},
    "least_age": lambda n: _("%(n)d years") % {"n": n},
}
