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
        initial = {"days": days}
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
