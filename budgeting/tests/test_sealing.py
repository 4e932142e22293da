"""Sealing, seen by somebody who holds the whole database: before it, voters and choices can be joined; after it, not."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, connections, transaction
from django_tasks_db.models import DBTaskResult

from budgeting.models import (
    Ballot,
    BallotChoice,
    BallotKind,
    Challenge,
    Channel,
    CodeBatch,
    PaperRefusal,
    PaperVote,
    Receipt,
    RoundSecret,
    Sealing,
    VoterIdentity,
    VotingCode,
)
from budgeting.models.trust import Challenge as ChallengeModel
from budgeting.rules.ballots import key_of_code, voter_key
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.rules.sealing import KEPT_FOR
from budgeting.services import locks, sealing, sweeping, voter_sessions
from budgeting.services.ballots import cast_ballot, stored_ballot
from budgeting.services.counting import count_round
from budgeting.services.recounts import repeated
from budgeting.services.sealing import seal_due_rounds, seal_round, seal_soon
from budgeting.services.voter_sessions import forget_voters
from budgeting.services.voters import SESSION_KEY, Voter
from radslag.clock import TICK, at
from radslag.models import User
from radslag.tests.background import run_tasks

from .builders import SAID, cancel, make_proposals, make_round, make_user, pause

whole_database = pytest.mark.django_db(transaction=True)
in_a_transaction = pytest.mark.django_db
VOTERS = [f"rost-{n}@example.org" for n in range(12)]
CODES = [f"K7QF2M9DXR{n:02}" for n in range(12)]
PAIRS = list(itertools.combinations(range(6), 2))
"""Every voter chooses another pair of six proposals: a ballot alone says whose it is to who knows what was chosen."""

ORDERS = ("id", "place", "choices", "choice ids")


def dump() -> dict[str, list[tuple]]:
    """Every row of every table, with where it lies in its file (ctid) and which transaction wrote it (xmin)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in tables:
            cursor.execute(f'SELECT ctid::text, xmin::text, t.*::text FROM "{name}" t ORDER BY ctid')  # noqa: S608
            found[name] = cursor.fetchall()
    return found


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


class Voting:
    """A round in which twelve voters chose as no other did, in the order of `VOTERS`, each at a time of their own."""

    def __init__(self, kind: BallotKind = BallotKind.APPROVAL, by_codes: bool = False) -> None:
        points = {"points_total": 10, "points_most": 9} if kind == BallotKind.POINTS else {}
        identity = VoterIdentity.CODES if by_codes else VoterIdentity.EMAIL
        self.round = make_round(Phase.RESULT, ballot_kind=kind, identity=identity, **points)
        self.proposals = make_proposals(self.round, 6)
        self.chosen = {}
        self.secret = bytes(self.round.secret.voter_secret)
        for n, (a, b) in enumerate(PAIRS[:12]):
            voter = self._coded(n) if by_codes else Voter(email=VOTERS[n])
            ids = [self.proposals[b].pk, self.proposals[a].pk]
            given = {ids[0]: 1 + n % 5, ids[1]: 2} if kind == BallotKind.POINTS else None
            with at(self.round.voting_opens + n * dt.timedelta(minutes=7)):
                stored = cast_ballot(
                    round_id=self.round.pk, voter=voter, choices=ids, points=given, said=SAID, network=f"n{n}"
                )
            self.chosen[n] = (frozenset(ids), stored.receipt)

    def _coded(self, n: int) -> Voter:
        batch, _made = CodeBatch.objects.get_or_create(
            round=self.round, name="Vägen", defaults={"size": 12, "made_at": self.round.voting_opens}
        )
        key = key_of_code(self.secret, CODES[n])
        VotingCode.objects.create(round=self.round, batch=batch, number=n + 1, voter_key=key)
        return Voter(key=key, identity=VoterIdentity.CODES)

    def challenge(self, n: int) -> Challenge:
        receipt = Receipt.objects.get(code=self.chosen[n][1])
        return ChallengeModel.objects.create(
            round=self.round,
            receipt=receipt,
            reason="Lånad kod.",
            asked_by=make_user(),
            asked_at=self.round.voting_opens,
            confirmed_by=make_user(),
            at=self.round.voting_opens,
        )


