"""What the review tells an applicant: decisions, a corrected cost, questions. Plain text, in the applicant's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from budgeting.models import (
    Act,
    Attachment,
    Inquiry,
    Merge,
    Proposal,
    ProposalMove,
    ProposalPicture,
    ProposalStatus,
    Round,
)
from budgeting.rules.money import format_kronor
from radslag.clock import database_now
from radslag.mail.about import retelling
from radslag.mail.writing import address, message
from radslag.templatetags.dates import moment

DECISIONS = (Act.ACCEPTED, Act.DECLINED, Act.WITHDRAWN, Act.MERGED)


def send(mail: EmailMessage | None) -> None:
    """Put the mail in the outbox; it leaves when the transaction is done. Nothing when there is no address."""
    if mail is not None:
        mail.send()


def reached_at(proposal: Proposal) -> str:
    """Where the applicant gets mail: the author's address, else the one on the paper; "" when there is none."""
    if proposal.author is not None:
        return str(proposal.author.email)
    applicant = getattr(proposal, "applicant", None)
    return str(applicant.email) if applicant else ""


def language_of(proposal: Proposal) -> str:
    """The language that the applicant wrote in."""
    draft = getattr(proposal, "draft", None)
    return str(draft.language) if draft else settings.LANGUAGE_CODE


def _mail(
    proposal: Proposal, subject: Callable[[], str], parts: Callable[[], Iterable[str]]
) -> EmailMessage | None:
    to = reached_at(proposal)
    if not to:
        return None
    with translation.override(language_of(proposal)):
        return message(subject(), [*parts(), _signed(proposal)], to=to)


def _signed(proposal: Proposal) -> str:
    return _("%(round)s, proposal %(number)d: %(title)s") % {
        "round": proposal.round.name,
        "number": proposal.number,
        "title": proposal.title,
    }


def _named(proposal: Proposal) -> dict[str, str]:
    return {"title": proposal.title}


def decided(proposal: Proposal, line: ProposalMove) -> EmailMessage | None:
    """The decision with its reason. The mail leaves only while the decision stands."""
    subjects = {
        ProposalStatus.ACCEPTED: lambda: _("Your proposal is accepted"),
        ProposalStatus.DECLINED: lambda: _("Your proposal does not come to the vote"),
        ProposalStatus.WITHDRAWN: lambda: _("Your proposal is withdrawn"),
        ProposalStatus.MERGED: lambda: _("Your proposal is now one with another"),
    }
    mail = _mail(proposal, subjects[ProposalStatus(proposal.status)], lambda: _of_decision(proposal))
    return retelling(mail, "decision", [line.pk]) if mail else None


def _of_decision(proposal: Proposal) -> list[str]:
    said = {
        ProposalStatus.ACCEPTED: lambda: _("We have read “%(title)s”. It comes to the vote."),
        ProposalStatus.DECLINED: lambda: _("We have read “%(title)s”. It can’t come to the vote."),
        ProposalStatus.WITHDRAWN: lambda: _("We have taken “%(title)s” out of the vote."),
        ProposalStatus.MERGED: lambda: _("“%(title)s” is now part of another proposal, as you agreed."),
    }
    parts = [said[ProposalStatus(proposal.status)]() % _named(proposal)]
    if proposal.reason:
        parts.append(_("The reason: %(reason)s") % {"reason": proposal.reason})
    if proposal.merged_into is not None:
        parts.append(_part_of(proposal, proposal.merged_into))
    if proposal.status == ProposalStatus.ACCEPTED:
        parts.append(_shown_when(proposal))
    return [*parts, _("See your proposals:") + f"\n{address('budgeting:my_proposals')}"]


def _may_read(proposal: Proposal) -> bool:
    """Whether the mail may hold a neighbour's words. An address on a paper is proved by nobody: before proposals are shown
    they would reach whoever has it."""
    return proposal.author is not None or _are_shown(proposal.round)


def _are_shown(round_: Round) -> bool:
    return round_.clock_at(database_now()) >= round_.proposals_shown


def _part_of(proposal: Proposal, other: Proposal) -> str:
    if _may_read(proposal):
        return _("It is part of “%(title)s”.") % {"title": other.title}
    return _("It is part of proposal %(number)d.") % {"number": other.number}


