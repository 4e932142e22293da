"""What rounds and projects hold about one person, and what an erasure does with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgeting.models import (
    Answer,
    Applicant,
    ProjectUpdate,
    Proposal,
    ProposalDraft,
    Receipt,
    Round,
    RoundFollow,
    VoterIdentity,
)
from budgeting.models.review import Act
from budgeting.services.voters import Voter
from radslag.clock import database_now
from radslag.privacy.people import Effects, Owner, Person

KEYS = {
    "proposals": gettext_lazy(
        "What you have submitted: texts, cost in öre, contact, answers, names of pictures and files, questions, and the log."
    ),
    "drafts": gettext_lazy("What you have written and not submitted, as it was typed."),
    "project_texts": gettext_lazy("What you have written about a project."),
    "rounds_followed": gettext_lazy("Which rounds and projects you follow by mail."),
    "votes": gettext_lazy(
        "In which rounds you have voted by e-mail, when, and your receipt; never what you chose. After sealing nobody knows."
    ),
}


def proposals_of(person: Person) -> QuerySet[Proposal]:
    """Handed in by the account, or on paper with the address."""
    theirs = Q(author=None, applicant__email__iexact=person.email)
    if person.user_id is not None:
        theirs |= Q(author=person.user_id)
    rows: QuerySet[Proposal] = Proposal.objects.filter(theirs).order_by("pk")
    return rows


def drafts_of(person: Person) -> QuerySet[ProposalDraft]:
    """Drafts of the account, handed in or not."""
    return (
        ProposalDraft.objects.filter(author=person.user_id)
        if person.user_id
        else ProposalDraft.objects.none()
    )


def updates_of(person: Person) -> QuerySet[ProjectUpdate]:
    """What the account wrote about projects."""
    rows: QuerySet[ProjectUpdate] = ProjectUpdate.objects.filter(written_by=person.user_id)
    return rows if person.user_id else rows.none()


def votes_of(person: Person) -> list[tuple[Round, Receipt]]:
    """The rounds that are not sealed and in which the address has a ballot, with the receipt."""
    rounds = Round.objects.filter(identity=VoterIdentity.EMAIL, secret__isnull=False).select_related("secret")
    keys = {Voter(email=person.email).key_in(round_): round_ for round_ in rounds}
    receipts = Receipt.objects.filter(voter_key__in=list(keys)).order_by("pk")
    return [(keys[r.voter_key], r) for r in receipts if keys[r.voter_key].pk == r.round_id]


def export(person: Person) -> dict[str, Any]:
    """Proposals, drafts, texts about projects, follows and that one has voted."""
    parts = ("lines", "pictures", "attachments", "inquiries", "moves")
    proposals = proposals_of(person).select_related("round", "applicant", "theme")
    answers = Prefetch("answers", Answer.objects.select_related("question"))
    drafts = drafts_of(person).select_related("round").prefetch_related("pictures", "attachments")
    follows = RoundFollow.objects.filter(participant__email=person.email)
    follows = follows.select_related("round", "project__proposal")
    updates = updates_of(person).select_related("project__proposal").prefetch_related("pictures")
    return {
        "proposals": [_proposal(p) for p in proposals.prefetch_related(*parts, answers)],
        "drafts": [_draft(d) for d in drafts],
        "project_texts": [_update(u) for u in updates],
        "rounds_followed": [_follow(row) for row in follows],
        "votes": [
            {"round": round_.name, "first_voted_at": receipt.made_at, "receipt": receipt.code}
            for round_, receipt in votes_of(person)
        ],
    }


def _follow(row: RoundFollow) -> dict[str, Any]:
    return {
        "round": row.round.name,
        "project": row.project.proposal.title if row.project else "",
        "asked_at": row.created_at,
        "confirmed_at": row.confirmed_at,
        "told_until": row.told_until if row.project else None,
        "told_at": row.told_at,
    }


APPLICANT = ("kind", "organisation", "name", "phone", "email", "co_applicants")
NOT_IN_FORCE = frozenset({Act.VERDICT, Act.MERGE_ASKED})
"""What one of two who decide has said: it is no decision yet."""
TEXTS = ("number", "title", "what", "benefit", "beneficiaries", "place", "period", "cost_ore", "shown_name")


def _proposal(proposal: Proposal) -> dict[str, Any]:
    applicant: Applicant | None = getattr(proposal, "applicant", None)
    return {
        "round": proposal.round.name,
        **{name: getattr(proposal, name) for name in TEXTS},
        "theme": proposal.theme.name if proposal.theme else "",
        "status": proposal.status,
        "reason": proposal.reason,
        "handed_in_at": proposal.submitted_at,
        "on_paper": proposal.on_paper,
        "contact": {name: getattr(applicant, name) for name in APPLICANT} if applicant else {},
        "cost_lines": [{"what": line.what, "amount_ore": line.amount_ore} for line in proposal.lines.all()],
        "answers": [{"question": a.question.text, "answer": a.text} for a in proposal.answers.all()],
        "pictures": [_picture(picture) for picture in proposal.pictures.all()],
        "files": [{"name": file.name, "bytes": file.size} for file in proposal.attachments.all()],
        "questions_to_you": [
            {"question": i.text, "asked_at": i.asked_at, "answer": i.answer, "answered_at": i.answered_at}
            for i in proposal.inquiries.all()
        ],
        "log": [
            {"what": m.act, "at": m.at, "reason": m.reason, "before": m.data}
            for m in proposal.moves.all()
            if m.act not in NOT_IN_FORCE
        ],
    }


def _picture(picture: Any) -> dict[str, Any]:
    return {"file": picture.large.name, "shows": picture.alt, "added_at": picture.added_at}


def _draft(draft: ProposalDraft) -> dict[str, Any]:
    return {
        "round": draft.round.name,
        "typed": draft.content,
        "begun_at": draft.created_at,
        "saved_at": draft.saved_at,
        "handed_in": draft.is_sent,
        "pictures": [_picture(picture) for picture in draft.pictures.all()],
        "files": [{"name": file.name, "bytes": file.size} for file in draft.attachments.all()],
    }


def _update(update: ProjectUpdate) -> dict[str, Any]:
    return {
        "project": update.project.proposal.title,
        "text": update.text,
        "written_at": update.written_at,
        "published_at": update.published_at,
        "declined_at": update.declined_at,
        "declined_because": update.declined_reason,
        "pictures": [_picture(picture) for picture in update.pictures.all()],
    }


def tell(person: Person) -> Effects:
    """What an erasure does with proposals, drafts, texts, follows and ballots."""
    effects = Effects()
    now = database_now()
    proposals = list(proposals_of(person).select_related("round"))
    open_ones = [p for p in proposals if p.author_id and p.may_be_withdrawn_at(now)]
    if open_ones:
        effects.goes.append(
            ngettext(
                "%d proposal in a round that still takes proposals is taken back: nobody can vote for it.",
                "%d proposals in rounds that still take proposals are taken back: nobody can vote for them.",
                len(open_ones),
            )
            % len(open_ones)
        )
    if proposals:
        effects.goes.append(
            _(
                "Your name, telephone, address, pictures and files with your proposals, and your answers to staff."
            )
        )
        effects.stays.append(
            ngettext(
                "The text of %d proposal, without your name: what is submitted is a public record, and others may vote for it.",
                "The texts of %d proposals, without your name: what is submitted is a public record, and others may vote for it.",
                len(proposals),
            )
            % len(proposals)
        )
    drafts = drafts_of(person).filter(proposal=None).count()
    if drafts:
        effects.goes.append(
            ngettext("%d draft, with pictures and files.", "%d drafts, with pictures and files.", drafts)
            % drafts
        )
    published = updates_of(person).filter(published_at__isnull=False).count()
    if published:
        effects.stays.append(
            ngettext(
                "%d text about a project that is published, without your name and pictures.",
                "%d texts about projects that are published, without your name and pictures.",
                published,
            )
            % published
        )
    if RoundFollow.objects.filter(participant__email=person.email).exists():
        effects.goes.append(_("That you follow rounds and projects by mail."))
    if votes_of(person):
        effects.stays.append(
            _(
                "Your ballots in rounds that are not sealed. Those in open rounds you can take back below. "
                "After sealing they lead to nobody."
            )
        )
    return effects


def open_votes_of(person: Person) -> list[Round]:
    """The rounds in which voting is open and the address has voted: those ballots can be taken back."""
    voting = set(Round.objects.taking_votes(database_now()).values_list("pk", flat=True))
    return [round_ for round_, _receipt in votes_of(person) if round_.pk in voting]


def addresses() -> Iterator[tuple[str, dt.datetime]]:
    """Those on applications."""
    rows = Applicant.objects.exclude(email="").values_list("email", "proposal__submitted_at")
    yield from rows.iterator()


def owner(erase: Any) -> Owner:
    """Rounds as something that holds data about people; `erase` is the service."""
    return Owner("rounds", KEYS, export, tell, erase, addresses, lambda person: len(open_votes_of(person)))
