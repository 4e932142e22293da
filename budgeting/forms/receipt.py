"""The one field in which a voter types the code of a receipt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgeting.rules.receipts import read_receipt, was_misread

MOST_TYPED = 40


class ReceiptForm(forms.Form):
    """A receipt with or without dashes, cleaned as it is stored. Whether there is one is `display.receipt_lookup`'s matter."""

    kvitto = forms.CharField(
        label=_("The code of your receipt"),
        max_length=MOST_TYPED,
        help_text=_("Nine letters and digits, such as ABC-234-XYZ."),
        error_messages={
            "required": _("Type the code that stands on your receipt."),
            "max_length": _("A receipt has nine letters and digits. Check the code and type it again."),
        },
        widget=forms.TextInput(
            attrs={
                "class": "input--code",
                "autocapitalize": "characters",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def clean_kvitto(self) -> str:
        """The code that is meant; says so when it can be no receipt."""
        typed: str = self.cleaned_data["kvitto"]
        code = read_receipt(typed)
        if code:
            return code
        if was_misread(typed):
            raise forms.ValidationError(
                gettext(
                    "No receipt has O, I, L, 0 or 1: it is another letter or figure that looks like it. Look at the "
                    "code and type it once more."
                )
            )
        raise forms.ValidationError(
            gettext("A receipt has nine letters and digits. Check the code and type it again.")
        )
