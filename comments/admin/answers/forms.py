"""Forms of the staff for pinning, for questions and for what became of an idea."""

import datetime as dt
from itertools import islice
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from comments.models import Comment, Question
from comments.people.permissions import moderators_of
from comments.rules.errors import MESSAGES, RuleViolation
from comments.services.answers import UNIT_MAX_LENGTH, possible_answers
from comments.services.outcomes import TEXT_MAX_LENGTH
from comments.talked_about import outcomes
from radslag.clock import database_now
from radslag.templatetags.dates import day

FIELD_OF = {
    "unit_missing": "unit",
    "not_assignable": "assigned_to",
    "bad_due_date": "due_on",
    "no_answer": "answer",
    "thing_gone": "thing",
}
MOST_ANSWERS = 20
FEW = 6
"""So many of each kind are offered before anybody has searched."""
USUAL_TIME = dt.timedelta(days=14)


class Refusable(forms.Form):
    """A form that shows a refusal of the service at the field it is about."""

    def refuse(self, violation: RuleViolation) -> None:
        name = FIELD_OF.get(violation.code)
        self.add_error(name if name in self.fields else None, violation.message)


class QuestionForm(Refusable):
    """Who answers, in public and by name, and by when."""

    unit = forms.CharField(
        label=_("Unit that answers"),
        max_length=UNIT_MAX_LENGTH,
        help_text=_("Shown to everyone. A unit, not a person: Gata och park."),
        error_messages={"required": MESSAGES["unit_missing"]},
    )
    assigned_to: forms.ModelChoiceField = forms.ModelChoiceField(
        None,
        label=_("Who answers"),
        help_text=_(
            "Gets reminders by mail. Seen by staff only. Those who moderate this page can be chosen."
        ),
        error_messages={
            "required": MESSAGES["not_assignable"],
            "invalid_choice": MESSAGES["not_assignable"],
        },
    )
    due_on = forms.DateField(
        label=_("Answer by"),
        widget=AdminDateInput(),
        help_text=_("Shown to everyone. When the day has passed it says that the answer is late."),
        error_messages={"required": MESSAGES["bad_due_date"]},
    )

    def __init__(self, data: Any, *, comment: Comment, question: Question | None) -> None:
        super().__init__(data)
        people = self.fields["assigned_to"]
        people.queryset = moderators_of(comment.page).order_by("email")  # type: ignore[attr-defined]
        people.label_from_instance = lambda user: user.get_full_name() or user.email  # type: ignore[attr-defined]
        self.initial = {"due_on": timezone.localdate(database_now()) + USUAL_TIME}
        if question:
            self.initial = {
                "unit": question.unit,
                "assigned_to": question.assigned_to_id,
                "due_on": question.due_on,
            }


class AnswerForm(Refusable):
    """Which of the municipality's comments is the answer."""

    answer = forms.ChoiceField(
        label=_("Which comment answers the question?"),
        widget=forms.RadioSelect,
        error_messages={"required": MESSAGES["no_answer"], "invalid_choice": MESSAGES["no_answer"]},
    )

    def __init__(self, data: Any, *, comment: Comment) -> None:
        super().__init__(data)
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            (str(answer.pk), f"{day(answer.submit_date)}: {Truncator(answer.comment).chars(120)}")
            for answer in possible_answers(comment)[:MOST_ANSWERS]
        ]

    @property
    def has_choices(self) -> bool:
        return bool(self.fields["answer"].choices)  # type: ignore[attr-defined]


class OutcomeForm(Refusable):
    """The thing that a comment led to, of those that were found, and a few words."""

    thing = forms.ChoiceField(
        label=_("What did it lead to?"),
        widget=forms.RadioSelect,
        error_messages={"required": MESSAGES["thing_gone"], "invalid_choice": MESSAGES["thing_gone"]},
    )
    text = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=TEXT_MAX_LENGTH,
        help_text=_("Shown to everyone below the comment. For example: The council took the idea on."),
    )

    def __init__(self, data: Any, *, words: str, chosen: str = "", text: str = "") -> None:
        super().__init__(data, initial={"thing": chosen, "text": text})
        self.fields["thing"].choices = _found(words, chosen)  # type: ignore[attr-defined]

    @property
    def has_choices(self) -> bool:
        return bool(self.fields["thing"].choices)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[str, int]:
        """Kind and primary key; of a valid form."""
        slug, _colon, number = self.cleaned_data["thing"].partition(":")
        return slug, int(number)


def _found(words: str, chosen: str) -> list[tuple[str, str]]:
    """What the words find, with the one that is chosen already first."""
    most = None if words else FEW
    found = {
        f"{kind.slug}:{pk}": f"{kind.label}: {title}"
        for kind in outcomes.kinds()
        for pk, title in islice(kind.search(words), most)
    }
    slug, _colon, number = chosen.partition(":")
    if chosen and chosen not in found and (thing := outcomes.thing(slug, int(number))):
        kind = outcomes.kind_of_slug(slug)
        found = {chosen: f"{kind.label if kind else ''}: {thing.title}", **found}
    return list(found.items())
