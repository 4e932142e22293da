"""The forms of the review. They hold words and order; the services hold the rules."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgeting.forms.texts import Text
from budgeting.models import Attachment, Criterion, Proposal, ProposalPicture
from budgeting.models.money import KronorFormField
from budgeting.models.review import MAX_NOTE
from budgeting.rules.errors import RuleViolation
from budgeting.services.alternatives import MAX_ABOUT
from budgeting.services.inquiries import MAX_QUESTION
from budgeting.services.review import MAX_REASON
from budgeting.services.reviewing import MOST, Marks

MET = [("yes", _("Met")), ("no", _("Not met")), ("", _("Not looked at"))]
MET_BY_VALUE = {"yes": True, "no": False}
VALUE_BY_MET = {True: "yes", False: "no"}
SCORES = [("", _("No score")), *((str(n), str(n)) for n in range(1, MOST + 1))]
WRITE_WHY = {"required": _("Write why")}
SHORT = forms.Textarea(attrs={"rows": 3})


class ReviewPart(forms.Form):
    """A form of the page of a review. What its service refuses stands at the field it is about."""

    fields_of_codes: dict[str, str] = {}

    def __init__(self, *args: Any, proposal: Proposal | None = None, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        self.proposal = proposal
        super().__init__(*args, **kwargs)

    def refuse(self, refused: RuleViolation) -> None:
        """Put the refusal where it belongs."""
        name = self.fields_of_codes.get(refused.code)
        self.add_error(name if name in self.fields else None, refused.message)


class DecisionForm(ReviewPart):
    """Criteria, scores, a note and the decision: what most reviews consist of, in one form."""

    decision = forms.ChoiceField(
        choices=[("accepted", _("Accept")), ("declined", _("Decline")), ("saved", _("Save"))],
        widget=forms.HiddenInput,
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = Text(
        limit=MAX_REASON,
        label=_("Reason, when you decline"),
        required=False,
        widget=SHORT,
        help_text=_("The applicant gets it by mail, and everyone can read it: be short, clear and kind."),
    )
    note = Text(
        limit=MAX_NOTE,
        label=_("Note to other reviewers"),
        required=False,
        widget=SHORT,
        help_text=_("Never shown to the applicant."),
    )
    fields_of_codes = {"reason_required": "reason"}

    def __init__(
        self,
        *args: Any,
        criteria: Iterable[Criterion],
        met: dict[int, bool] | None = None,
        scores: dict[int, int] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for criterion in self.criteria:
            said = (met or {}).get(criterion.pk)
            self.fields[f"met_{criterion.pk}"] = forms.ChoiceField(
                label=criterion.text,
                choices=MET,
                required=False,
                widget=forms.RadioSelect,
                initial="" if said is None else VALUE_BY_MET[said],
            )
            self.fields[f"score_{criterion.pk}"] = forms.ChoiceField(
                label=_("Your score, 1 to 5"),
                choices=SCORES,
                required=False,
                initial=(scores or {}).get(criterion.pk, ""),
            )

    def refuse(self, refused: RuleViolation) -> None:
        """Of a proposal that has changed: from now on the change is seen."""
        super().refuse(refused)
        if refused.code == "proposal_changed":
            data: Any = copy(self.data)  # of a request: one that may be changed
            data["seen"] = refused.params["seen"]
            self.data = data

    def rows(self) -> list[tuple[Any, Any]]:
        """Both questions about each criterion."""
        return [(self[f"met_{c.pk}"], self[f"score_{c.pk}"]) for c in self.criteria]

    def marks(self) -> Marks:
        """What the service takes; of a valid form. A criterion that was not sent stays as it is."""
        data = self.cleaned_data
        met, scores = "met_{}".format, "score_{}".format
        return Marks(
            met={c.pk: MET_BY_VALUE.get(data[met(c.pk)]) for c in self.criteria if met(c.pk) in self.data},
            scores={
                c.pk: int(data[scores(c.pk)]) if data[scores(c.pk)] else None
                for c in self.criteria
                if scores(c.pk) in self.data
            },
            note=data["note"],
        )


class InquiryForm(ReviewPart):
    """A question to the applicant."""

    text = Text(
        limit=MAX_QUESTION,
        label=_("Question"),
        error_messages={"required": _("Write your question")},
        widget=SHORT,
        help_text=_("The applicant gets it by mail, with a link to a page for the answer."),
    )


class CostForm(ReviewPart):
    """Another cost than the one asked for."""

    cost_ore = KronorFormField(label=_("Corrected cost"), help_text=_("In kronor, such as 25 000."))
    reason = Text(
        limit=MAX_REASON,
        label=_("Why the cost is corrected"),
        error_messages=WRITE_WHY,
        widget=SHORT,
        help_text=_("The applicant gets it by mail, and everyone can read it."),
    )
    fields_of_codes = {
        "above_cap": "cost_ore",
        "not_positive": "cost_ore",
        "nothing_changed": "cost_ore",
    }


class AlternativeForm(ReviewPart):
    """At most one of those with the same words gets money."""

    about = forms.CharField(
        label=_("Alternative about"),
        max_length=MAX_ABOUT,
        required=False,
        help_text=_(
            "When two proposals are about the same place or the same thing and only one can be carried out: write the same "
            "words at both, such as The square in spring. Then at most one of them gets money, the one that the count comes to "
            "first. Residents see it before they vote. Empty: the proposal stands for itself."
        ),
    )
    fields_of_codes = {"too_long": "about", "nothing_changed": "about"}


class WithdrawForm(ReviewPart):
    """The author wants it out."""

    reason = Text(
        limit=MAX_REASON,
        label=_("Why it is withdrawn"),
        error_messages=WRITE_WHY,
        widget=SHORT,
        help_text=_("Everyone can read it. For example: At the applicant’s own wish."),
    )


class MergeForm(ReviewPart):
    """This proposal becomes part of another one."""

    target = forms.IntegerField(
        label=_("Number of the other proposal"),
        min_value=1,
        max_value=100_000,
        help_text=_(
            "This proposal becomes part of that one, when both applicants say yes. Each of them reads both."
        ),
    )
    reason = Text(
        limit=MAX_REASON,
        label=_("Why they should be one"),
        error_messages=WRITE_WHY,
        widget=SHORT,
        help_text=_("Both applicants get it by mail. Everyone can read it when it is done."),
    )
    fields_of_codes = {"not_to_merge": "target"}


class TakeAwayForm(ReviewPart):
    """A picture or file that must not be there."""

    thing = forms.TypedChoiceField(
        label=_("What is taken away"),
        widget=forms.RadioSelect,
        help_text=_("It is deleted at once, for everyone. That can’t be undone."),
        error_messages={
            "required": _("Choose a picture or a file"),
            "invalid_choice": _("It is gone already."),
        },
    )
    reason = Text(
        limit=MAX_REASON,
        label=_("Why it is taken away"),
        error_messages=WRITE_WHY,
        widget=SHORT,
        help_text=_(
            "The applicant gets it by mail, if we have an address. Don’t write who can be seen in the picture."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = _things_of(self.proposal) if self.proposal else {}
        field: Any = self.fields["thing"]
        field.choices = [(value, label) for value, (label, _thing) in self.things.items()]
        field.coerce = lambda value: self.things[value][1]

    @property
    def rows(self) -> list[tuple[Any, ProposalPicture | Attachment]]:
        """What can be chosen, with what it is."""
        return [(radio, self.things[radio.data["value"]][1]) for radio in self["thing"]]


def _things_of(proposal: Proposal) -> dict[str, tuple[str, ProposalPicture | Attachment]]:
    things: dict[str, tuple[str, ProposalPicture | Attachment]] = {}
    for number, picture in enumerate(proposal.pictures.all(), start=1):
        label = gettext("Picture %(number)d") % {"number": number}
        things[f"picture-{picture.pk}"] = (f"{label}: {picture.alt}" if picture.alt else label, picture)
    for file in proposal.attachments.all():
        things[f"file-{file.pk}"] = (gettext("File: %(name)s") % {"name": file.name}, file)
    return things
