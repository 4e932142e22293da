"""Long chains of what voters and staff do, against a plain Python model: what is stored is what the model says, always."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from budgeting.display.receipts import receipts_shown
from budgeting.models import Ballot, BallotChoice, BallotKind, Challenge, Receipt, Round
from budgeting.rules.ballots import voter_key
from budgeting.rules.errors import RuleViolation
from budgeting.services import acts, ballots, challenges
from budgeting.services.ballots import cast_ballot, withdraw_ballot
from budgeting.services.counting import count_round
from budgeting.services.review import withdraw_for_author
from budgeting.services.voters import Declaration, Voter
from radslag.clock import at
from radslag.tests.scale import is_full

from .builders import DAY, KRONA, TICK, make_proposal, make_proposals, make_round, make_user

pytestmark = pytest.mark.django_db
SEQUENCES, STEPS = 500 if is_full() else 8, 50
MOST_STOPS = 4

VOTERS = [f"v{n}@example.org" for n in range(3)]
COSTS = [5_000, 10_000, 20_000, 25_000, 25_000, 15_000]
BUDGET, TOTAL, MOST = 50_000, 10, 6
TERMS = {
    BallotKind.APPROVAL: {"ballot_min": 2, "ballot_max": 3},
    BallotKind.KNAPSACK: {},
    BallotKind.POINTS: {"points_total": TOTAL, "points_most": MOST},
}


@dataclass
class Model:
    """What should be so, in plain Python. Proposals are numbers from 0; the last two can't be chosen."""

    kind: BallotKind
    ballots: dict[str, dict[int, int]] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    challenged: set[str] = field(default_factory=set)
    lifting: set[str] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    paused: bool = False

    def refusal(self, voter: str, choices: list[int], points: dict[int, int], declared: bool) -> str:
        """Why the ballot is refused while voting is open: the first reason in the order of the service, or ""."""
        limit = {"approval": 3, "knapsack": 200, "points": TOTAL}[self.kind]
        if len(set(choices)) < len(choices):
            return "chosen_twice"
        if len(choices) > limit:
            return "too_many"
        if any(c >= len(COSTS) or c in self.gone for c in choices):
            return "not_on_the_ballot"
        if len(choices) < (2 if self.kind == "approval" else 1):
            return "too_few"
        if self.kind == "points":
            if set(points) != set(choices) or any(p < 1 for p in points.values()):
                return "points_not_whole"
            if any(p > MOST for p in points.values()):
                return "too_many_for_one"
            if sum(points.values()) > TOTAL:
                return "too_many_points"
        elif points:
            return "points_not_whole"
        if self.kind == "knapsack" and sum(COSTS[c] for c in choices) > BUDGET:
            return "above_budget"
        if voter in self.challenged:
            return "ballot_challenged"
        if voter not in self.ballots and not declared:
            return "not_declared"
        return ""

    def tally(self) -> dict[int, int]:
        """Votes or points of each proposal that is still in, over the ballots that count."""
        votes = dict.fromkeys(set(range(len(COSTS))) - self.gone, 0)
        for voter, ballot in self.ballots.items():
            for choice, points in ballot.items():
                if voter not in self.challenged and choice in votes:
                    votes[choice] += points if self.kind == "points" else 1
        return votes


class World:
    """A round of each kind with its proposals, made once; every chain is rolled back."""

    def __init__(self) -> None:
        self.rounds = {kind: self._round(kind) for kind in BallotKind}
        self.staff = [make_user(), make_user()]
        self.proposals = {kind: self._proposals(round_) for kind, round_ in self.rounds.items()}

    def _round(self, kind: BallotKind) -> Round:
        return make_round(ballot_kind=kind, budget_ore=BUDGET * KRONA, cap_ore=BUDGET * KRONA, **TERMS[kind])

    def _proposals(self, round_: Round) -> list[int]:
        made = [make_proposals(round_, 1, cost_ore=cost * KRONA)[0] for cost in COSTS]
        outside = [make_proposal(round_, accepted=False), make_proposal(self.foreign)]
        return [p.pk for p in [*made, *outside]]

    @property
    def foreign(self) -> Round:
        if not hasattr(self, "_foreign"):
            self._foreign = make_round()
        return self._foreign


