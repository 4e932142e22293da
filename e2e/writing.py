"""What a resident does with a proposal, from the first word on, as the states of its pages need it."""

from django.urls import reverse

from budgeting.models import Proposal, ProposalDraft, Round
from budgeting.services.drafts import begin_draft, remove_draft, save_draft
from budgeting.services.inquiries import ask_applicant
from e2e.people import Resident
from radslag.accounts.services import ensure_account
from radslag.clock import at
from radslag.models import User


def round_in(phase: str) -> Round:
    """A round that is in `phase` now."""
    from radslag.clock import database_now

    now = database_now()
    return next(round_ for round_ in Round.objects.order_by("pk") if round_.phase_at(now) == phase)


def new_proposal() -> str:
    return f"/omgang/{round_in('submission').pk}/forslag/nytt/"


def hand_in(person: Resident) -> None:
    person.goes_to(new_proposal())
    person.fills(
        title="Fler bänkar", what="Tre bänkar vid dammen.", benefit="Man kan vila.", line_kronor="9 000"
    )
    person.field("lives_here").check()
    person.presses("Skicka")


def begin(person: Resident) -> ProposalDraft:
    """A draft that the person has saved and goes on with."""
    person.goes_to(new_proposal())
    person.fills(title="Fler bänkar")
    person.presses("Spara och fortsätt senare")
    return ProposalDraft.objects.get(author__email=person.email, proposal=None)


def two_tabs(person: Resident) -> None:
    """The draft is saved elsewhere while it stands open here."""
    draft = begin(person)
    person.fills(title="Ännu fler bänkar")
    elsewhere = {"title": ["Bänkar och bord"]}
    save_draft(draft_id=draft.pk, author=draft.author, content=elsewhere, version=draft.version)
    person.presses("Spara och fortsätt senare")


def draft_gone(person: Resident) -> None:
    """The draft was removed elsewhere while it stands open here: the words are given back."""
    draft = begin(person)
    remove_draft(draft_id=draft.pk, author=draft.author)
    person.fills(what="Tre bänkar vid dammen.")
    person.presses("Spara och fortsätt senare")


def draft_after_the_close(person: Resident) -> None:
    """A draft of a round that takes nothing any longer: to read."""
    author, late = ensure_account(email=person.email), round_in("voting")
    assert author
    with at(late.submission_opens):
        draft = begin_draft(round_id=late.pk, author=author, content={"title": ["Fler bänkar"]})
    person.goes_to(reverse("budgeting:draft", args=[draft.pk]))


def asked_about(person: Resident) -> None:
    """A question of the reviewers about what the person has handed in."""
    hand_in(person)
    sent = Proposal.objects.filter(author__email=person.email).latest("pk")
    reviewer = User.objects.filter(is_staff=True).earliest("pk")
    inquiry = ask_applicant(proposal_id=sent.pk, by=reviewer, text="Vem bygger bänkarna?")
    person.goes_to(reverse("budgeting:inquiry", args=[inquiry.pk]))


def withdraw(person: Resident) -> None:
    hand_in(person)
    person.goes_to("/mina-forslag/")
    person.follows("Dra tillbaka")


def drafts_and_proposals(person: Resident) -> None:
    """A list with one of each."""
    hand_in(person)
    begin(person)
    person.goes_to("/mina-forslag/")
