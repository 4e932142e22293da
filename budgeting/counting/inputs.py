"""The published file of what a count counted. Its SHA-256 is the inputs hash of the count: `sha256sum FILE` gives it.

One JSON object, canonical: sorted keys, no spaces, UTF-8, projects and ballots in natural order. The same election with
the same settings is the same text everywhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from budgeting.counting import ties
from budgeting.counting.elections import Ballot, Election, Project, ProjectId, natural, tally
from budgeting.counting.rules import Rule, Settings, Utility
from budgeting.counting.steps import Result

FORMAT = "budgeting.counting inputs"
FORMAT_VERSION = 1
TIE_RULES = (*ties.RULES, ties.ID)


class InputsError(ValueError):
    """A text that is no file of inputs, with the reason in words."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a file of inputs holds. `currency` is an ISO 4217 code, empty where none was given."""

    election: Election
    settings: Settings
    currency: str = ""


def canonical(value: Any) -> str:
    """The one JSON text of plain values."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def fingerprint(text: str) -> str:
    """SHA-256 (hex) of the text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def result_json(result: Result) -> str:
    """The canonical text of all decisions; its fingerprint is the result hash of the count."""
    return canonical([step.as_json() for step in result.steps])


def inputs_json(election: Election, settings: Settings, *, currency: str = "SEK") -> str:
    """The canonical text. The ballots are in it when the rule needs them, equal ones grouped; else totals suffice."""
    ids = {project.id for project in election.projects}
    ids |= {id_ for ballot in election.ballots for id_, _points in ballot}
    place = {id_: at for at, id_ in enumerate(sorted(ids, key=natural))}
    value: dict[str, Any] = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "budget": election.budget,
        "unit": election.unit,
        "currency": currency,
        "contest": settings.contest,
        "settings": {
            "rule": str(settings.rule),
            "ties": settings.tie_rule,
            "seed": settings.seed,
            "threshold": settings.threshold,
            "threshold_percent": settings.threshold_percent,
            "utility": str(settings.utility),
            **({"drawn": True} if settings.drawn else {}),
        },
        "voters": election.n,
        "projects": [
            [project.id, project.cost, project.votes, project.supporters, project.group]
            for project in sorted(election.projects, key=lambda project: place[project.id])
        ],
    }
    if Rule(settings.rule).shares_equally:
        value["ballots"] = _ballot_rows(election.ballots.items(), place)
    return canonical(value)


def _ballot_rows(ballots: Iterable[tuple[Ballot, int]], place: dict[ProjectId, int]) -> list[Any]:
    rows = [
        (sorted((place[id_], id_, points) for id_, points in ballot), number)
        for ballot, number in ballots
        if ballot
    ]
    rows.sort()
    return [[[[id_, points] for _at, id_, points in row], number] for row, number in rows]


def read_inputs(text: str) -> Inputs:
    """What `inputs_json` wrote. InputsError with the reason for a text that is not that.

    Votes are checked against the ballots where there are any: a file that says two things is refused.
    """
    value = _object(_loaded(text), "the file")
    if value.get("format") != FORMAT:
        raise InputsError(f'no file of inputs: "format" is not "{FORMAT}"')
    if value.get("version") != FORMAT_VERSION:
        raise InputsError(f"the version of the format is not {FORMAT_VERSION}")
    settings = _settings(_object(value.get("settings"), "settings"), value.get("contest"))
    projects = tuple(_project(row) for row in _list(value.get("projects"), "projects"))
    rows = [_ballot(row) for row in _list(value.get("ballots", []), "ballots")]
    ballots = dict(rows)
    voters, unit = _whole(value.get("voters"), "voters"), _whole(value.get("unit"), "unit")
    if len(ballots) < len(rows):
        raise InputsError("equal ballots stand together, with how many there are")
    if str(unit).rstrip("0") != "1":
        raise InputsError("the unit is 1, 10, 100 or so on")
    if ballots and tally(projects, ballots) != projects:
        raise InputsError("the votes of the projects are not those of the ballots")
    if sum(ballots.values()) not in (0, voters):
        raise InputsError("the number of voters is not that of the ballots")
    if Rule(settings.rule).shares_equally and voters and not ballots:
        raise InputsError(f"the rule {settings.rule} needs the ballots")
    try:
        election = Election(
            projects, _whole(value.get("budget"), "budget"), ballots, voters=voters, unit=unit
        )
    except ValueError as error:
        raise InputsError(str(error)) from None
    return Inputs(election, settings, _text(value.get("currency"), "currency"))


def _loaded(text: str) -> Any:
    try:
        return json.loads(
            text, parse_float=_no_decimals, parse_constant=_no_decimals, object_pairs_hook=_no_doubles
        )
    except json.JSONDecodeError as error:
        raise InputsError(f"line {error.lineno}: no JSON: {error.msg}") from None
    except RecursionError:
        raise InputsError("no JSON of a count: nested too deeply") from None
    except ValueError as error:
        raise InputsError(str(error)) from None


def _no_decimals(text: str) -> NoReturn:
    raise InputsError(f"a number that is not whole: {text[:20]}")


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise InputsError("a key that stands twice")
    return found


def _settings(value: dict[str, Any], contest: Any) -> Settings:
    percent = value.get("threshold_percent")
    if value.get("drawn", True) is not True:
        raise InputsError('"drawn" is true, or is not there')
    return Settings(
        rule=_one_of(value.get("rule"), list(Rule), "rule"),
        tie_rule=_one_of(value.get("ties"), TIE_RULES, "ties"),
        seed=_text(value.get("seed"), "seed"),
        contest=None if contest is None else _whole(contest, "contest"),
        threshold=_whole(value.get("threshold"), "threshold"),
        threshold_percent=None if percent is None else _whole(percent, "threshold_percent"),
        utility=_one_of(value.get("utility"), list(Utility), "utility"),
        drawn="drawn" in value,
    )


def _project(row: Any) -> Project:
    id_, cost, votes, supporters, group = _row(row, 5, "projects")
    return Project(
        _id(id_),
        _whole(cost, "cost"),
        _whole(votes, "votes"),
        _whole(supporters, "supporters"),
        _text(group, "group"),
    )


def _ballot(row: Any) -> tuple[Ballot, int]:
    pairs, number = _row(row, 2, "ballots")
    ballot = []
    for pair in _list(pairs, "ballots"):
        id_, points = _row(pair, 2, "ballots")
        ballot.append((_id(id_), _whole(points, "points")))
    if _whole(number, "ballots") < 1 or len({id_ for id_, _points in ballot}) < len(ballot) or not ballot:
        raise InputsError(
            "a ballot names each of its projects once, at least one, and there is at least one of it"
        )
    return tuple(ballot), number


def _row(value: Any, length: int, name: str) -> list[Any]:
    row = _list(value, name)
    if len(row) != length:
        raise InputsError(f"a row of {name} has {len(row)} values, not {length}")
    return row


def _object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputsError(f"{name} is no JSON object")
    return value


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise InputsError(f"{name} is no list")
    return value


def _whole(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InputsError(f"{name} is no whole number from 0 on")
    return value


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise InputsError(f"{name} is no text")
    return value


def _id(value: Any) -> ProjectId:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise InputsError("the id of a project is a number or a text")
    return value


def _one_of(value: Any, known: Iterable[str], name: str) -> str:
    if value not in tuple(known):
        raise InputsError(f"no {name} of this program: {str(value)[:40]}")
    return str(value)
