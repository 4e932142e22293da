"""An election elsewhere, from a .pb file, as a round could hold it. Reads no database and writes nothing.

What no round can hold is refused with the line and the reason. Nothing about a voter is taken over but what the ballot says.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from budgeting.counting import pb_elections, ties
from budgeting.counting.command import RULES
from budgeting.counting.elections import Ballot, Election, ProjectId, natural
from budgeting.counting.pabulib import PbError, PbFile, parse, shown
from budgeting.elections.foreign_ballots import BallotTerms, ballot_terms
from budgeting.models.round_choices import Rule, Utility
from budgeting.rules.origins import Origin, is_currency
from budgeting.rules.phases import Schedule
from budgeting.rules.proposals import MAX_TEXT, MAX_TITLE
from radslag.incoming.plain import plain_line, says_something

MOST_NAME = 120
MOST_NUMBER = 2**31 - 1
MOST_MONEY = 10**15
"""In hundredths: beyond that sums of many costs could leave what the database holds."""
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
TIES = (ties.CHEAPEST, ties.DEAREST, ties.EARLIEST)
"""The lot of an election elsewhere is not known: projects with equal votes go by cost or by their ids."""
YEAR_DIGITS = 4
FIRST_YEAR, LAST_YEAR = 1900, 9000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project of the file as a proposal: `number` is its id where all ids are such numbers."""

    number: int
    title: str
    what: str
    cost_ore: int
    alternative: str