def seal(voting: Voting, by: User | None = None) -> Sealing:
    """When nobody can appeal any more."""
    with at(voting.round.seal_at):
        return seal_round(round_id=voting.round.pk, by=by)


def joined_by_secret(voting: Voting, secret: bytes) -> dict[int, frozenset[int]]:
    """The attack: who holds the secret makes every voter's key and reads what its ballot says."""
    found = {}
    for n in range(12):
        for key in (voter_key(secret, VOTERS[n]), key_of_code(secret, CODES[n])):
            ballots = Ballot.objects.filter(voter_key=key)
            said = BallotChoice.objects.filter(ballot__in=ballots).values_list("proposal_id")
            if said:
                found[n] = frozenset(pk for (pk,) in said)
    return found


def joined_by_tables() -> dict[str, frozenset[int]]:
    """The attack without a secret: a value that stands both beside a receipt and beside a ballot joins code and choices."""
    said = rows(
        "SELECT r.code, c.proposal_id FROM budgeting_receipt r, budgeting_ballot b, budgeting_ballotchoice c "
        "WHERE c.ballot_id = b.id AND (r.voter_key = b.voter_key OR r.made_at = b.saved_at OR r.id = b.id)"
    )
    found: dict[str, set[int]] = {}
    for code, proposal_id in said:
        found.setdefault(code, set()).add(proposal_id)
    return {code: frozenset(ids) for code, ids in found.items()}


def order_of(table: str, column: str) -> list:
    """The values of a column as they lie in the file, and by id: both say who came first, if they say anything."""
    by_place = [value for (value,) in rows(f"SELECT {column} FROM {table} ORDER BY ctid")]  # noqa: S608
    by_id = [value for (value,) in rows(f"SELECT {column} FROM {table} ORDER BY id")]  # noqa: S608
    return [by_place, by_id]


def ballots_by(order: str) -> list[frozenset[int]]:
    """What the ballots say, in the order of the ballots' ids or places, or of their first choices."""
    said = rows(
        "SELECT b.id, b.ctid, min(c.ctid), min(c.id), array_agg(c.proposal_id) FROM budgeting_ballot b "
        "JOIN budgeting_ballotchoice c ON c.ballot_id = b.id GROUP BY b.id, b.ctid"
    )
    by = ORDERS.index(order)
    return [frozenset(row[-1]) for row in sorted(said, key=lambda row: _place(row[by]))]


def _place(value: object) -> object:
    """A ctid, "(0,12)", in numbers."""
    return tuple(int(part) for part in value.strip("()").split(",")) if isinstance(value, str) else value


@whole_database
@pytest.mark.parametrize("by_codes", [False, True], ids=["e-mail", "codes"])
@pytest.mark.parametrize("kind", [BallotKind.APPROVAL, BallotKind.POINTS])
def test_with_the_whole_database_in_hand_nobody_joins_voter_and_choices_after_sealing(kind, by_codes):
    voting = Voting(kind, by_codes)
    in_order = [said for said, _code in voting.chosen.values()]
    count_round(round_id=voting.round.pk)
    before = dump()

    # The control: before sealing, the same attacks tell of every voter what they chose.
    assert joined_by_secret(voting, voting.secret) == {n: said for n, (said, _code) in voting.chosen.items()}
    assert joined_by_tables() == {code: said for said, code in voting.chosen.values()}
    assert all(ballots_by(order) == in_order for order in ORDERS)

    seal(voting)

    assert joined_by_secret(voting, voting.secret) == {}, "not even with the old secret"
    assert joined_by_tables() == {}
    text = "\n".join(row for table in dump().values() for _ctid, _xmin, row in table)
    keys = {voter_key(voting.secret, email) for email in VOTERS} | {
        key_of_code(voting.secret, code) for code in CODES
    }
    assert not [key for key in keys if key in text], "a key of a voter stands somewhere"
    assert voting.secret.hex() not in text
    assert Counter(ballots_by("id")) == Counter(in_order), "the ballots say what they said"
    assert {code for _said, code in voting.chosen.values()} == set(
        Receipt.objects.values_list("code", flat=True)
    )
    old = {name: {(ctid, xmin) for ctid, xmin, _row in before[name]} for name in sweeping.REWRITTEN}
    now = dump()
    for name in sweeping.REWRITTEN[:3]:
        assert not old[name] & {(ctid, xmin) for ctid, xmin, _row in now[name]}, (
            f"a row of {name} is as it was"
        )


