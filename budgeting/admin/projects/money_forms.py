"""The editors' forms of a project's money: a payment, its receipts, more or less money, what is given back."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from budgeting.admin.projects.forms import DayInput, ProjectForm, text_field
from budgeting.models.money import KronorFormField
from budgeting.models.projects import MAX_REASON
from budgeting.services.payments import MAX_WHAT
from budgeting.services.vouchers import MAX_WHY

VOUCHER_CODES = (
    "voucher_kind",
    "voucher_too_large",
    "file_empty",
    "file_not_taken",
    "picture_broken",
    "picture_too_many_pixels",
    "too_many_files",
)


def voucher_field(*, required: bool = False) -> Any:
    """A receipt or an invoice."""
    return forms.FileField(
        label=gettext_lazy("Receipt or invoice"),
        required=required,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
        help_text=gettext_lazy(
            "PDF or picture, at most 8 MB. Never shown in public: only those who handle payments can open it."
        ),
    )


class VoucherForm(ProjectForm):
    """A receipt to a payment that is made already."""

    fields_of: ClassVar[dict[str, str]] = dict.fromkeys(VOUCHER_CODES, "voucher")
    voucher = voucher_field(required=True)


class RemoveVoucherForm(ProjectForm):
    """Why the receipt of a payment that is made no longer stands."""

    fields_of: ClassVar[dict[str, str]] = {"required": "why", "too_long": "why"}
    why = forms.CharField(
        label=gettext_lazy("Why the receipt is removed"),
        max_length=MAX_WHY,
        help_text=gettext_lazy("Such as: The wrong invoice. The file is kept, marked as removed."),
    )


class PayForm(ProjectForm):
    """A payment, with its receipt."""

    fields_of: ClassVar[dict[str, str]] = {
        "above_decided": "amount_ore",
        "not_positive": "amount_ore",
        "paid_later": "paid_on",
        "paid_before_decision": "paid_on",
        "paid_already": "what",
        "required": "what",
        "too_long": "what",
        **dict.fromkeys(VOUCHER_CODES, "voucher"),
    }
    amount_ore = KronorFormField(
        label=gettext_lazy("Amount"), help_text=gettext_lazy("In kronor, such as 4 500 or 4 500,50.")
    )
    paid_on = forms.DateField(label=gettext_lazy("Paid on"), widget=DayInput())
    what = forms.CharField(
        label=gettext_lazy("For what"),
        max_length=MAX_WHAT,
        help_text=gettext_lazy("Such as: Wood and soil. Shown to everyone, so name no person."),
    )
    voucher = voucher_field()


class MoneyForm(ProjectForm):
    """More or less money than the project has."""

    fields_of: ClassVar[dict[str, str]] = {
        "required": "reason",
        "too_long": "reason",
        "not_positive": "amount_ore",
        "money_above_envelope": "amount_ore",
        "decided_below_paid": "amount_ore",
    }
    way = forms.ChoiceField(
        label=gettext_lazy("What is to be decided"),
        choices=[
            ("more", gettext_lazy("The project gets more money")),
            ("less", gettext_lazy("The project gets less money")),
        ],
        help_text=gettext_lazy(
            "More is taken from what the programme has left this year. Less goes where the round said that money left "
            "over goes."
        ),
    )
    amount_ore = KronorFormField(
        label=gettext_lazy("How much"), help_text=gettext_lazy("In kronor, such as 4 500 or 4 500,50.")
    )
    reason = text_field(
        pgettext_lazy("money", "Reason"),
        gettext_lazy("Everyone can read it with the amount, once a second person has confirmed it."),
        limit=MAX_REASON,
        rows=3,
        required=True,
    )

    def signed_ore(self) -> int:
        """The amount, below nothing for less; of a valid form."""
        amount: int = self.cleaned_data["amount_ore"]
        return amount if self.cleaned_data["way"] == "more" else -amount


class GiveBackForm(ProjectForm):
    """Why a finished project did not use all of its money."""

    fields_of: ClassVar[dict[str, str]] = {"required": "reason", "too_long": "reason"}
    reason = text_field(
        pgettext_lazy("money", "Reason"),
        gettext_lazy("Such as: Virket blev billigare. Everyone can read it with the amount."),
        limit=MAX_REASON,
        rows=2,
        required=True,
    )