def _alike(proposal: Proposal, other: Proposal) -> str:
    if _may_read(proposal):
        return _(
            "Two proposals are much alike: yours, “%(own)s”, and “%(other)s”. We suggest that they become one."
        ) % {"own": proposal.title, "other": other.title}
    return _(
        "Two proposals are much alike: yours, “%(own)s”, and number %(other)d. We suggest that they become one."
    ) % {"own": proposal.title, "other": other.number}


def _shown_when(proposal: Proposal) -> str:
    round_ = proposal.round
    if _are_shown(round_):
        return _("Everyone can read it now. Voting opens %(when)s.") % {"when": moment(round_.voting_opens)}
    return _("Everyone can read it from %(shown)s. Voting opens %(opens)s.") % {
        "shown": moment(round_.proposals_shown),
        "opens": moment(round_.voting_opens),
    }


def still_stands(moves: list[int], _written_at: datetime) -> bool:
    """Whether none of these decisions has been followed by another one."""
    for move in ProposalMove.objects.filter(pk__in=moves):
        lines = ProposalMove.objects.filter(proposal=move.proposal_id, act__in=DECISIONS)
        if lines.filter(pk__gt=move.pk, data__has_key="status").exists():  # what it was before is said there
            return False
    return True


def cost_corrected(proposal: Proposal, before_ore: int) -> EmailMessage | None:
    """What the cost was, what it is, and why."""

    def parts() -> list[str]:
        costs = {"before": format_kronor(before_ore), "now": format_kronor(proposal.cost_ore)}
        return [
            _("We have corrected the cost of “%(title)s”.") % _named(proposal),
            _("It was %(before)s. It is %(now)s.") % costs,
            _("The reason: %(reason)s") % {"reason": proposal.cost_reason},
            _("See your proposals:") + f"\n{address('budgeting:my_proposals')}",
        ]

    return _mail(proposal, lambda: _("The cost of your proposal is corrected"), parts)


def taken_away(proposal: Proposal, thing: ProposalPicture | Attachment, reason: str) -> EmailMessage | None:
    """Which picture or file is gone, and why."""

    def subject() -> str:
        if isinstance(thing, ProposalPicture):
            return _("We have taken away a picture from your proposal")
        return _("We have taken away a file from your proposal")

    def parts() -> list[str]:
        return [
            _gone(proposal, thing),
            _("The reason: %(reason)s") % {"reason": reason},
            _("Everything else in the proposal is as it was."),
            _("See your proposals:") + f"\n{address('budgeting:my_proposals')}",
        ]

    return _mail(proposal, subject, parts)


def _gone(proposal: Proposal, thing: ProposalPicture | Attachment) -> str:
    named = _named(proposal)
    if isinstance(thing, Attachment):
        return _("We have taken away the file “%(name)s” from “%(title)s”.") % (named | {"name": thing.name})
    if thing.alt:
        return _("We have taken away a picture from “%(title)s”. It showed: %(alt)s") % (
            named | {"alt": thing.alt}
        )
    return _("We have taken away a picture from “%(title)s”.") % named


def asked(inquiry: Inquiry) -> EmailMessage | None:
    """The reviewers' question, and where to answer it."""
    proposal = inquiry.proposal

    def parts() -> list[str]:
        return [
            _("We are reading “%(title)s” and have a question:") % _named(proposal),
            inquiry.text,
            _("Answer here:") + f"\n{address('budgeting:inquiry', inquiry.pk)}",
            _answer_until(proposal),
            _("You log in with this e-mail address. Only those who review the proposals read your answer."),
        ]

    return _mail(proposal, lambda: _("A question about your proposal"), parts)


def _answer_until(proposal: Proposal) -> str:
    return _("Answer before voting opens %(when)s.") % {"when": moment(proposal.round.voting_opens)}


def merge_asked(merge: Merge, proposal: Proposal, other: Proposal) -> EmailMessage | None:
    """Whether the applicant agrees that two proposals become one. `proposal`: the applicant's own."""

    def parts() -> list[str]:
        return [
            _alike(proposal, other),
            _("Why: %(reason)s") % {"reason": merge.reason},
            _("It is done only when you both say yes. Read both and answer here:")
            + f"\n{address('budgeting:merge', merge.pk)}",
            _answer_until(proposal),
        ]

    return _mail(proposal, lambda: _("May your proposal become one with another?"), parts)
