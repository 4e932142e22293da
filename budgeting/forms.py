"""Forms of residents and staff. They understand what people write; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from budgeting.models import Round
from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation
from budgeting.rules.money import format_kronor
from budgeting.services.proposals import Application
from radslag.models import Theme


class Text(forms.CharField):
    """A text that is bounded by its service and not cut while one types."""

    def __init__(self, *, limit: int, one_line: bool = False, **kwargs: Any) -> None:
        self.limit = limit
        self.check = rules.check_line if one_line else rules.check_text
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """The trimmed text, refused in our own words."""
        cleaned = super().to_python(value) or ""
        self.run_validators(cleaned)
        try:
            return self.check(cleaned, limit=self.limit)
        except RuleViolation as refused:
            if refused.code != "required":
                raise ValidationError(refused.message, code=refused.code) from refused
        if self.required:
            raise ValidationError(str(self.error_messages["required"]), code="required")
        return ""


class ProposalForm(forms.Form):
    """A resident's proposal to a round."""

    title = Text(
        limit=rules.MAX_TITLE,
        one_line=True,
        label=_("What do you want to do?"),
        help_text=_("A short heading, for example Growing boxes in the yard."),
        error_messages={"required": _("Write what you want to do")},
    )
    what = Text(
        limit=rules.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        label=_("How will it be done?"),
        help_text=_("What is needed, where, and who does it."),
        error_messages={"required": _("Tell us how it will be done")},
    )
    benefit = Text(
        limit=rules.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        label=_("How will the area get better, and for whom?"),
        help_text=_("Use ordinary words. You don’t have to write much."),
        error_messages={"required": _("Tell us how the area gets better")},
    )
    theme = forms.ModelChoiceField(
        Theme.objects.all(),
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
        label=_("What is it mostly about?"),
        error_messages={"invalid_choice": _("Choose one of the themes")},
    )
    cost = forms.CharField(
        label=_("What does it cost?"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "class": "input--money", "autocomplete": "off"}
        ),
        required=True,
        error_messages={"required": _("Write what it costs")},
    )
    shown_name = Text(
        limit=rules.MAX_NAME,
        one_line=True,
        required=False,
        label=_("Name to show"),
        help_text=_("Your name, a group, or nothing. Empty shows “Resident”."),
    )
    lives_here = forms.BooleanField(error_messages={"required": _("Tick the box if you live in the area")})

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.round_ = round_
        area = round_.programme.area.name
        self.fields["cost"].help_text = _("Estimate the whole sum in kronor, with VAT. At most %(cap)s.") % {
            "cap": format_kronor(round_.cap_ore).removesuffix("\N{NO-BREAK SPACE}kr")
        }
        self.fields["lives_here"].label = _("I live in this area: %(area)s") % {"area": area}

    def clean_cost(self) -> int:
        """Whole öre."""
        try:
            return rules.cost_from_text(self.cleaned_data["cost"], cap_ore=self.round_.cap_ore)
        except RuleViolation as refused:
            raise ValidationError(refused.message, code=refused.code) from refused

    def application(self, *, fallback_name: str) -> Application:
        """What the service takes; of a valid form."""
        data = self.cleaned_data
        return Application(
            title=data["title"],
            what=data["what"],
            benefit=data["benefit"],
            cost_ore=data["cost"],
            theme=data["theme"],
            shown_name=data["shown_name"] or fallback_name,
        )


class BallotForm(forms.Form):
    """The whole ballot: ids of proposals. What may be chosen is the service's matter."""

    def __init__(self, posted: Any) -> None:
        super().__init__(posted)
        self.posted: list[str] = posted.getlist("choices")

    def choices(self) -> list[int]:
        """The ids, in the order sent. Raises RuleViolation `not_on_the_ballot` for what is no id."""
        try:
            ids = [int(value) for value in self.posted[:200]]
        except ValueError as error:
            raise RuleViolation("not_on_the_ballot") from error
        if any(not 0 < id_ < 2**63 for id_ in ids):
            raise RuleViolation("not_on_the_ballot")
        return ids