@whole_database
def test_neither_ids_nor_places_nor_times_of_sealed_rows_say_in_which_order_they_came():
    """Over several sealings no order repeats: of 12! orders a fixed one would come back every time."""
    seen: dict[str, set] = {order: set() for order in (*ORDERS, "receipts by place", "receipts by id")}
    for _again in range(4):
        voting = Voting()
        count_round(round_id=voting.round.pk)
        seal(voting)
        number = {said: n for n, (said, _code) in voting.chosen.items()}
        code_number = {code: n for n, (_said, code) in voting.chosen.items()}
        of_round = set(number)
        for order in ORDERS:
            seen[order].add(tuple(number[said] for said in ballots_by(order) if said in of_round))
        for name, codes in zip(
            ("receipts by place", "receipts by id"), order_of("budgeting_receipt", "code"), strict=True
        ):
            seen[name].add(tuple(code_number[code] for code in codes if code in code_number))
        assert list(voting.round.ballots.values_list("saved_at", flat=True).distinct()) == [
            voting.round.voting_opens
        ]
        ids = list(voting.round.ballots.values_list("pk", flat=True))
        assert max(ids) > 2**40, "an id says how many came before"
    for order, found in seen.items():
        assert len(found) == 4, f"{order} repeats itself"
        assert tuple(range(12)) not in found, f"{order} is as they came"


@in_a_transaction
def test_nothing_beside_a_receipt_says_when_or_from_where_its_voter_came():
    voting = Voting()
    Receipt.objects.update(domain="mailinator.com")
    count_round(round_id=voting.round.pk)
    seal(voting)
    left = set(Receipt.objects.values_list("made_at", "network", "domain", "channel"))
    assert left == {(None, "", "", Channel.WEB)}


@in_a_transaction
def test_the_count_can_be_repeated_from_the_sealed_ballots_also_with_challenged_ones():
    voting = Voting()
    voting.challenge(3)
    count = count_round(round_id=voting.round.pk)
    seal(voting)
    counted = Ballot.objects.counted(voting.round.pk)
    assert counted.count() == count.ballots == 11
    again = repeated(count)
    assert (again.inputs_hash, again.result_hash) == (count.inputs_hash, count.result_hash)


@in_a_transaction
def test_a_challenged_ballot_alone_is_not_told_by_its_receipt_and_its_number_stays_public():
    voting = Voting()
    said, code = voting.chosen[3]
    challenge = voting.challenge(3)
    dropped = ChallengeModel.objects.create(
        round=voting.round, receipt=Receipt.objects.first(), reason="Nej.", asked_at=voting.round.voting_opens
    )
    ChallengeModel.objects.filter(pk=dropped.pk).update(dropped_at=voting.round.voting_opens)
    count_round(round_id=voting.round.pk)
    seal(voting)
    challenge.refresh_from_db()
    assert challenge.holds and challenge.receipt.code == code
    ballot = Ballot.objects.get(left_out=True)
    assert not ballot.choices.exists(), (
        "one challenged ballot with its choices would say what this voter chose"
    )
    assert ballot.voter_key != challenge.receipt.voter_key
    assert said not in ballots_by("id")
    assert Ballot.objects.count() == Receipt.objects.count() == 12
    dropped.refresh_from_db()
    assert dropped.receipt is None


@in_a_transaction
def test_totals_are_kept_where_the_rows_that_made_them_go():
    voting = Voting(by_codes=True)
    batch = CodeBatch.objects.get()
    VotingCode.objects.create(round=voting.round, batch=batch, number=99, voter_key="unused")
    now = voting.round.voting_opens
    PaperVote.objects.create(round=voting.round, voter_key="paper", first_at=now, cast_at=now)
    PaperRefusal.objects.create(round=voting.round, code="code_used_on_paper", at=now)
    count_round(round_id=voting.round.pk)
    sealed = seal(voting)
    assert (sealed.ballots, sealed.codes_made, sealed.codes_used, sealed.papers_refused) == (12, 13, 12, 1)
    assert not PaperVote.objects.exists() and not RoundSecret.objects.exists()
    assert not VotingCode.objects.exclude(voter_key=None).exists()


