"""The cost of a proposal as rows in a form: what, kronor. It understands what people write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from budgeting.rules import proposals as rules
from budgeting.rules.drafts import LINE_KRONOR, LINE_WHAT, rows_of
from budgeting.rules.errors import RuleViolation
from budgeting.rules.money import parse_kronor

LEAST_ROWS = 3
Rows = list[tuple[str, str]]
Lines = tuple[tuple[str, int], ...]
"""What and öre. A single sum without words has "" as its what."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is drawn."""

    number: int
    what: str
    kronor: str
    what_fault: str
    kronor_fault: str

    @property
    def what_id(self) -> str:
        """The id of the control, for labels and links."""
        return f"id_{LINE_WHAT}_{self.number}"

    @property
    def kronor_id(self) -> str:
        """The same of the sum."""
        return f"id_{LINE_KRONOR}_{self.number}"


class RowsWidget(forms.Widget):
    """Reads the rows; they are drawn by components/cost_lines.html."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Rows:
        """The rows as typed."""
        return rows_of({column: data.getlist(column) for column in (LINE_WHAT, LINE_KRONOR)})


class CostLinesField(forms.Field):
    """Rows of what and kronor. `faults` says what is wrong where: (row, column)."""

    widget = RowsWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cap_ore = 0
        self.faults: dict[tuple[int, str], str] = {}

    def clean(self, value: Rows) -> Lines:
        """The lines with their sums in öre; raises ValidationError with the faults of all rows."""
        self.faults = {}
        filled = [(at, row) for at, row in enumerate(value) if any(text.strip() for text in row)]
        lines = [self._line(at, *row, alone=len(filled) == 1) for at, row in filled]
        if not lines:
            self.faults[0, LINE_KRONOR] = _("Write what it costs")
        if self.faults:
            raise ValidationError(list(self.faults.values()))
        if len(lines) > rules.MAX_LINES:
            raise ValidationError(RuleViolation("too_many_lines").message)
        try:
            rules.check_cost(sum(ore for _what, ore in lines), cap_ore=self.cap_ore)
        except RuleViolation as refused:
            raise ValidationError(refused.message, code=refused.code) from refused
        return tuple(lines)

    def _line(self, at: int, what: str, kronor: str, *, alone: bool) -> tuple[str, int]:
        ore = self._tried(at, LINE_KRONOR, lambda: _ore(kronor))
        if alone and not what.strip():
            return "", ore or 0
        words = self._tried(at, LINE_WHAT, lambda: _words(what))
        return words or "", ore or 0

    def _tried(self, at: int, column: str, read: Any) -> Any:
        try:
            return read()
        except RuleViolation as refused:
            self.faults[at, column] = refused.message
        return None

    def rows(self, typed: Sequence[tuple[str, str]], least: int) -> list[Row]:
        """What to draw: the typed rows and empty ones, at least so many."""
        padded = [*typed, *[("", "")] * max(0, least - len(typed))]
        return [
            Row(at, *row, self.faults.get((at, LINE_WHAT), ""), self.faults.get((at, LINE_KRONOR), ""))
            for at, row in enumerate(padded)
        ]


def sum_typed(content: Mapping[str, Sequence[str]]) -> int:
    """Öre of the rows in which a sum can be read."""
    sums = (parse_kronor(kronor) for _what, kronor in rows_of(content) if kronor.strip())
    return sum(ore for ore in sums if ore is not None and ore > 0)


def _ore(text: str) -> int:
    if not text.strip():
        raise RuleViolation("line_without_sum")
    ore = parse_kronor(text)
    if ore is None:
        raise RuleViolation("not_a_sum")
    rules.check_amount(ore)
    return ore


def _words(text: str) -> str:
    try:
        return rules.check_line(text, limit=rules.MAX_LINE)
    except RuleViolation as refused:
        raise RuleViolation("sum_without_line") if refused.code == "required" else refused from None
