"""The result of a count as text: a table, sentences, or one JSON object."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Any

from budgeting.counting import amounts
from budgeting.counting.elections import Election, ProjectId
from budgeting.counting.rules import Settings
from budgeting.counting.sentences import Telling, sentence, story
from budgeting.counting.steps import Code, Result, Step

WIDEST_NAME = 40
OUT_OF_THE_RACE = frozenset((Code.BELOW_THRESHOLD, Code.NO_VOTES, Code.WITHDRAWN))
WORDS: Mapping[str, Mapping[str, str]] = {
    "sv": {
        "rank": "Plats", "id": "Id", "name": "Namn", "votes": "Röster", "points": "Poäng", "cost": "Kostnad",
        "left": "Kvar", "decision": "Beslut", "budget": "Pott", "spent": "Fördelat", "remaining": "Kvar",
        "voters": "Röstande", "rule": "Regel", "threshold": "Tröskel",
        Code.FUNDED: "får pengar", Code.FUNDED_AFTER_SKIP: "får pengar, ryms i det som är kvar",
        Code.DOES_NOT_FIT: "ryms inte", Code.LOST_TIE: "lika många röster, ryms inte",
        Code.ALTERNATIVE_FUNDED: "ett annat alternativ får pengar",
        Code.ALTERNATIVE_LOST_TIE: "lika många röster, ett annat alternativ får pengar",
        Code.TOO_DEAR: "dyrare än hela potten", Code.NOT_REACHED: "räkningen slutade före",
        Code.SUPPORTERS_SHORT: "de röstandes andelar räcker inte",
        Code.BELOW_THRESHOLD: "under tröskeln", Code.NO_VOTES: "inga röster", Code.WITHDRAWN: "är inte med längre",
    },
    "en": {
        "rank": "Rank", "id": "Id", "name": "Name", "votes": "Votes", "points": "Points", "cost": "Cost",
        "left": "Left", "decision": "Decision", "budget": "Budget", "spent": "Spent", "remaining": "Left",
        "voters": "Voters", "rule": "Rule", "threshold": "Threshold",
        Code.FUNDED: "funded", Code.FUNDED_AFTER_SKIP: "funded, fits in what is left",
        Code.DOES_NOT_FIT: "does not fit", Code.LOST_TIE: "as many votes, does not fit",
        Code.ALTERNATIVE_FUNDED: "an alternative is funded",
        Code.ALTERNATIVE_LOST_TIE: "as many votes, an alternative is funded",
        Code.TOO_DEAR: "costs more than the budget", Code.NOT_REACHED: "the count ended before",
        Code.SUPPORTERS_SHORT: "the shares of its voters do not suffice",
        Code.BELOW_THRESHOLD: "below the threshold", Code.NO_VOTES: "no votes", Code.WITHDRAWN: "out of the count",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listing:
    """A result and what is needed to show it. `rule` is its name on the command line, `names` are by project id."""

    election: Election
    settings: Settings
    result: Result
    rule: str
    names: Mapping[ProjectId, str]
    currency: str
    language: str
    in_points: bool

    @property
    def words(self) -> Mapping[str, str]:
        return WORDS[self.language]

    def money(self, amount: int) -> str:
        return amounts.money(amount, self.election.unit, self.currency, self.language)

    def name(self, id_: ProjectId) -> str:
        return self.names.get(id_, str(id_))

    def summary(self) -> Iterator[str]:
        """The rule and the sums."""
        words, result = self.words, self.result
        settled = [f"{words['rule']}: {self.rule}", f"{words['voters']}: {result.voters}"]
        if result.threshold > 1:
            settled.append(f"{words['threshold']}: {result.threshold}")
        yield " · ".join(settled)
        yield " · ".join(
            f"{words[key]}: {self.money(amount)}"
            for key, amount in (
                ("budget", result.budget),
                ("spent", result.spent),
                ("remaining", result.remaining),
            )
        )

    def table(self) -> Iterator[str]:
        """One line for each project, in the order of the count."""
        words = self.words
        readable = partial(amounts.readable, unit=self.election.unit, language=self.language)
        head = [
            words[key]
            for key in (
                "rank",
                "id",
                "name",
                "points" if self.in_points else "votes",
                "cost",
                "left",
                "decision",
            )
        ]
        rows = [
            [
                str(step.rank),
                _visible(str(step.project)),
                _shortened(_visible(self.name(step.project))),
                str(step.votes),
                readable(step.cost),
                readable(step.after),
                words.get(step.code, str(step.code)),
            ]
            for step in self.result.steps
        ]
        widths = [max(map(_width, column)) for column in zip(head, *rows, strict=True)]
        for row in (head, ["─" * width for width in widths], *rows):
            cells = [
                _padded(cell, width, right=column in (0, 3, 4, 5))
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            yield "  ".join(cells).rstrip()

    def explained(self) -> Iterator[str]:
        """How the count went, and a sentence for each project."""
        telling = Telling(
            language=self.language,
            titles=self.names,
            money=self.money,
            rule=self.settings.rule,
            tie_rule=self.settings.tie_rule,
            threshold=self.result.threshold,
            percent=self.settings.threshold_percent,
            voters=self.result.voters,
            unit="points" if self.in_points else "votes",
            whole=self.election.unit,
            drawn=self.settings.drawn,
            seeded=bool(self.settings.seed),
            ranks={step.rank: step.project for step in self.result.steps},
            costs={step.project: step.cost for step in self.result.steps},
            last=max((s.rank for s in self.result.steps if s.code not in OUT_OF_THE_RACE), default=0),
        )
        yield " ".join(story(self.result, telling, utility=self.settings.utility))
        yield ""
        for step in self.result.steps:
            id_ = f" ({_visible(str(step.project))})" if step.project in self.names else ""
            yield f"{step.rank}. {_visible(self.name(step.project))}{id_}: {sentence(step, telling)}"

    def as_json(self, more: Mapping[str, str] | None = None) -> str:
        """One object. Money is a number in the currency, exactly; what shares paid or held is a fraction as text."""
        unit, result = self.election.unit, self.result
        number = partial(_Number.of, unit=unit)
        value = {
            "rule": self.rule,
            "budget": number(result.budget),
            "funded": [str(id_) for id_ in result.funded],
            "spent": number(result.spent),
            "remaining": number(result.remaining),
            "steps": [_step(step, unit) for step in result.steps],
            **(more or {}),
        }
        return _dumped(value)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as JSON writes it, where no number of Python is exact."""

    text: str

    @classmethod
    def of(cls, amount: int, unit: int) -> _Number:
        return cls(amounts.plain(amount, unit))


