"""Mails to who writes a proposal: where the draft is, that it closes soon, and the receipt. To the own address only."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from budgeting.mails.addresses import round_address
from budgeting.models import Proposal, ProposalDraft
from budgeting.rules.money import format_kronor
from radslag.mail.writing import address, message
from radslag.templatetags.dates import moment


def draft_saved(draft: ProposalDraft) -> EmailMessage:
    """Where what was begun is found again, and until when it can be handed in."""
    with translation.override(draft.language):
        parts = [
            _("You have begun a proposal to %(round)s. It is saved, but not sent.")
            % {"round": draft.round.name},
            _("Go on writing here. You need to log in:") + f"\n{address('budgeting:draft', draft.pk)}",
            _("Send it before %(closes)s.") % {"closes": moment(draft.round.submission_closes)},
            _("If it was not you, there is nothing you need to do."),
        ]
        return message(_("Your draft is saved"), parts, to=draft.author.email)


def reminder(draft: ProposalDraft) -> EmailMessage:
    """That the draft is not sent and the time soon over."""
    with translation.override(draft.language):
        closes = moment(draft.round.submission_closes)
        parts = [
            _("You have begun a proposal to %(round)s, but not sent it.") % {"round": draft.round.name},
            _("Send it before %(closes)s. After that it can’t be sent.") % {"closes": closes},
            _("Go on writing here. You need to log in:") + f"\n{address('budgeting:draft', draft.pk)}",
            _("If you have changed your mind, there is nothing you need to do."),
        ]
        return message(_("Your proposal is not sent yet"), parts, to=draft.author.email)


def receipt(draft: ProposalDraft) -> EmailMessage:
    """That the proposal is received, with all that was written."""
    proposal = draft.proposal
    if proposal is None:
        raise ValueError("a receipt is of what was submitted")
    with translation.override(draft.language):
        received = (
            _("Your changes of the proposal to %(round)s are received. It has number %(number)d, as before.")
            if proposal.edited_at
            else _("Your proposal to %(round)s is received. It has number %(number)d.")
        )
        parts = [
            received % {"round": draft.round.name, "number": proposal.number},
            _("You can change it or withdraw it until %(closes)s:")
            % {"closes": moment(draft.round.submission_closes)}
            + f"\n{address('budgeting:draft', draft.pk)}",
            _("This is what you have sent:"),
            *(f"{label}\n{text}" for label, text in _what_was_sent(proposal)),
            round_address(draft.round, draft.language),
        ]
        subject = _("Receipt: your proposal number %(number)d") % {"number": proposal.number}
        return message(subject, parts, to=draft.author.email)


def _what_was_sent(proposal: Proposal) -> Iterator[tuple[str, str]]:
    """Label and text of everything that is filled in, in the order of the form."""
    yield _("What do you want to do?"), proposal.title
    yield _("How will it be done?"), proposal.what
    yield _("How will the area get better, and for whom?"), proposal.benefit
    yield from _filled(
        (_("Who benefits?"), proposal.beneficiaries),
        (_("Where?"), proposal.place),
        (_("When?"), proposal.period),
        (_("What is it mostly about?"), str(proposal.theme or "")),
    )
    lines = [f"{line.what}: {format_kronor(line.amount_ore)}" for line in proposal.lines.all()]
    yield _("What does it cost?"), "\n".join([*lines, format_kronor(proposal.cost_ore)])
    for answer in proposal.answers.select_related("question"):
        yield answer.question.text, answer.text
    yield _("Name to show"), proposal.shown_name
    applicant = proposal.applicant
    yield from _filled(
        (_("Group or association"), applicant.organisation),
        (_("Contact person"), applicant.name),
        (_("Telephone"), applicant.phone),
        (_("Others who take part"), applicant.co_applicants),
    )


def _filled(*pairs: tuple[str, str]) -> Iterator[tuple[str, str]]:
    yield from (pair for pair in pairs if pair[1])
