"""The dates in the form of a round: fields that know the clock, what is wrong with them together, and the time line."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from budgeting.admin.forms import Refusable
from budgeting.admin.rounds.values import other_rounds
from budgeting.display.time_line import TimeLine, order_faults, overlaps, time_line
from budgeting.models import BudgetingPage, Round
from budgeting.rules.acts import INSTANTS
from budgeting.rules.errors import RuleViolation, message_for


class InstantField(forms.DateTimeField):
    """A date and time in the site's zone; one that the clock skips or repeats is refused in plain words."""

    def to_python(self, value: Any) -> dt.datetime | None:
        """The aware instant."""
        try:
            return super().to_python(value)
        except forms.ValidationError as refused:
            if refused.code != "ambiguous_timezone":
                raise
            message = _(
                "The clock is moved that night: this time does not exist or comes twice. Choose another."
            )
            raise forms.ValidationError(message, code=refused.code) from refused


def instant(label: Any, help_text: Any = "") -> InstantField:
    """A field of the schedule, with the calendar of the admin."""
    return InstantField(label=label, help_text=help_text, widget=AdminDateTimeInput())


class DatedForm(Refusable):
    """The instants of a round that is planned at `now`; `round_` when it is there already."""

    now: dt.datetime
    round_: Round | None = None

    submission_opens = instant(
        _("Submission opens"), _("Budget, cap and counting rule are locked from then on.")
    )
    submission_closes = instant(_("Submission closes"), _("The first moment that is too late."))
    proposals_shown = instant(_("Proposals are shown"), _("Accepted proposals are public from then on."))
    voting_opens = instant(_("Voting opens"), _("All proposals must be decided by then."))
    voting_closes = instant(_("Voting closes"), _("The first moment that is too late."))
    result_at = instant(
        _("Result is published"), _("The count is made at the close and shown from this moment.")
    )

    def clean(self) -> dict[str, Any]:
        """Say everything that is wrong with the dates at once, each at its field."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        known = {name: data[name] for name in INSTANTS if data.get(name) is not None}
        for name in self._passed(known):
            self.add_error(name, message_for("instant_passed"))
        for code in order_faults(known):
            self.refuse(RuleViolation(code))
        programme = self.chosen_programme()
        for name, other in overlaps(known, other_rounds(programme, self.round_) if programme else []):
            self.add_error(name, message_for("same_phase", name=other.name))
        return data

    def _passed(self, known: dict[str, dt.datetime]) -> list[str]:
        """The instants that are moved to what has been; of a new round the first one says it for all."""
        if self.round_ is None:
            return [name for name in INSTANTS[:1] if name in known and known[name] <= self.now]
        changed = [
            name
            for name, instant_ in known.items()
            if instant_ != getattr(self.round_, name).replace(second=0, microsecond=0)
        ]
        return [name for name in changed if not self.fields[name].disabled and known[name] <= self.now]

    def chosen_programme(self) -> BudgetingPage | None:
        """The programme of the round, as chosen; None when none is, or none that the person may choose."""
        if self.round_ is not None:
            return self.round_.programme
        try:
            chosen: BudgetingPage | None = self.fields["programme"].clean(self["programme"].value())
        except forms.ValidationError:
            return None
        return chosen

    def preview(self) -> TimeLine:
        """The time line of what is typed, or of what the form begins with. Two queries."""
        instants, unreadable = {}, []
        for name in INSTANTS:
            try:
                instants[name] = self._typed(name)
            except forms.ValidationError as refused:
                unreadable.append(self._about(name, " ".join(refused.messages)))
        known = {name: at for name, at in instants.items() if at is not None}
        passed = [self._about(name, message_for("instant_passed")) for name in self._passed(known)]
        programme = self.chosen_programme()
        others = other_rounds(programme, self.round_) if programme else []
        return time_line(instants, others=others, further_faults=[*unreadable, *passed])

    def _about(self, name: str, message: str) -> str:
        return f"{self.fields[name].label}: {message}"

    def _typed(self, name: str) -> dt.datetime | None:
        field = self.fields[name]
        if not self.is_bound or field.disabled:
            begins: dt.datetime | None = self.get_initial_for_field(field, name)
            return begins
        typed = self[name].data
        return field.clean(typed) if typed else None