def in_session(client, voters: dict) -> Session:
    session = client.session
    session[SESSION_KEY] = voters
    session["kept"] = "yes"
    session.save()
    return Session.objects.get(pk=session.session_key)


def known(until: dt.datetime) -> dict:
    return {"key": "k", "until": until.timestamp()}


@in_a_transaction
def test_voters_go_out_of_sessions_after_their_hour_or_with_their_round_and_the_rest_stays(client):
    voting, now = Voting(), dt.datetime.now(dt.UTC)
    later = now + dt.timedelta(minutes=30)
    row = in_session(client, {str(voting.round.pk): known(later), "0": known(later), "-1": known(now)})
    assert forget_voters() == 1
    row.refresh_from_db()
    kept = row.get_decoded()
    assert set(kept[SESSION_KEY]) == {str(voting.round.pk), "0"} and kept["kept"] == "yes"
    count_round(round_id=voting.round.pk)
    seal(voting)
    assert forget_voters() == 1 and forget_voters() == 0
    row.refresh_from_db()
    assert set(row.get_decoded()[SESSION_KEY]) == {"0"}


@in_a_transaction
def test_what_a_request_wrote_into_a_session_meanwhile_is_not_lost(client):
    row = in_session(client, {"0": known(dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))})
    found = voter_sessions._over

    def meanwhile(kept, sealed):
        if not kept.get("written"):
            session = client.session
            session["written"] = "in between"
            session.save()
        return found(kept, sealed)

    with patch.object(voter_sessions, "_over", meanwhile):
        forget_voters()
    row.refresh_from_db()
    assert row.get_decoded() == {SESSION_KEY: {}, "kept": "yes", "written": "in between"}


@in_a_transaction
def test_nothing_is_sealed_while_somebody_may_appeal_against_the_result():
    voting = Voting()
    for instant in (voting.round.voting_closes - TICK, voting.round.seal_at):
        with at(instant), pytest.raises(RuleViolation) as refused:
            seal_round(round_id=voting.round.pk)
        assert refused.value.code == "too_early_to_seal"
    count_round(round_id=voting.round.pk)
    for instant in (voting.round.result_at, voting.round.seal_at - TICK):
        with at(instant), pytest.raises(RuleViolation):
            seal_soon(round_id=voting.round.pk, by=make_user())
        with at(instant), pytest.raises(RuleViolation):
            seal_round(round_id=voting.round.pk)
    run_tasks()
    assert not Sealing.objects.exists() and RoundSecret.objects.exists()
    with at(voting.round.seal_at):
        seal_round(round_id=voting.round.pk)


@in_a_transaction
def test_a_worker_seals_what_somebody_asked_for_once_and_a_cancelled_round_early():
    voting, by = Voting(), make_user()
    with at(voting.round.voting_closes - TICK):
        cancel(voting.round)
    run_tasks()
    for _twice in range(2):
        seal_soon(round_id=voting.round.pk, by=by)
    assert sealing.is_being_sealed(voting.round.pk) and not Sealing.objects.exists()
    assert DBTaskResult.objects.ready().count() == 1
    run_tasks()
    assert Sealing.objects.get().by == by and not sealing.is_being_sealed(voting.round.pk)


@whole_database
def test_old_rows_leave_the_files_as_soon_as_nobody_votes():
    voting = Voting()
    with at(voting.round.voting_closes - TICK):
        cancel(voting.round)
    busy = make_round()
    seal_round(round_id=voting.round.pk)
    assert Sealing.objects.get().swept_at is None, "residents vote"
    with at(busy.voting_closes):
        sweeping.sweep_again()
    assert Sealing.objects.get(round=voting.round).swept_at is not None
    with at(busy.voting_closes), patch.object(sweeping, "sweep_up") as again:
        sweeping.sweep_again()
    assert not again.called
    with pytest.raises(IntegrityError):
        Sealing.objects.update(swept_at=None)


@in_a_transaction
def test_sealing_twice_changes_nothing():
    voting = Voting()
    count_round(round_id=voting.round.pk)
    first = seal(voting)
    ids = set(Ballot.objects.values_list("pk", flat=True))
    assert seal(voting, by=make_user()) == first
    assert set(Ballot.objects.values_list("pk", flat=True)) == ids


