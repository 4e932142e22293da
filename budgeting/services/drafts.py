"""What a resident writes before it is handed in: begun, saved, sent, removed. Only its author gets at it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language

from budgeting.mails import drafts as writing_mails
from budgeting.models import Proposal, ProposalDraft, ProposalStatus, Round
from budgeting.rules import drafts as rules
from budgeting.rules.errors import RuleViolation
from budgeting.services import limits, locks, proposals
from budgeting.services.proposals import Application
from budgeting.services.stored_files import hand_over_files
from radslag.clock import database_now
from radslag.limits.services import hit
from radslag.models import User

MOST_MAILS = 10
"""Mails a day about new drafts to one person, whoever may be pressing the button."""
DAY = dt.timedelta(days=1)


@transaction.atomic
def begin_draft(*, round_id: int, author: User, content: rules.Content) -> ProposalDraft:
    """Keep the first words of a new proposal, and mail its author where they are.

    Sent twice, the same words make one draft. Raises RuleViolation: the codes of `check_submission_open`,
    `draft_too_large`, `too_many_drafts`; then nothing is written.
    """
    rules.check_size(content)
    User.objects.select_for_update(no_key=True).get(pk=author.pk)  # one after the other: the bound holds
    now = database_now()
    round_ = Round.objects.select_related("programme").get(pk=round_id)
    limits.check_submission_open(round_, now)
    mine = ProposalDraft.objects.filter(round=round_, author=author)
    sent_twice = Q(proposal=None) | Q(proposal__status=ProposalStatus.RECEIVED)
    same = mine.filter(sent_twice, content=content).first()
    if same is not None:
        return same
    if mine.filter(proposal=None).count() >= rules.MOST_DRAFTS:
        raise RuleViolation("too_many_drafts")
    draft: ProposalDraft = ProposalDraft.objects.create(
        round=round_,
        author=author,
        content=content,
        language=get_language() or "sv",
        created_at=now,
        saved_at=now,
    )
    if hit(f"draft mails {author.pk}", MOST_MAILS, DAY):
        writing_mails.draft_saved(draft).send()
    return draft


@transaction.atomic
def save_draft(*, draft_id: int, author: User, content: rules.Content, version: int) -> ProposalDraft:
    """Replace what stands in the draft by `content`; `version` is the one that the writer had before the eyes.

    It is also kept when the round takes nothing any longer: the author's words are not lost for that. Raises
    ProposalDraft.DoesNotExist for another person's draft, RuleViolation `draft_too_large`, and `changed_meanwhile`
    when another version with other words is stored; then nothing is written.
    """
    rules.check_size(content)
    draft = _locked(draft_id, author)
    if draft.content == content:
        return draft
    if draft.version != version:
        raise RuleViolation("changed_meanwhile")
    draft.content = content
    draft.version += 1
    draft.saved_at = database_now()
    draft.save(update_fields=["content", "version", "saved_at"])
    return draft


@transaction.atomic
def send_draft(*, draft_id: int, author: User, version: int, application: Application) -> Proposal:
    """Hand in what stands in the draft, or change what was handed in from it; `application` is made of `version`.

    The same version sent again changes nothing. The author gets a receipt by mail. Raises ProposalDraft.DoesNotExist,
    RuleViolation `changed_meanwhile`, and the codes of `submit_proposal` or `change_proposal`.
    """
    round_id = ProposalDraft.objects.values_list("round_id", flat=True).get(pk=draft_id, author=author)
    locks.queue_submission(round_id)
    draft = _locked(draft_id, author)
    if draft.version != version:
        raise RuleViolation("changed_meanwhile")
    if draft.proposal is not None and not draft.has_unsent_changes:
        return draft.proposal
    proposal = _handed_in(draft, author, application)
    draft.proposal, draft.sent_version = proposal, draft.version
    draft.save(update_fields=["proposal", "sent_version"])
    hand_over_files(draft_id=draft.pk, proposal=proposal)
    writing_mails.receipt(draft).send()
    return proposal


def _handed_in(draft: ProposalDraft, author: User, application: Application) -> Proposal:
    if draft.proposal_id is None:
        return proposals.submit_proposal(round_id=draft.round_id, author=author, application=application)
    return proposals.change_proposal(proposal_id=draft.proposal_id, author=author, application=application)


@transaction.atomic
def remove_draft(*, draft_id: int, author: User) -> None:
    """Throw the draft away, with its pictures and files.

    Raises ProposalDraft.DoesNotExist, and RuleViolation `sent_already`: what is handed in is withdrawn instead.
    """
    draft = _locked(draft_id, author)
    if draft.is_sent:
        raise RuleViolation("sent_already")
    draft.delete()


def _locked(draft_id: int, author: User) -> ProposalDraft:
    drafts = ProposalDraft.objects.select_for_update(of=("self",)).select_related("round__programme")
    draft: ProposalDraft = drafts.get(pk=draft_id, author=author)
    return draft
