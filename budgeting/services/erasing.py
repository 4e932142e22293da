"""Erasing a person from rounds: what leads to them goes, what they handed in to be decided stays without a name."""

from __future__ import annotations

import re

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from budgeting.models import (
    Act,
    Answer,
    Applicant,
    ApplicantKind,
    Attachment,
    Inquiry,
    ProjectPicture,
    ProjectUpdate,
    Proposal,
    ProposalDraft,
    ProposalMove,
    ProposalPicture,
    ReviewNote,
    RoundFollow,
    UpdateAuthor,
)
from budgeting.privacy.my_data import drafts_of, open_votes_of, proposals_of, updates_of
from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation
from budgeting.services.ballots import withdraw_ballot
from budgeting.services.proposals import TEXTS, withdraw_proposal
from budgeting.services.voters import Voter
from radslag.clock import database_now
from radslag.models import User
from radslag.privacy.people import Choices, Person

FORGOTTEN = (*TEXTS, "lines")
"""What the log of a proposal holds of earlier words; the database lets these alone be taken out (migration 0032)."""


def erase_from_rounds(person: Person, choices: Choices) -> None:
    """Take back what is open, then take out all that leads to the person, in one transaction; twice is the same as once.

    A ballot stays counted unless the person wants it back while voting is open: with its receipt it is tied to nobody once
    the round is sealed. The text of what was handed in stays: the municipality has it to decide about.
    """
    if choices.withdraw_ballots:
        _withdraw_ballots(person)
    _withdraw_proposals(person)
    _forget(person)


def _withdraw_ballots(person: Person) -> None:
    for round_ in open_votes_of(person):
        try:
            withdraw_ballot(round_id=round_.pk, voter=Voter(email=person.email))
        except RuleViolation:  # it closed meanwhile, or two people have challenged it: then it stays as it is
            continue


def _withdraw_proposals(person: Person) -> None:
    author = User.objects.filter(pk=person.user_id or 0).first()
    if author is None:
        return
    for proposal in proposals_of(person).select_related("round"):
        if proposal.may_be_withdrawn_at(database_now()):
            try:
                withdraw_proposal(proposal_id=proposal.pk, author=author)
            except (
                RuleViolation
            ):  # submission closed meanwhile, or somebody has decided: then it is in the running
                continue


@transaction.atomic
def _forget(person: Person) -> None:
    numbers = list(proposals_of(person).values_list("pk", flat=True))
    for proposal in Proposal.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk"):
        _without_name(proposal)
    Proposal.objects.filter(pk__in=numbers).update(author=None)
    Answer.objects.filter(proposal__in=numbers, question__is_public=False).delete()
    ProposalPicture.objects.filter(proposal__in=numbers).delete()
    Attachment.objects.filter(proposal__in=numbers).delete()
    ReviewNote.objects.filter(proposal__in=numbers).delete()
    with translation.override(settings.LANGUAGE_CODE):
        gone = _("The answer was erased by the person who gave it.")
    Inquiry.objects.filter(proposal__in=numbers).exclude(answer="").update(answer=gone)
    _forget_in_log(numbers)
    drafts = ProposalDraft.objects.filter(Q(pk__in=drafts_of(person).values("pk")) | Q(proposal__in=numbers))
    drafts.delete()
    _forget_texts(person)
    RoundFollow.objects.filter(participant__email=person.email).delete()
    _take_out_of_others(person)


def _without_name(proposal: Proposal) -> None:
    applicant: Applicant | None = Applicant.objects.filter(proposal=proposal).first()
    is_group = applicant is not None and applicant.kind != ApplicantKind.PERSON
    if not (is_group and proposal.shown_name == applicant.organisation):  # type: ignore[union-attr]
        area = proposal.round.programme.area
        with translation.override(settings.LANGUAGE_CODE):
            name = _("A resident of %(area)s") % {
                "area": area.name if area else proposal.round.programme.title
            }
        Proposal.objects.filter(pk=proposal.pk).update(shown_name=name[: rules.MAX_NAME])
    if applicant is not None:
        applicant.name = applicant.phone = applicant.email = applicant.co_applicants = ""
        if not is_group:
            applicant.organisation = ""
        applicant.save()


def _forget_in_log(numbers: list[int]) -> None:
    for move in ProposalMove.objects.filter(proposal__in=numbers, act=Act.EDITED):
        kept = {key: value for key, value in move.data.items() if key not in FORGOTTEN}
        ProposalMove.objects.filter(pk=move.pk).update(data=kept)
    ProposalMove.objects.filter(proposal__in=numbers, act=Act.ANSWERED).update(reason="")


def _forget_texts(person: Person) -> None:
    mine = updates_of(person).filter(author=UpdateAuthor.APPLICANT)
    ProjectPicture.objects.filter(update_of__in=mine.values("pk")).delete()
    mine.filter(published_at=None).delete()
    ProjectUpdate.objects.filter(pk__in=mine.values("pk")).update(written_by=None)


def _take_out_of_others(person: Person) -> None:
    """The address where somebody else has named the person as one who takes part: that line goes."""
    named = Applicant.objects.filter(co_applicants__icontains=person.email)
    whole = re.compile(rf"(?<![\w.+-]){re.escape(person.email)}(?![\w-])", re.IGNORECASE)
    for applicant in named.select_for_update(of=("self",)):
        lines = [line for line in applicant.co_applicants.splitlines() if not whole.search(line)]
        Applicant.objects.filter(pk=applicant.pk).update(co_applicants="\n".join(lines))
