"""The forms of the page about a round's voting: finding a ballot, asking that it is not counted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.admin.acts.forms import ReasonForm
from budgeting.admin.forms import Refusable
from budgeting.models import VoterIdentity

FIND_HELP = {
    VoterIdentity.EMAIL: _("The code of a receipt, or the e-mail address of who contacts you."),
    VoterIdentity.CODES: _("The code of a receipt, or the number that stands beside the voting code."),
    VoterIdentity.EID: _("The code of a receipt."),
}


class FindForm(Refusable):
    """Whose ballot somebody means. It is sent, never put into an address."""

    typed = forms.CharField(label=_("What you know of the ballot"), max_length=254)

    def __init__(self, *args: Any, identity: VoterIdentity, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.fields["typed"].help_text = FIND_HELP[identity]
        self.fields["typed"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}


class ChallengeForm(ReasonForm):
    """Which ballot is not to be counted, and why."""

    ballot = forms.IntegerField(
        label=_("Number of the ballot"),
        min_value=1,
        max_value=2**63 - 1,
        help_text=_("From the list above, or found by a receipt."),
    )
    field_order = ("ballot", "reason")