def _step(step: Step, unit: int) -> dict[str, Any]:
    value = step.as_json()
    value["project"] = str(step.project)
    value["tied"] = [str(id_) for id_ in step.tied]
    for key in ("cost", "before", "after"):
        value[key] = _Number.of(value[key], unit)
    value["paid"] = None if step.paid is None else amounts.fraction(step.paid, unit)
    value["held"] = None if step.held is None else amounts.fraction(step.held, unit)
    return value


def _dumped(value: Any) -> str:
    if isinstance(value, _Number):
        return value.text
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)}: {_dumped(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_dumped, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _visible(text: str) -> str:
    """Without characters that steer a terminal or turn the direction of a line."""
    return "".join(sign for sign in text if sign.isprintable() or sign.isspace())


def _signs(text: str) -> Iterable[tuple[str, int]]:
    """Each sign with the places it takes in a terminal."""
    for sign in text:
        wide = unicodedata.east_asian_width(sign) in "WF"
        yield sign, 0 if unicodedata.combining(sign) else 1 + wide


def _width(text: str) -> int:
    return sum(places for _sign, places in _signs(text))


def _shortened(text: str) -> str:
    if _width(text) <= WIDEST_NAME:
        return text
    signs = list(_signs(text))
    widths = accumulate(places for _sign, places in signs)
    kept = "".join(sign for (sign, _places), width in zip(signs, widths, strict=True) if width < WIDEST_NAME)
    return f"{kept.rstrip()}…"


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
