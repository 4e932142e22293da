"""The editors' forms of a project: what has happened, the plan, its steps. The services hold the rules."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from budgeting.admin.forms import Refusable
from budgeting.models import Milestone, Project, ProjectStatus, ProjectUpdate
from budgeting.models.projects import MAX_LINE, MAX_REASON, MAX_TEXT
from budgeting.permissions import people_who
from budgeting.rules.errors import RuleViolation
from budgeting.services.project_updates import NewPicture
from radslag.language.dates import Precision

PICTURES = 3
"""So many pictures can be sent with one text; more can be sent with the next."""


class DayInput(forms.DateInput):
    """The browser's own calendar: works without scripts, and in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ProjectForm(Refusable):
    """A form of a project's page: knows at which field each refusal belongs."""

    fields_of: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)

    def refuse(self, refused: RuleViolation) -> None:
        """Put the refusal where it belongs, else above the form."""
        name = self.fields_of.get(refused.code)
        self.add_error(name if name in self.fields else None, refused.message)


def text_field(
    label: Any, help_text: Any = "", *, limit: int = MAX_TEXT, rows: int = 4, required: bool = False
) -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=limit, widget=widget
    )


def _precision() -> Any:
    return forms.ChoiceField(
        label=gettext_lazy("How exact the date is"),
        choices=Precision.choices,
        initial=Precision.MONTH,
        help_text=gettext_lazy("Decides how it is written: 1 maj 2027, maj 2027, våren 2027 or 2027."),
    )


class SayForm(ProjectForm):
    """A word about what has happened, and where the project stands from then on."""

    fields_of: ClassVar[dict[str, str]] = {
        "required": "text",
        "too_long": "text",
        "happens_later": "date",
        "before_result": "date",
        "newer_update": "status",
        "illegal_status": "status",
        "reason_needed": "reason",
        "reason_not_needed": "reason",
        "new_date_needed": "expected_on",
        "new_date_passed": "expected_on",
        "date_far_off": "expected_on",
    }
    text = text_field(
        gettext_lazy("What has happened?"),
        gettext_lazy(
            "Two or three sentences. Also “nothing yet, because …” is news. Everyone can read it, so name no residents."
        ),
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        help_text=gettext_lazy("Where the project stands from that day on."),
    )
    reason = text_field(
        pgettext_lazy("project", "Reason"),
        gettext_lazy("Only when it is late or stopped: say why, short and kind. Everyone can read it."),
        limit=MAX_REASON,
        rows=2,
    )
    expected_on = forms.DateField(
        label=gettext_lazy("Expected to be done"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy(
            "Only when it is another time than before. If late, always: any day in the month will do."
        ),
    )
    expected_precision = _precision()
    date = forms.DateField(
        label=gettext_lazy("When it happened"),
        widget=DayInput(),
        help_text=gettext_lazy("Not before the result was published, and not a day to come."),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = _("As before: %(status)s") % {"status": project.get_status_display()}
        moves = [(value, label) for value, label in ProjectStatus.choices if value in project.moves]
        self.fields["status"].choices = [("", kept), *moves]  # type: ignore[attr-defined]
        for n in range(1, PICTURES + 1):
            self.fields[f"picture_{n}"] = forms.FileField(
                label=_("Picture %(n)d") % {"n": n},
                required=False,
                widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
                help_text=_(
                    "JPEG, PNG or WebP, at most 8 MB. It is made anew, without what the camera noted."
                ),
            )
            self.fields[f"alt_{n}"] = forms.CharField(
                label=_("What picture %(n)d shows") % {"n": n},
                required=False,
                max_length=200,
                help_text=_("For those who can’t see it: Two people paint a bench."),
            )

    @property
    def picture_fields(self) -> list[forms.BoundField]:
        """The fields of the pictures, which are folded away."""
        return [self[name] for name in self.fields if name.startswith(("picture_", "alt_"))]

    @property
    def word_fields(self) -> list[forms.BoundField]:
        """All others."""
        return [self[name] for name in self.fields if not name.startswith(("picture_", "alt_"))]

    def pictures(self) -> list[NewPicture]:
        """What was sent; of a valid form."""
        sent = [
            (self.cleaned_data.get(f"picture_{n}"), self.cleaned_data.get(f"alt_{n}", ""))
            for n in range(1, PICTURES + 1)
        ]
        return [NewPicture(file, alt) for file, alt in sent if file]


class CorrectForm(ProjectForm):
    """The words of an update that is published."""

    fields_of: ClassVar[dict[str, str]] = SayForm.fields_of
    text = text_field(gettext_lazy("What has happened?"))
    reason = text_field(pgettext_lazy("project", "Reason"), limit=MAX_REASON, rows=2)

    def __init__(self, *args: Any, update: ProjectUpdate, **kwargs: Any) -> None:
        super().__init__(*args, initial={"text": update.text, "reason": update.reason}, **kwargs)
        if not update.reason:
            del self.fields["reason"]


class DeclineForm(ProjectForm):
    """Why an applicant's text is not published. Its author alone reads it."""

    fields_of: ClassVar[dict[str, str]] = {"required": "reason", "too_long": "reason"}
    reason = text_field(
        gettext_lazy("Why it is not published"),
        gettext_lazy("Its author is mailed it, nobody else: say what to write in another way."),
        limit=MAX_REASON,
        rows=2,
        required=True,
    )


class PlanForm(ProjectForm):
    """Who is responsible, the plan, and when it is expected to be done."""

    fields_of: ClassVar[dict[str, str]] = {
        "too_long": "plan",
        "not_responsible": "responsible",
        "new_date_needed": "expected_on",
        "date_far_off": "expected_on",
    }
    responsible: Any = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Responsible person"),
        required=False,
        empty_label=gettext_lazy("Everyone who follows up projects here"),
        help_text=gettext_lazy("Gets the mails when nothing has been said for 60 days. Is never shown."),
    )
    responsible_shown = forms.CharField(
        label=gettext_lazy("Responsible, as shown"),
        required=False,
        max_length=MAX_LINE,
        help_text=gettext_lazy(
            "A role or a unit that residents know: Områdesutvecklaren. Everyone can read it."
        ),
    )
    plan = text_field(
        gettext_lazy("Plan"),
        gettext_lazy("What will be done, in which order, and who does it. Everyone can read it."),
    )
    expected_on = forms.DateField(
        label=gettext_lazy("Expected to be done"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Any day in the month, the season or the year will do."),
    )
    expected_precision = _precision()

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        names = ("responsible", "responsible_shown", "plan", "expected_on", "expected_precision")
        super().__init__(*args, initial={name: getattr(project, name) for name in names}, **kwargs)
        people = people_who("change_project", project.proposal.round)
        self.fields["responsible"].queryset = people  # type: ignore[attr-defined]


class StepForm(ProjectForm):
    """A step of the plan."""

    fields_of: ClassVar[dict[str, str]] = {
        "required": "title",
        "too_long": "title",
        "happens_later": "done_on",
        "date_far_off": "planned_on",
    }
    title = forms.CharField(
        label=gettext_lazy("Step"),
        max_length=MAX_LINE,
        help_text=gettext_lazy("Such as: Virket är beställt."),
    )
    planned_on = forms.DateField(label=gettext_lazy("Planned"), widget=DayInput())
    precision = _precision()
    done_on = forms.DateField(
        label=gettext_lazy("Done on"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Empty until it is done."),
    )

    def __init__(self, *args: Any, step: Milestone | None = None, **kwargs: Any) -> None:
        if step is not None:
            kwargs["initial"] = {name: getattr(step, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
