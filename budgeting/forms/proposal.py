"""The form of a resident's proposal: shown from what stands in the draft, judged when it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from budgeting.forms.cost_lines import LEAST_ROWS, CostLinesField, Row
from budgeting.forms.texts import Text
from budgeting.models import ApplicantKind, Applicants, Question, QuestionKind, Round, ShowAs
from budgeting.rules import proposals as rules
from budgeting.rules.drafts import Content, rows_of
from budgeting.services.proposals import Application, Contact, shown_name
from radslag.models import Theme

ROWS_AT_MOST = rules.MAX_LINES


class ProposalForm(forms.Form):
    """A proposal to a round. With `check` what stands there is judged, else only shown."""

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
        help_text=_("What is needed, and who does it."),
        error_messages={"required": _("Tell us how it will be done")},
    )
    benefit = Text(
        limit=rules.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        label=_("How will the area get better, and for whom?"),
        help_text=_("Use ordinary words. You don’t have to write much."),
        error_messages={"required": _("Tell us how it improves the area")},
    )
    beneficiaries = Text(
        limit=rules.MAX_DETAIL,
        one_line=True,
        required=False,
        label=_("Who benefits?"),
        help_text=_("For example children, people who walk their dogs, everyone in the yard."),
    )
    place = Text(
        limit=rules.MAX_DETAIL,
        one_line=True,
        required=False,
        label=_("Where?"),
        help_text=_("A place that your neighbours know."),
    )
    period = Text(
        limit=rules.MAX_DETAIL,
        one_line=True,
        required=False,
        label=_("When?"),
        help_text=_("For example in May, or every Saturday in the autumn."),
    )
    theme = forms.ModelChoiceField(
        Theme.objects.all(),
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
        label=_("What is it mostly about?"),
        error_messages={"invalid_choice": _("Choose one of the themes")},
    )
    lines = CostLinesField(label=_("What does it cost?"))
    kind = forms.ChoiceField(
        choices=ApplicantKind.choices,
        required=False,
        initial=ApplicantKind.PERSON,
        widget=forms.RadioSelect,
        label=_("Who is submitting it?"),
    )
    organisation = Text(
        limit=rules.MAX_NAME, one_line=True, required=False, label=_("Name of the group or association")
    )
    show_as = forms.ChoiceField(
        required=False, initial=ShowAs.AREA, widget=forms.RadioSelect, label=_("Name to show")
    )
    name = Text(
        limit=rules.MAX_NAME,
        one_line=True,
        required=False,
        label=_("Your name"),
        help_text=_("Only those who review the proposals see it, unless you choose to show it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = Text(
        limit=40,
        one_line=True,
        required=False,
        label=_("Telephone"),
        help_text=_("Only those who review the proposals see it."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    co_applicants = Text(
        limit=rules.MAX_CO_APPLICANTS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Others who take part"),
        help_text=_(
            "Names of those who submit it together with you. Ask them first. Only those who review see them."
        ),
    )
    lives_here = forms.BooleanField(error_messages={"required": _("Tick the box if you live in the area")})
    old_enough = forms.BooleanField(error_messages={"required": _("Tick the box if you are old enough")})

    def __init__(self, content: Content, *, round_: Round, check: bool, least_rows: int = LEAST_ROWS) -> None:
        first = {name: texts[0] for name, texts in content.items() if texts}
        super().__init__(MultiValueDict(content) if check else None, initial=first, label_suffix="")
        self.round_, self.content = round_, content
        self.least_rows = max(LEAST_ROWS, min(least_rows, ROWS_AT_MOST))
        self.area = round_.programme.area.name
        self.resident_of = str(_("A resident of %(area)s")) % {"area": self.area}
        self._fit_to_round()
        self.questions = list(round_.questions.all())
        for question in self.questions:
            self.fields[f"question_{question.pk}"] = _question_field(question)

    def _fit_to_round(self) -> None:
        self._cost.cap_ore = self.round_.cap_ore
        groups = self.round_.applicants == Applicants.GROUPS_TOO
        names = {ShowAs.AREA: self.resident_of, ShowAs.NAME: _("My own name")}
        if groups:
            names[ShowAs.GROUP] = ShowAs.GROUP.label
        else:
            del self.fields["kind"], self.fields["organisation"]
        self.fields["show_as"].choices = list(names.items())  # type: ignore[attr-defined]
        self.fields["lives_here"].label = _("I live in this area: %(area)s") % {"area": self.area}
        if self.round_.least_age:
            label = _("I am at least %(age)d years old") % {"age": self.round_.least_age}
            self.fields["old_enough"].label = label
        else:
            del self.fields["old_enough"]

    def clean(self) -> dict[str, Any]:
        """What hangs together: a name that is to be shown is needed, and that of a group that hands in."""
        data = super().clean() or {}
        if data.get("show_as") == ShowAs.NAME and not data.get("name"):
            self._ask("name", _("Write your name, or choose another name to show"))
        of_group = data.get("kind") in (ApplicantKind.GROUP, ApplicantKind.ASSOCIATION)
        if (of_group or data.get("show_as") == ShowAs.GROUP) and not data.get("organisation"):
            self._ask("organisation", _("Write the name of the group or association"))
        return data

    def _ask(self, name: str, words: Any) -> None:
        if name in self.fields and name not in self.errors:
            self.add_error(name, ValidationError(words, code="required"))

    @property
    def _cost(self) -> CostLinesField:
        field = self.fields["lines"]
        if not isinstance(field, CostLinesField):
            raise TypeError("the cost is written in rows")
        return field

    @property
    def rows(self) -> list[Row]:
        """The cost lines to draw."""
        return self._cost.rows(rows_of(self.content), self.least_rows)

    @property
    def money_faults(self) -> list[str]:
        """What is wrong with the cost as a whole; faults of a row stand at the row."""
        at_rows = set(self._cost.faults.values())
        return [str(fault) for fault in self.errors.get("lines", []) if fault not in at_rows]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Id of a control and what to do there, in the order of the form; for the summary."""
        return [*self._faults()] if self.is_bound else []

    def _faults(self) -> Iterator[tuple[str, str]]:
        for name in self.in_order():
            if name == "lines":
                yield from self._faults_of_lines()
                continue
            field = self[name]
            anchor = (
                field.auto_id if isinstance(field.field.widget, forms.RadioSelect) else field.id_for_label
            )
            yield from ((anchor, str(fault)) for fault in field.errors)

    def _faults_of_lines(self) -> Iterator[tuple[str, str]]:
        rows = self.rows
        for row in rows:
            yield from ((row.what_id, row.what_fault),) if row.what_fault else ()
            yield from ((row.kronor_id, row.kronor_fault),) if row.kronor_fault else ()
        yield from ((rows[0].kronor_id, fault) for fault in self.money_faults)

    def in_order(self) -> list[str]:
        """Names of the fields as they stand on the page: the round's own questions come before “You”."""
        own = [name for name in self.fields if name.startswith("question_")]
        names = [name for name in self.fields if name not in own]
        at = names.index("lines") + 1
        return [*names[:at], *own, *names[at:]]

    @property
    def own_questions(self) -> list[forms.BoundField]:
        """The round's own questions, to draw."""
        return [self[f"question_{question.pk}"] for question in self.questions]

    def application(self) -> Application:
        """What the service takes; of a valid form."""
        data = self.cleaned_data
        lines, name, organisation = data["lines"], data["name"], data.get("organisation", "")
        one_sum = len(lines) == 1 and not lines[0][0]
        return Application(
            **{text: data[text] for text in ("title", "what", "benefit", "beneficiaries", "place", "period")},
            theme=data["theme"],
            cost_ore=sum(ore for _what, ore in lines),
            lines=() if one_sum else lines,
            shown_name=shown_name(
                data["show_as"] or ShowAs.AREA,
                area=self.area,
                name=name,
                organisation=organisation,
                resident_of=str(_("A resident of %(area)s")),
            ),
            answers={question.pk: data[f"question_{question.pk}"] or "" for question in self.questions},
            contact=Contact(
                kind=data.get("kind") or ApplicantKind.PERSON,
                organisation=organisation,
                name=name,
                phone=data["phone"],
                co_applicants=data["co_applicants"],
            ),
        )


def _question_field(question: Question) -> forms.Field:
    facts: dict[str, Any] = {
        "label": question.text,
        "help_text": question.help_text,
        "required": question.is_required,
    }
    if question.kind == QuestionKind.CHOICE:
        choices = [(option, option) for option in question.option_list]
        words = {
            "required": _("Choose one of the answers."),
            "invalid_choice": _("Choose one of the answers."),
        }
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=words, **facts)
    words = {"required": _("Answer the question")}
    if question.kind == QuestionKind.LONG:
        area = forms.Textarea(attrs={"rows": 4})
        return Text(limit=rules.MAX_TEXT, widget=area, error_messages=words, **facts)
    return Text(limit=rules.MAX_DETAIL, one_line=True, error_messages=words, **facts)
