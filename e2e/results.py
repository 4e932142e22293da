"""Rounds with a result of every kind: by equal shares, by points, with a lot, changed by people, counted again, by few."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction

from budgeting.models import BudgetingPage, Recount, Round
from budgeting.rules.phases import Schedule
from budgeting.services import acts
from budgeting.services.ballots import cast_ballot
from budgeting.services.counting import count_round
from budgeting.services.overrides import Asked
from budgeting.services.proposals import Application, submit_proposal
from budgeting.services.recounts import recount
from budgeting.services.review import accept_proposal
from budgeting.services.rounds import Terms, Words, create_round
from budgeting.services.sealing import seal_round
from budgeting.services.voters import Declaration, Voter
from e2e.people import Resident
from e2e.state import State, Way
from radslag.accounts.services import ensure_account
from radslag.clock import at, database_now
from radslag.models import Area, User

DAY = dt.timedelta(days=1)
KRONA = 100
TITLES = (
    "Grillplats vid ängen",
    "Fler bänkar längs ån",
    "Bokskåp vid porten",
    "Odlingslådor på gården",
    "En lekstuga av trä",
    "Julgran på torget",
)
COSTS = (18_000, 14_000, 6_000, 9_000, 25_000, 4_000)
WISHES = ((0, 1), (0, 1, 4), (0, 2), (1, 3), (2, 3), (4,), (0, 4), (1, 2), (3,), (0, 5))
SHARES = {"rule": "equal_shares_add1_fill"}
POINTS = {"ballot_kind": "points", "points_total": 10, "points_most": 5}
KINDS: dict[str, dict[str, Any]] = {
    "lika andelar": SHARES | {"compares_rules": True, "ballots": 60},
    "poäng": POINTS,
    "lotten": {"wishes": ((0, 1), (2, 3), (4, 5)), "ballots": 30},
    "ändrad": {},
    "olika": {},
    "få": SHARES | {"ballots": 7},
    "förseglad": SHARES | {"ballots": 60},
}


def result_of(kind: str) -> Round:
    """The round of a kind, made by the first who asks for it."""
    name = f"Resultat, {kind}"
    return Round.objects.filter(name=name).first() or _make(name, kind, **KINDS[kind])


def address_of_result(kind: str) -> str:
    """Where the page of the result stands."""
    page = result_of(kind).page_in("sv")
    assert page
    return str(page.url)


def count_yourself_of(kind: str) -> str:
    """Where one reads how to count it oneself."""
    return f"/omgang/{result_of(kind).pk}/rakna-sjalv/"


def open_data_of(kind: str) -> str:
    """Where its files stand."""
    return f"/omgang/{result_of(kind).pk}/oppna-data/"


def states_of_results() -> list[State]:
    """The states of a result, and of what one can do with it."""
    kinds = ("lika andelar", "poäng", "lotten", "ändrad", "olika", "få")
    return [
        *(State(f"a result, {kind}", _at(address_of_result, kind)) for kind in kinds),
        State("a result, its table", _table),
        State("count it oneself", _at(count_yourself_of, "ändrad"), is_page_type=True),
        State("count it oneself, not yet", _at(count_yourself_of, "lika andelar")),
        State("count it oneself, never", _at(count_yourself_of, "få")),
        State("open data", _at(open_data_of, "förseglad"), is_page_type=True),
        State("open data, few ballots", _at(open_data_of, "få")),
    ]


def _at(address: Callable[[str], str], kind: str) -> Way:
    return lambda person: person.goes_to(address(kind))


def _table(person: Resident) -> None:
    person.goes_to(address_of_result("ändrad"))
    person.page.get_by_text("Visa som tabell").click()


@transaction.atomic  # or a worker counts it before anybody has voted
def _make(
    name: str, kind: str, *, ballots: int = 40, wishes: tuple[tuple[int, ...], ...] = WISHES, **terms: Any
) -> Round:
    model, now = BudgetingPage.objects.earliest("pk"), database_now()
    area = Area.objects.get_or_create(name="Räkneby", slug="rakneby")[0]
    number = Round.objects.count()
    programme = BudgetingPage(
        title=f"Mitt {name}", slug=f"rakneby-{number}", area=area, envelope_ore=200_000 * KRONA
    )
    model.get_parent().add_child(instance=programme)
    schedule = Schedule(*(now - days * DAY for days in (60, 50, 45, 40, 20, 5)))
    money = {"budget_ore": 40_000 * KRONA, "cap_ore": 25_000 * KRONA, "proposals_per_person": 10}
    made = create_round(
        programme=programme,
        terms=Terms(name=name, schedule=schedule, **(money | terms)),
        words=Words(),
        publish=True,
    ).round
    numbers = _proposals(made, schedule)
    _votes(made, schedule, numbers, ballots, wishes)
    count_round(round_id=made.pk)
    _afterwards(made, kind)
    return made


def _proposals(made: Round, schedule: Schedule) -> list[int]:
    author, reviewer = (
        ensure_account(email="raknar@example.org"),
        User.objects.get(email="granskare@example.org"),
    )
    found = []
    for title, cost in zip(TITLES, COSTS, strict=True):
        application = Application(
            title=title, what="Så här.", benefit="För alla.", cost_ore=cost * KRONA, shown_name="Boende"
        )
        with at(schedule.submission_opens):
            proposal = submit_proposal(round_id=made.pk, author=author, application=application)
        with at(schedule.submission_closes):
            accept_proposal(proposal_id=proposal.pk, by=reviewer)
        found.append(proposal.pk)
    return found


def _votes(
    made: Round, schedule: Schedule, numbers: list[int], ballots: int, wishes: tuple[tuple[int, ...], ...]
) -> None:
    with at(schedule.voting_opens + DAY):
        for voter in range(ballots):
            chosen = [numbers[at_] for at_ in wishes[voter % len(wishes)]]
            cast_ballot(
                said=Declaration(declared=True),
                round_id=made.pk,
                voter=Voter(email=f"raknar-{made.pk}-{voter}@example.org"),
                choices=chosen,
                points={id_: 4 - place for place, id_ in enumerate(chosen)} if made.points_total else None,
            )


def _afterwards(made: Round, kind: str) -> None:
    """What became of the count."""
    if kind == "ändrad":
        first, second = User.objects.filter(is_staff=True).order_by("pk")[:2]
        why = "De som föreslog grillplatsen har flyttat, och ingen annan vill ta hand om den."
        act = acts.ask_to_override(
            round_id=made.pk, by=first, reason=why, asked=Asked(frozenset({1}), {2: 15_000 * KRONA})
        )
        acts.confirm(act_id=act.pk, by=second)
        recount(round_id=made.pk)
    if kind == "olika":
        count = made.counts.get()
        Recount.objects.create(
            count=count,
            at=database_now(),
            version=count.version,
            inputs_hash="0" * 64,
            result_hash=count.result_hash,
            agrees=False,
        )
    if kind == "förseglad":
        with at(made.seal_at + DAY):
            seal_round(round_id=made.pk)