class Voting(RuleBasedStateMachine):
    """One round from just before its voting opens until it is counted."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    @initialize(kind=st.sampled_from(list(BallotKind)), early=st.sampled_from([0, 0, 0, 1, 2]))
    def open(self, kind: BallotKind, early: int) -> None:
        self.model = Model(kind)
        self.ids = self.world.proposals[kind]
        self.round = Round.objects.select_related("secret").get(pk=self.world.rounds[kind].pk)
        self.now = self.round.voting_opens - early * TICK
        self.stops = 0

    def teardown(self) -> None:
        try:
            if hasattr(self, "round"):
                self.count()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # What voters do

    @rule(
        voter=st.sampled_from(VOTERS),
        choices=st.lists(st.integers(0, len(COSTS) - 1), min_size=1, max_size=3, unique=True),
        share=st.integers(1, 3),
    )
    def vote(self, voter: str, choices: list[int], share: int) -> None:
        """Mostly right, so that ballots are stored, changed and stored again."""
        self._cast(voter, choices, dict.fromkeys(choices, share) if self.model.kind == "points" else {}, True)

    @rule(
        voter=st.sampled_from(VOTERS),
        choices=st.lists(st.integers(0, len(COSTS) + 1), max_size=5),
        points=st.dictionaries(st.integers(0, len(COSTS)), st.integers(0, MOST + 1), max_size=3),
        declared=st.booleans(),
    )
    def vote_anyhow(self, voter: str, choices: list[int], points: dict[int, int], declared: bool) -> None:
        """Mostly wrong, in every way."""
        self._cast(voter, choices, points, declared)

    def _cast(self, voter: str, choices: list[int], points: dict[int, int], declared: bool) -> None:
        expected = self._closed() or self.model.refusal(voter, choices, points, declared)
        known = [*self.ids, 10**9]

        def cast() -> None:
            saved = cast_ballot(
                round_id=self.round.pk,
                voter=Voter(email=voter),
                choices=[known[c] for c in choices],
                points={known[c]: p for c, p in points.items()},
                said=Declaration(declared=declared),
            )
            assert self.model.receipts.setdefault(voter, saved.receipt) == saved.receipt

        assert self._try(cast) == expected
        if not expected:
            self.model.ballots[voter] = {c: points.get(c, 0) for c in choices}

    @rule(voter=st.sampled_from(VOTERS))
    def remove(self, voter: str) -> None:
        expected = self._closed() or ("" if voter in self.model.ballots else "no_ballot")
        if not expected and voter in self.model.challenged:
            expected = "ballot_challenged"
        assert (
            self._try(lambda: withdraw_ballot(round_id=self.round.pk, voter=Voter(email=voter))) == expected
        )
        if not expected:
            del self.model.ballots[voter], self.model.receipts[voter]

    # What time and staff do

    @rule(step=st.sampled_from(["tick", "tick", "tick", "day", "opens", "before the close"]))
    def time_passes(self, step: str) -> None:
        steps = {"tick": self.now + TICK, "day": self.now + DAY, "opens": self.round.voting_opens}
        steps["before the close"] = self.round.voting_closes - 2 * TICK
        self.now = max(self.now, steps[step])

    @rule(choice=st.integers(0, len(COSTS) - 1))
    def take_out(self, choice: int) -> None:
        """A proposal goes at its author's wish: until the close, and not the last two that are left."""
        if (
            self._phase() == "voting"
            and len(self.model.gone) < len(COSTS) - 2
            and choice not in self.model.gone
        ):
            with at(self.now):
                withdraw_for_author(
                    proposal_id=self.ids[choice], by=self.world.staff[0], reason="Hen ångrar sig."
                )
            self.model.gone.add(choice)

    @precondition(lambda self: self.model.ballots)
    @rule(voter=st.sampled_from(VOTERS))
    def ask_to_challenge(self, voter: str) -> None:
        """One person asks; the voter may withdraw and vote again before a second one answers."""
        receipt = Receipt.objects.filter(round=self.round, voter_key=self._key(voter)).first()
        if receipt is None:
            return
        asked = voter in self.model.asked | self.model.challenged

        def ask() -> None:
            challenges.ask_to_challenge(
                round_id=self.round.pk,
                receipt_id=receipt.pk,
                by=self.world.staff[0],
                reason="Samma adress.",
            )

        assert self._try(ask) == ("already_challenged" if asked else "")
        self.model.asked |= set() if asked else {voter}

    @precondition(lambda self: self.model.asked)
    @rule(voter=st.sampled_from(VOTERS), who=st.integers(0, 1))
    def confirm_challenge(self, voter: str, who: int) -> None:
        """Who asked can't confirm, and there must be a ballot: the one that is stored now."""
        if voter not in self.model.asked:
            return
        challenge, by = self._challenge_of(voter), self.world.staff[who]
        expected = "" if voter in self.model.ballots else "challenge_withdrawn"
        expected = "second_person" if who == 0 and not expected else expected
        got = self._try(lambda: challenges.confirm_challenge(challenge_id=challenge.pk, by=by))
        assert got == expected
        if not expected:
            self.model.asked.remove(voter)
            self.model.challenged.add(voter)

    @precondition(lambda self: self.model.challenged)
    @rule(voter=st.sampled_from(VOTERS), who=st.integers(0, 1))
    def lift(self, voter: str, who: int) -> None:
        """Lifting is asked for, and then confirmed by another person."""
        if voter not in self.model.challenged:
            return
        pk, by = self._challenge_of(voter).pk, self.world.staff[who]
        if voter not in self.model.lifting:
            assert self._try(lambda: challenges.ask_to_lift(challenge_id=pk, by=self.world.staff[1])) == ""
            self.model.lifting.add(voter)
            return
        expected = "second_person" if who == 1 else ""
        assert self._try(lambda: challenges.confirm_lift(challenge_id=pk, by=by)) == expected
        if not expected:
            self.model.lifting.remove(voter)
            self.model.challenged.remove(voter)

    @precondition(lambda self: self.model.asked | self.model.lifting)
    @rule(voter=st.sampled_from(VOTERS))
    def drop_request(self, voter: str) -> None:
        """What waits is dropped: the ballot stays as it was."""
        if voter in self.model.asked | self.model.lifting:
            pk = self._challenge_of(voter).pk
            assert self._try(lambda: challenges.drop_request(challenge_id=pk, by=self.world.staff[1])) == ""
            self.model.asked.discard(voter)
            self.model.lifting.discard(voter)

    @precondition(lambda self: self.stops < MOST_STOPS)
    @rule()
    def pause_or_go_on(self) -> None:
        if self._phase() == "counting":
            return
        self.stops += 1
        one, other = self.world.staff
        with at(self.now):
            if self.model.paused:
                acts.resume(round_id=self.round.pk, by=one, reason="Allt stämmer.")
            else:
                asked = acts.ask_to_pause(round_id=self.round.pk, by=one, reason="Vi ser efter.")
                acts.confirm(act_id=asked.pk, by=other)
        self.model.paused = not self.model.paused
        self.round.refresh_from_db()

    # What must always be so

    @invariant()
    def what_is_stored_is_what_the_model_says(self) -> None:
        if not hasattr(self, "round"):
            return
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        keys = {self._key(voter): voter for voter in VOTERS}
        numbers = {id_: n for n, id_ in enumerate(self.ids)}
        stored: dict[str, dict[int, int]] = {
            keys[key]: {}
            for key in Ballot.objects.filter(round=self.round).values_list("voter_key", flat=True)
        }
        rows = BallotChoice.objects.filter(round=self.round).values_list(
            "ballot__voter_key", "proposal_id", "points"
        )
        for key, proposal, points in rows:
            stored[keys[key]][numbers[proposal]] = points or 0
        assert stored == self.model.ballots
        receipts = Receipt.objects.filter(round=self.round).values_list("voter_key", "code")
        assert {keys[key]: code for key, code in receipts} == self.model.receipts

    def count(self) -> None:
        """After the close the count says what the model says, and nothing is written any more.

        While somebody waits for a second person about a ballot, nothing is counted before the result is due.
        """
        self.now = max(self.now, self.round.voting_closes)
        if self.model.paused:
            self.pause_or_go_on()
            self.now = self.round.voting_closes
        if self.model.asked & set(self.model.ballots) | self.model.lifting:
            assert self._try(lambda: count_round(round_id=self.round.pk)) == "challenge_waits"
            self.now = self.round.result_at
        with at(self.now):
            counted = count_round(round_id=self.round.pk)
        numbers = {id_: n for n, id_ in enumerate(self.ids)}
        votes = {numbers[o.proposal_id]: o.votes for o in counted.outcomes.all()}
        assert votes == self.model.tally()
        assert counted.ballots == len(set(self.model.ballots) - self.model.challenged)
        shown = receipts_shown(self.round, {})
        assert shown.stored == len(self.model.ballots) and shown.counted == counted.ballots
        assert len(shown.reasons) == shown.stored - shown.counted
        self.vote(VOTERS[0], [0, 1], 1)
        self.what_is_stored_is_what_the_model_says()

    def _phase(self) -> str:
        if self.model.paused:
            return "paused"
        if self.now < self.round.voting_opens:
            return "before"
        return "voting" if self.now < self.round.voting_closes else "counting"

    def _closed(self) -> str:
        """Why nobody may vote now, or ""."""
        return {
            "paused": "round_paused",
            "before": "not_voting_yet",
            "voting": "",
            "counting": "voting_closed",
        }[self._phase()]

    def _try(self, call) -> str:
        try:
            with at(self.now), transaction.atomic():
                call()
        except RuleViolation as refused:
            return refused.code
        return ""

    def _challenge_of(self, voter: str) -> Challenge:
        found: Challenge = Challenge.objects.get(
            round=self.round, voter_key=self._key(voter), dropped_at=None
        )
        return found

    def _key(self, voter: str) -> str:
        return voter_key(bytes(self.round.secret.voter_secret), voter)