@in_a_transaction
def test_rounds_are_sealed_by_themselves_thirty_days_after_the_result_and_not_a_moment_before():
    voting = Voting()
    count_round(round_id=voting.round.pk)
    assert voting.round.seal_at == voting.round.result_at + KEPT_FOR
    with at(voting.round.seal_at - TICK):
        assert seal_due_rounds() == 0
    with at(voting.round.seal_at):
        assert seal_due_rounds() == 1
        assert seal_due_rounds() == 0


@in_a_transaction
def test_a_cancelled_round_is_sealed_thirty_days_after_it_was_cancelled_and_a_paused_one_waits():
    cancelled, paused = Voting(), Voting()
    for voting, stop in ((cancelled, cancel), (paused, pause)):
        with at(voting.round.voting_closes - TICK):
            stop(voting.round)
    cancelled.round.refresh_from_db()
    with at(cancelled.round.seal_at - TICK):
        assert seal_due_rounds() == 0
    with at(cancelled.round.seal_at + 2 * KEPT_FOR):
        assert seal_due_rounds() == 1
    assert list(Sealing.objects.values_list("round", flat=True)) == [cancelled.round.pk]
    assert Ballot.objects.filter(round=cancelled.round).count() == 12


@in_a_transaction
def test_one_round_that_fails_does_not_keep_the_next_from_being_sealed():
    first, second = Voting(), Voting()
    for voting in (first, second):
        count_round(round_id=voting.round.pk)
    real = sealing._write_receipts_anew

    def fails(round_):
        if round_.pk == first.round.pk:
            raise ValueError
        real(round_)

    with at(second.round.seal_at + KEPT_FOR), patch.object(sealing, "_write_receipts_anew", fails):
        assert seal_due_rounds() == 1
    assert list(Sealing.objects.values_list("round", flat=True)) == [second.round.pk]


@whole_database
def test_breaking_off_in_the_middle_leaves_everything_as_it_was():
    voting = Voting()
    count_round(round_id=voting.round.pk)
    before = dump()
    for name in ("_write_receipts_anew", "prune_limits"):
        with patch.object(sealing, name, side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
            seal(voting)
    assert dump() == before
    assert stored_ballot(round_=voting.round, voter=Voter(email=VOTERS[0])) is not None


@whole_database
@pytest.mark.race
def test_sealing_waits_for_a_ballot_in_flight():
    voting = Voting()
    with at(voting.round.voting_closes - TICK):
        cancel(voting.round)
    done = []

    def seal():
        try:
            seal_round(round_id=voting.round.pk)
            done.append(time.monotonic())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        started = threading.Event()
        with transaction.atomic():
            locks.share_ballots(voting.round.pk)
            future = pool.submit(lambda: (started.set(), seal()))
            started.wait(timeout=10)
            time.sleep(0.5)
            assert not done
            freed = time.monotonic()
        future.result(timeout=60)
    assert done and done[0] > freed
    assert Sealing.objects.filter(round=voting.round).exists()


@in_a_transaction
def test_the_database_itself_refuses_what_the_service_does_not_do():
    voting = Voting()
    count_round(round_id=voting.round.pk)

    def refused(write) -> bool:
        try:
            with transaction.atomic():
                write()
        except IntegrityError:
            return True
        return False

    uncounted = make_round(Phase.COUNTING)
    assert refused(lambda: Sealing.objects.create(round=uncounted, at=uncounted.result_at, ballots=0))
    assert refused(lambda: Ballot.objects.filter(round=voting.round).update(left_out=True))
    running = make_round()
    cast_ballot(
        round_id=running.pk,
        voter=Voter(email=VOTERS[0]),
        choices=[make_proposals(running, 1)[0].pk],
        said=SAID,
    )
    assert refused(lambda: Ballot.objects.filter(round=running).update(left_out=True))
    assert refused(lambda: BallotChoice.objects.filter(round=voting.round).update(slot=3))


@in_a_transaction
def test_after_sealing_nothing_can_be_found_for_a_voter_and_nothing_breaks():
    voting = Voting()
    count_round(round_id=voting.round.pk)
    seal(voting)
    voting.round = type(voting.round).objects.select_related("secret").get(pk=voting.round.pk)
    assert stored_ballot(round_=voting.round, voter=Voter(email=VOTERS[0])) is None
    assert count_round(round_id=voting.round.pk) == voting.round.counts.get()
