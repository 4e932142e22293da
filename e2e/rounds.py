"""Rounds as the demo does not show them: in review, being counted, paused, cancelled, and with projects nobody has begun."""

import datetime as dt
from collections.abc import Callable

from budgeting.models import BudgetingPage, Round, RoundAct
from budgeting.rules.phases import Schedule
from budgeting.services import acts
from budgeting.services.ballots import cast_ballot
from budgeting.services.counting import count_round
from budgeting.services.projects import keep_projects
from budgeting.services.proposals import Application, submit_proposal
from budgeting.services.review import accept_proposal
from budgeting.services.rounds import Terms, Words, create_round
from budgeting.services.voters import Declaration, Voter
from radslag.accounts.services import ensure_account
from radslag.clock import at, database_now
from radslag.models import Area, User

DAY = dt.timedelta(days=1)
KRONA = 100


def make_rounds_in_other_phases() -> None:
    """A programme of its own, so that the demo's programmes keep their money."""
    model = BudgetingPage.objects.earliest("pk")
    area = Area.objects.create(name="Provby", slug="provby")
    programme = BudgetingPage(title="Mitt Provby", slug="provby", area=area, envelope_ore=100_000 * KRONA)
    model.get_parent().add_child(instance=programme)
    _make_round(programme, "I granskning", (-20, -2, 10, 10, 20, 30))
    _make_round(programme, "Räknas", (-40, -30, -20, -20, -1, 5))
    paused = _make_round(programme, "Pausad", (-1, 12, 16, 22, 32, 35))
    _stop(
        acts.ask_to_pause,
        paused,
        database_now(),
        "Vi vet inte än om marken får användas. Vi säger till i nästa vecka.",
    )
    cancelled = _make_round(programme, "Inställd", (-60, -50, -45, -42, -31, -28), votes=False)
    followed = _make_round(programme, "Följs upp", (-130, -120, -115, -112, -101, -98))
    with at(followed.voting_closes):
        count_round(round_id=followed.pk)
    with at(followed.result_at):
        keep_projects()
    _stop(acts.ask_to_cancel, cancelled, cancelled.voting_opens - DAY, "Pengarna drogs in.")


def _stop(ask: Callable[..., RoundAct], round_: Round, when: dt.datetime, reason: str) -> None:
    """One of the staff asks for it and another confirms."""
    first, second = User.objects.filter(is_staff=True).order_by("pk")[:2]
    with at(when):
        asked = ask(round_id=round_.pk, by=first, reason=reason)
        acts.confirm(act_id=asked.pk, by=second)


def _make_round(
    programme: BudgetingPage, name: str, days: tuple[int, int, int, int, int, int], *, votes: bool = True
) -> Round:
    """A round whose instants are so many days from now, with three proposals and some votes if there was a vote."""
    now = database_now()
    schedule = Schedule(*(now + DAY * number for number in days))
    terms = Terms(name=name, schedule=schedule, budget_ore=20_000 * KRONA, cap_ore=15_000 * KRONA)
    round_ = create_round(programme=programme, terms=terms, words=Words(), publish=True).round
    author, staff = (
        ensure_account(email="provare@example.org"),
        User.objects.filter(is_staff=True).earliest("pk"),
    )
    assert author
    numbers = []
    with at(min(schedule.submission_opens + DAY, now)):
        for title in ("Cykelställ", "Fågelholkar", "Fotbollsmål"):
            draft = Application(
                title=title,
                what="Det som behövs.",
                benefit="Fler går ut.",
                cost_ore=9_000 * KRONA,
                shown_name="Boende",
            )
            numbers.append(submit_proposal(round_id=round_.pk, author=author, application=draft).pk)
    if schedule.voting_opens > now or not votes:
        return round_
    with at(schedule.voting_opens - DAY):
        for number in numbers:
            accept_proposal(proposal_id=number, by=staff)
    with at(schedule.voting_opens + DAY):
        for voter in range(5):
            cast_ballot(
                said=Declaration(declared=True),
                round_id=round_.pk,
                voter=Voter(email=f"provby-{voter}@example.org"),
                choices=numbers[: 1 + voter % 3],
            )
    return round_