@dataclass(frozen=True, slots=True)
class ForeignElection:
    """All that becomes a round. `ballots` by the numbers of the candidates, equal ones grouped, none of them empty."""

    origin: Origin
    title: str
    schedule: Schedule
    budget_ore: int
    terms: BallotTerms
    rule: str
    tie_rule: str
    utility: str
    threshold: int
    candidates: tuple[Candidate, ...]
    ballots: Mapping[Ballot, int]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What whoever imports decides; empty: as the file says. `rule` by its name on the command line of the count."""

    title: str = ""
    rule: str = ""
    ties: str = ties.CHEAPEST
    utility: str = Utility.COST
    currency: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    file: PbFile
    election: Election
    numbers: Mapping[ProjectId, int]


def read_foreign_election(data: bytes, *, now: dt.datetime, wishes: Wishes | None = None) -> ForeignElection:
    """What the file says, as a round. PbError with the line and the reason for what no round can hold."""
    wishes = wishes or Wishes()
    file = parse(data)
    election = pb_elections.read_election(file)
    reading = _Reading(file, election, _numbers(election))
    currency = wishes.currency or file.meta.get("currency", "").upper()
    if not is_currency(currency):
        raise PbError(
            file.line_of("currency"),
            "the file names no currency by its code, such as PLN: name it with --currency",
        )
    origin = Origin(_place(file), currency, hashlib.sha256(data).hexdigest())
    threshold = pb_elections.threshold(file)
    if threshold > MOST_NUMBER:
        raise PbError(file.line_of("min_project_score_threshold"), "the threshold is too large for a round")
    return ForeignElection(
        origin=origin,
        title=_cut(plain_line(wishes.title or file.meta.get("description", "")) or origin.place, MOST_NAME),
        schedule=_schedule(file, now),
        budget_ore=_hundredths(reading, election.budget, file.line_of("budget"), "budget"),
        terms=ballot_terms(file, election),
        rule=_rule(file, wishes.rule),
        tie_rule=wishes.ties,
        utility=wishes.utility,
        threshold=threshold,
        candidates=_candidates(reading),
        ballots=_ballots(reading),
    )


def _place(file: PbFile) -> str:
    meta = {key: plain_line(value) for key, value in file.meta.items()}
    where = [meta.get("unit", ""), meta.get("subunit", "") or meta.get("district", "")]
    when = meta.get("instance", "")
    named = " ".join(part for part in (", ".join(part for part in where if part), when) if part)
    place = ", ".join(part for part in (named, meta.get("country", "")) if part)
    if not says_something(place):
        raise PbError(
            file.line_of("unit"), "META does not say where the election was: unit, instance, country"
        )
    return place


def _numbers(election: Election) -> dict[ProjectId, int]:
    """The public number of each project: its id, where all are numbers as people write them; else 1, 2, 3 in their order."""
    ids = [str(project.id) for project in election.projects]
    if all(id_.isascii() and id_.isdigit() and str(int(id_)) == id_ for id_ in ids):
        numbers = [int(id_) for id_ in ids]
        if all(1 <= number <= MOST_NUMBER for number in numbers):
            return dict(zip(ids, numbers, strict=True))
    return {id_: number for number, id_ in enumerate(sorted(ids, key=natural), 1)}


def _hundredths(reading: _Reading, amount: int, line: int, name: str) -> int:
    """An amount of the election in hundredths of the currency, as rounds have it."""
    whole, rest = divmod(amount * 100, reading.election.unit)
    if rest or whole < 1 or whole > MOST_MONEY:
        raise PbError(
            line, f"the {name} is no amount that a round can have: more than 0, at most two decimals"
        )
    return whole


def _rule(file: PbFile, wished: str) -> str:
    rule = RULES[wished] if wished else pb_elections.own_rule(file)
    if rule is None:
        name = shown(file.meta.get("rule", ""))
        raise PbError(file.line_of("rule"), f"the rule {name} is none of ours: name one with --rule")
    if rule not in Rule.values:
        raise PbError(file.line_of("rule"), f"no round has the rule {shown(str(rule))}: name one with --rule")
    return str(rule)


def _candidates(reading: _Reading) -> tuple[Candidate, ...]:
    if not reading.election.projects:
        raise PbError(reading.file.projects.line, "the file has no projects")
    costs = {project.id: project.cost for project in reading.election.projects}
    groups = {project.id: project.group for project in reading.election.projects}
    found = []
    for line, row in reading.file.projects.numbered():
        id_ = row["project_id"]
        name = plain_line(row.get("name", ""))
        name = name if says_something(name) else id_
        found.append(
            Candidate(
                number=reading.numbers[id_],
                title=_cut(name, MAX_TITLE),
                what=_what(row, name, is_number=str(reading.numbers[id_]) == id_),
                cost_ore=_hundredths(reading, costs[id_], line, "cost"),
                alternative=groups[id_],
            )
        )
    return tuple(sorted(found, key=lambda candidate: candidate.number))


def _what(row: Mapping[str, str], name: str, *, is_number: bool) -> str:
    """What the file says of a project: no proposer, no place on a map."""
    parts = [name] if len(name) > MAX_TITLE else []
    parts.append(plain_line(row.get("description", "")))
    if category := plain_line(row.get("category", "")):
        parts.append(_("Category: %(category)s") % {"category": category.replace(",", ", ")})
    if not is_number:
        parts.append(_("Id in the file: %(id)s") % {"id": plain_line(row["project_id"])})
    return _cut("\n\n".join(part for part in parts if part) or name, MAX_TEXT)


def _ballots(reading: _Reading) -> dict[Ballot, int]:
    numbers = reading.numbers
    return {
        tuple(sorted((numbers[id_], points) for id_, points in ballot)): times
        for ballot, times in reading.election.ballots.items()
        if ballot
    }


def _schedule(file: PbFile, now: dt.datetime) -> Schedule:
    """Only the days of the vote are known. What a round has before and after is put close to them, and is shown nowhere."""
    opens, closes = (
        _day(file, "date_begin", is_last=False),
        _day(file, "date_end", is_last=True) + DAY,
    )
    if closes <= opens:
        raise PbError(file.line_of("date_end"), "the vote ended before it began")
    zone = timezone.get_default_timezone()
    voting_opens, voting_closes = (
        dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC) for day in (opens, closes)
    )
    if voting_closes + MINUTE > now:
        raise PbError(file.line_of("date_end"), "the vote is not over")
    return Schedule(
        submission_opens=voting_opens - 2 * DAY,
        submission_closes=voting_opens - DAY,
        proposals_shown=voting_opens - DAY,
        voting_opens=voting_opens,
        voting_closes=voting_closes,
        result=voting_closes + MINUTE,
    )


def _day(file: PbFile, key: str, *, is_last: bool) -> dt.date:
    """A day as dd.mm.yyyy; of a year alone its first or last."""
    text = file.meta.get(key, "")
    if text.isascii() and text.isdigit() and len(text) == YEAR_DIGITS:
        text = f"{'31.12' if is_last else '01.01'}.{text}"
    try:
        day = dt.datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007
    except ValueError:
        raise PbError(file.line_of(key), f"{key} is no day as dd.mm.yyyy: {shown(text)}") from None
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise PbError(file.line_of(key), f"{key} is no day of an election: {shown(text)}")
    return day


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
