"""The editors' forms for matters. They hold words and order; the services hold the rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from councils.models import CouncilPage, Matter, MatterStatus, MatterUpdate, ParticipantGroup
from councils.services.matters import MatterWords
from radslag.models import Area


class Refusable(forms.Form):
    """A form that shows a service's refusal at the field it is about; nothing that was typed is lost."""

    def refuse(self, refused: ValidationError) -> None:
        """Put each message where it belongs, or above the form."""
        for name, messages in refused.message_dict.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)


class MatterForm(Refusable):
    """What a matter says of itself."""

    council: forms.ModelChoiceField = forms.ModelChoiceField(
        CouncilPage.objects.none(), label=_("Council"), help_text=_("Where it was raised.")
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("What people asked for, in a few words: Bänkar vid busshållplatsen."),
    )
    text = forms.CharField(
        label=_("What was asked for"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In plain words. Never a name: everyone can read it."),
    )
    unit = forms.CharField(
        label=_("Responsible unit"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "enheter"}),
        help_text=_(
            "The unit, never a person: Gata och park. Spell it as before, so that the filter finds it."
        ),
    )
    raised_by = forms.ChoiceField(
        label=_("Raised by"),
        required=False,
        choices=[("", _("Not said")), *ParticipantGroup.choices],
        help_text=_("A group, never a person."),
    )
    area: forms.ModelChoiceField = forms.ModelChoiceField(
        Area.objects.all(), label=_("Area"), required=False, empty_label=_("The whole municipality")
    )
    received = forms.DateField(
        label=_("Received on"), widget=AdminDateInput(), help_text=_("Usually the day of the council.")
    )

    def __init__(self, *args: Any, councils: Any, matter: Matter | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["council"].queryset = councils.order_by("-date")  # type: ignore[attr-defined]
        self.fields["council"].label_from_instance = lambda page: f"{page.number}. {page.title}"  # type: ignore[attr-defined]
        if matter:
            del self.fields["council"]
            self.initial.update({name: getattr(matter, name) for name in self.fields})

    def words(self) -> MatterWords:
        """What the services take; of a valid form."""
        return MatterWords(**{name: value for name, value in self.cleaned_data.items() if name != "council"})


class UpdateForm(Refusable):
    """A line on what has happened, and where the matter stands from then on."""

    text = forms.CharField(
        label=_("What has happened?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Two or three sentences. Also “nothing yet, because …” is news. Everyone can read it."),
    )
    status = forms.ChoiceField(label=_("Status"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only when it will not be done: say why, short and kind. Everyone can read it."),
    )
    date = forms.DateField(label=_("Date"), widget=AdminDateInput())

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = _("As before: %(status)s") % {"status": matter.get_status_display()}
        moves = [(value, label) for value, label in MatterStatus.choices if value in matter.moves]
        self.fields["status"].choices = [("", kept), *moves]  # type: ignore[attr-defined]


class CorrectionForm(Refusable):
    """The words of an update."""

    text = forms.CharField(
        label=_("What has happened?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, update: MatterUpdate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({"text": update.text, "reason": update.reason})
        if update.status != MatterStatus.NOT_DONE:
            del self.fields["reason"]