def run_chains(sequences: int, *phases: Phase) -> None:
    Voting.world = World()
    run_state_machine_as_test(
        Voting,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=not is_full(),  # every night other chains, every day the same
            suppress_health_check=list(HealthCheck),
            phases=phases,
            report_multiple_bugs=False,
        ),
    )


def test_every_chain_of_acts_leaves_what_the_model_says_and_the_count_agrees():
    run_chains(SEQUENCES, Phase.generate, Phase.shrink)


def test_control_a_service_that_forgets_the_last_of_three_choices_is_found_out(monkeypatch):
    choose = ballots._choose

    def careless(round_, ballot_id, choices, points):
        choose(round_, ballot_id, choices[:2], points)

    monkeypatch.setattr(ballots, "_choose", careless)
    with pytest.raises(AssertionError):
        run_chains(50, Phase.generate)


@pytest.mark.skipif(not is_full(), reason="takes hundreds of chains to find")
def test_control_a_request_that_loses_who_withdraws_and_votes_again_is_found_out(monkeypatch):
    loses = ballots.THANK.replace("asked.dropped_at IS NULL", "asked.dropped_at IS NULL AND false")
    assert loses != ballots.THANK
    monkeypatch.setattr(ballots, "THANK", loses)
    with pytest.raises((AssertionError, IntegrityError)):
        run_chains(500, Phase.generate)


@pytest.mark.skipif(not is_full(), reason="takes hundreds of chains to find")
def test_control_a_service_that_forgets_about_challenges_is_found_out(monkeypatch):
    def careless(round_, key):
        return Receipt.objects.get(round=round_, voter_key=key).code

    monkeypatch.setattr(ballots, "_receipt", careless)
    with pytest.raises((AssertionError, IntegrityError)):  # the database's guard may find it first
        run_chains(500, Phase.generate)
