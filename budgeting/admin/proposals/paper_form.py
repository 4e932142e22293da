"""The form in which staff type in a paper application: the residents' questions, and how to reach the applicant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgeting.admin.proposals.paper_files import FilesForm
from budgeting.forms.texts import Text
from budgeting.models import ApplicantKind, Question, QuestionKind, Round
from budgeting.models.money import KronorFormField
from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation
from budgeting.rules.money import format_kronor, parse_kronor
from budgeting.services.proposals import Application, Contact
from radslag.models import Theme

FILL_IN: dict[str, Any] = {"error_messages": {"required": _("Fill this in.")}}
FIELD_OF_CODE = {
    "paper_there": "title",
    "above_cap": "cost",
    "not_positive": "cost",
    "no_groups": "kind",
    "too_many_lines": "lines",
}


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PaperForm(FilesForm):
    """What stands on the paper, and what came with it."""

    title = Text(limit=rules.MAX_TITLE, one_line=True, label=_("Heading of the proposal"), **FILL_IN)
    what = Text(limit=rules.MAX_TEXT, widget=_long(5), label=_("What will be done"), **FILL_IN)
    benefit = Text(limit=rules.MAX_TEXT, widget=_long(5), label=_("How it helps the area"), **FILL_IN)
    beneficiaries = Text(limit=rules.MAX_DETAIL, one_line=True, required=False, label=_("Who benefits"))
    place = Text(limit=rules.MAX_DETAIL, one_line=True, required=False, label=_("Where"))
    period = Text(limit=rules.MAX_DETAIL, one_line=True, required=False, label=_("When"))
    theme = forms.ModelChoiceField(Theme.objects.all(), required=False, label=_("Theme"))
    cost = KronorFormField(
        label=_("Cost"), required=False, help_text=_("In kronor. Leave it empty when you write cost lines.")
    )
    lines = forms.CharField(
        label=_("Cost lines"),
        required=False,
        widget=_long(4),
        help_text=_("One a line, with a colon before the sum: Wood: 4 500. Their sum becomes the cost."),
    )
    shown_name = Text(
        limit=rules.MAX_NAME,
        one_line=True,
        required=False,
        label=_("Name to show"),
        help_text=_("As the paper says. Empty: a resident of the area."),
    )
    kind = forms.ChoiceField(
        label=_("Applicant"), choices=ApplicantKind.choices, initial=ApplicantKind.PERSON
    )
    organisation = Text(limit=rules.MAX_NAME, one_line=True, required=False, label=_("Group or association"))
    name = Text(limit=rules.MAX_NAME, one_line=True, required=False, label=_("Contact person"))
    phone = Text(limit=40, one_line=True, required=False, label=_("Telephone"))
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("With an address the applicant gets decisions by mail and can answer questions."),
    )
    co_applicants = Text(
        limit=rules.MAX_CO_APPLICANTS, required=False, widget=_long(2), label=_("Others who take part")
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round_ = round_
        self.questions = list(round_.questions.all())
        for question in self.questions:
            self.fields[f"question_{question.pk}"] = field_of(question)

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Fields under headings, in the order of the paper."""
        proposal = ("title", "what", "benefit", "beneficiaries", "place", "period", "theme")
        names: list[tuple[Any, Iterable[str]]] = [
            (_("The proposal"), proposal),
            (_("The round’s own questions"), [f"question_{q.pk}" for q in self.questions]),
            (_("Money"), ("cost", "lines")),
        ]
        return [(heading, [self[name] for name in group]) for heading, group in names if group]

    @property
    def applicant(self) -> list[forms.BoundField]:
        """The fields about who applies, which come last."""
        return [self[name] for name in ("shown_name", *CONTACT)]

    def clean_lines(self) -> tuple[tuple[str, int], ...]:
        """What and öre of each line."""
        return tuple(map(_line, filter(str.strip, self.cleaned_data["lines"].splitlines())))

    def clean(self) -> dict[str, Any]:
        """A cost, by itself or by its lines; when both are written they must agree."""
        data = super().clean() or {}
        total = sum(ore for _what, ore in data.get("lines") or ())
        if "lines" in data and not total and not data.get("cost") and "cost" not in self.errors:
            self.add_error("cost", _("Write the cost, or cost lines."))
        if total and data.get("cost") and data["cost"] != total:
            words = gettext("The lines make %(sum)s. Correct them, or leave the cost empty.")
            self.add_error("cost", words % {"sum": format_kronor(total)})
        return data

    def refuse(self, refused: RuleViolation) -> None:
        """Put the service's refusal at its field, and say what must be chosen again."""
        name = FIELD_OF_CODE.get(refused.code)
        self.add_error(name if name in self.fields else None, refused.message)
        self.ask_again()

    def application(self) -> Application:
        """What the service takes; of a valid form."""
        data = self.cleaned_data
        area = {"area": self.round_.programme.area.name}
        return Application(
            **{name: data[name] for name in ("title", "what", "benefit", "theme", "lines")},
            **{name: data[name] for name in ("beneficiaries", "place", "period")},
            cost_ore=sum(ore for _what, ore in data["lines"]) or data["cost"],
            shown_name=data["shown_name"] or (gettext("A resident of %(area)s") % area)[: rules.MAX_NAME],
            answers={q.pk: data[f"question_{q.pk}"] for q in self.questions},
            contact=Contact(**{name: data[name] for name in CONTACT}),
        )


CONTACT = ("kind", "organisation", "name", "phone", "email", "co_applicants")


def field_of(question: Question) -> forms.Field:
    """The field in which a question of the round is answered."""
    about: dict[str, Any] = {
        "label": question.text,
        "help_text": question.help_text,
        "required": question.is_required,
        **FILL_IN,
    }
    if question.kind == QuestionKind.CHOICE:
        choices = [("", "–"), *((option, option) for option in question.option_list)]
        return forms.ChoiceField(choices=choices, **about)
    if question.kind == QuestionKind.LONG:
        return Text(limit=rules.MAX_TEXT, widget=_long(4), **about)
    return Text(limit=rules.MAX_DETAIL, one_line=True, **about)


def _line(text: str) -> tuple[str, int]:
    """Raises ValidationError for a line that is not a thing, a colon and a sum."""
    what, _colon, amount = text.rpartition(":")
    ore = parse_kronor(amount.strip()) if amount.strip() else None
    if not what.strip() or not ore or ore <= 0:
        words = gettext("“%(line)s” is no cost line. Write what it is, a colon and the sum: Wood: 4 500")
        raise ValidationError(words % {"line": text.strip()[:60]})
    if len(what.strip()) > rules.MAX_LINE:
        raise ValidationError(RuleViolation("too_long", limit=rules.MAX_LINE).message)
    return what.strip(), ore
