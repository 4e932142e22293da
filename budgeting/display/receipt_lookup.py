"""What a voter finds who looks a receipt up: that the ballot is counted, why it is not, or that there is none."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from budgeting.display.receipts import in_force
from budgeting.display.rounds import programme_contacts
from budgeting.models.ballots import Receipt
from budgeting.models.round_choices import VoterIdentity
from budgeting.models.rounds import Round


class Answer(enum.StrEnum):
    """What a look-up finds."""

    COUNTED = "counted"
    CHALLENGED = "challenged"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LookUp:
    """What was found for `code`: a `word` that tells the answers apart, a sentence, and what follows from it."""

    code: str
    answer: Answer
    word: str
    sentence: str
    more: str
    contacts: list[Any]
    """Whom to turn to when the ballot is not counted."""


def look_up(round_: Round, code: str) -> LookUp:
    """What there is under a receipt as it is stored. Only for a round whose list is public. At most three queries."""
    why = in_force(round_).filter(receipt__code=code).values_list("reason", flat=True).first()
    if why is not None:
        sentence = _(
            "The ballot with the receipt %(code)s is stored but not counted: two people have challenged it."
        )
        found, word = Answer.CHALLENGED, pgettext("ballot", "Not counted")
        more = _("The reason:") + " " + why
    elif Receipt.objects.filter(round=round_, code=code).exists():
        sentence = _("Yes, the ballot with the receipt %(code)s is counted.")
        found, word, more = Answer.COUNTED, pgettext("ballot", "Counted"), ""
    else:
        sentence = _("There is no receipt %(code)s in this round.")
        found, word, more = Answer.UNKNOWN, pgettext("receipt", "Not found"), _what_to_compare(round_)
    contacts = [] if found is Answer.COUNTED else programme_contacts(round_.programme_id)
    return LookUp(code, found, word, sentence % {"code": code}, more, contacts)


def _what_to_compare(round_: Round) -> str:
    """Only who votes with an e-mail address has the receipt in a mail."""
    if round_.identity == VoterIdentity.EMAIL:
        compare = _("Compare with the mail, letter for letter.")
    else:
        compare = _("Compare with what you wrote down when you voted, letter for letter.")
    again = _("If you removed your vote and voted again, look up the last receipt you got.")
    contact = _("Contact us if it is still not here.")
    return f"{compare} {again} {contact}"
