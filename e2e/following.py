"""Following a round by mail, as the states of its pages need it, and what else a round offers to readers."""

from collections.abc import Callable

from django.urls import reverse

from budgeting.mails import tokens
from budgeting.mails.tokens import Purpose
from budgeting.models import Proposal, RoundFollow
from budgeting.services.following import ask_to_follow, follow_round
from budgeting.services.merging import suggest_merge
from budgeting.services.proposals import Application, submit_proposal
from e2e.people import Resident, new_address
from e2e.writing import hand_in, round_in
from radslag.accounts.services import ensure_account
from radslag.models import User

Way = Callable[[Resident], object]


def follow_form() -> str:
    return reverse("budgeting:follow_round", args=[round_in("submission").pk])


def asked(person: Resident) -> None:
    """Somebody without an account leaves an address."""
    person.goes_to(follow_form())
    person.fills(email=new_address())
    person.presses("Följ")


def over(person: Resident) -> None:
    """Nothing more comes that one could be told of."""
    person.goes_to(reverse("budgeting:follow_round", args=[round_in("result").pk]))


def by_mail(purpose: Purpose, button: str = "") -> Way:
    """The page that a link of a mail leads to, and what its button does."""

    def way(person: Resident) -> None:
        email, round_id = new_address(), round_in("submission").pk
        if purpose == "follow":
            ask_to_follow(email=email, round_id=round_id)
        else:
            follow_round(email=email, round_id=round_id)
        row = RoundFollow.objects.get(participant__email=email)
        name = "confirm_follow" if purpose == "follow" else "unfollow_round"
        asked_at = row.created_at if purpose == "follow" else None
        person.goes_to(reverse(f"budgeting:{name}", args=[tokens.sign(purpose, row.pk, asked_at)]))
        if button:
            person.presses(button)

    return way


def to_print() -> str:
    return reverse("budgeting:print_proposals", args=[round_in("voting").pk])


def asked_to_merge(person: Resident) -> None:
    """Whether the own proposal may become part of a neighbour's."""
    hand_in(person)
    own = Proposal.objects.filter(author__email=person.email).latest("pk")
    neighbour = ensure_account(email=new_address())
    other = submit_proposal(
        round_id=own.round_id,
        author=neighbour,
        application=Application(
            title="Bänkar vid dammen",
            what="Två bänkar.",
            benefit="Man kan vila.",
            cost_ore=800_000,
            shown_name="Boende",
        ),
    )
    reviewer = User.objects.filter(is_staff=True).earliest("pk")
    merge = suggest_merge(
        source_id=own.pk, target_number=other.number, by=reviewer, reason="Båda vill ha bänkar."
    )
    person.goes_to(reverse("budgeting:merge", args=[merge.pk]))
