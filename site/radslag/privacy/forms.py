"""Forms about personal data."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from radslag.models import RetentionDecision
from radslag.privacy.periods import Period


class DecideForm(forms.Form):
    """How many days, and by which decision."""

    days = forms.IntegerField(label=gettext_lazy("Days"))
    decision = forms.CharField(
        label=gettext_lazy("Number of the decision"),
        max_length=60,
        help_text=gettext_lazy("The register number of the decision behind it, such as KS 2026/114."),
    )
    decided_on = forms.DateField(
        label=gettext_lazy("Date of the decision"),
        help_text=gettext_lazy("The day it was decided."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, data: Any = None, *, period: Period, stored: RetentionDecision | None, **kwargs: Any
    ) -> None:
        """With what holds now, and the bounds of the period."""
        days = period.bounded(stored.days if stored else None).days
        initial: dict[str, Any] = {"days": days}
        if stored:
            initial |= {"decision": stored.decision, "decided_on": stored.decided_on}
        super().__init__(data, initial=initial, **kwargs)
        field = self.fields["days"]
        field.min_value, field.max_value = period.least.days, period.most.days  # type: ignore[attr-defined]
        field.widget.attrs |= {"min": period.least.days, "max": period.most.days}
        field.help_text = _("From %(least)d to %(most)d. Without a decision: %(default)d.") % {
            "least": period.least.days,
            "most": period.most.days,
            "default": period.default.days,
        }

    def clean_days(self) -> int:
        """Within the bounds of the period."""
        days: int = self.cleaned_data["days"]
        field = self.fields["days"]
        least, most = field.min_value, field.max_value  # type: ignore[attr-defined]
        if not least <= days <= most:
            bounds = {"least": least, "most": most}
            raise forms.ValidationError(
                _("Write a number from %(least)d to %(most)d") % bounds, code="bounds"
            )
        return days


class EraseForm(forms.Form):
    """The word that shows that one means it, and what becomes of ballots that can still be taken back."""

    STAY, WITHDRAW = "stay", "withdraw"

    ballots = forms.ChoiceField(
        label=gettext_lazy("Your ballots in rounds that are open now"),
        choices=[
            (STAY, gettext_lazy("They stay and are counted")),
            (WITHDRAW, gettext_lazy("Take them back: they are not counted")),
        ],
        initial=STAY,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "A ballot is stored without your name and address. After the round is sealed nobody can tell whose it was."
        ),
        error_messages={"required": gettext_lazy("Choose what becomes of your ballots")},
    )
    word = forms.CharField(
        label="",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, data: Any = None, *, ballots: int, **kwargs: Any) -> None:
        """Without open ballots nothing is asked about them."""
        super().__init__(data, **kwargs)
        if not ballots:
            del self.fields["ballots"]
        field = self.fields["word"]
        field.label = _("Write the word %(word)s") % {"word": self.wanted}
        field.help_text = _("So that nobody is erased by a slip of the finger.")
        field.error_messages["required"] = self._hint

    @property
    def wanted(self) -> str:
        """The word, in the language of the page."""
        return _("erase")

    @property
    def _hint(self) -> str:
        return _("Write the word %(word)s if you want to be erased") % {"word": self.wanted}

    @property
    def withdraw_ballots(self) -> bool:
        """Whether open ballots are taken back."""
        return bool(self.cleaned_data.get("ballots") == self.WITHDRAW)

    def clean_word(self) -> str:
        """Capitals and spaces around it do not matter."""
        word: str = self.cleaned_data["word"]
        if word.strip().strip("”“\"'").casefold() != self.wanted.casefold():
            raise forms.ValidationError(self._hint, code="word")
        return word
