"""Counts, recounts and imports at the same time, with real threads on PostgreSQL, and a control without the lock."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connections

from budgeting.elections.foreign import read_foreign_election
from budgeting.models import Count, Recount, Round
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import locks, rounds
from budgeting.services.counting import count_round
from budgeting.services.importing import import_round
from budgeting.services.recounts import recount
from radslag.clock import database_now

from .builders import make_ballot, make_programme, make_proposals, make_round
from .norrby import pb_file

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*calls: Any) -> list[Any]:
    """What each call gave or raised, all started at the same moment."""
    barrier = threading.Barrier(len(calls))

    def run(call: Any) -> Any:
        try:
            barrier.wait(timeout=60)
            return call()
        except (RuleViolation, IntegrityError) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def round_to_count() -> Round:
    round_ = make_round(Phase.COUNTING)
    proposals = make_proposals(round_, 3)
    for chosen in proposals:
        make_ballot(round_, chosen)
    return round_


def test_two_counts_at_once_are_one_count() -> None:
    round_ = round_to_count()
    found = at_once(*[lambda: count_round(round_id=round_.pk)] * 4)
    assert len({count.pk for count in found}) == 1
    assert Count.objects.filter(round=round_).count() == 1


def test_without_the_lock_the_database_lets_one_count_alone_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = round_to_count()
    monkeypatch.setattr(locks, "close_ballots", lambda round_id: None)
    at_once(*[lambda: count_round(round_id=round_.pk)] * 4)
    assert Count.objects.filter(round=round_).count() == 1


def test_counts_and_recounts_at_once_agree() -> None:
    round_ = round_to_count()
    stored = count_round(round_id=round_.pk)
    calls = [lambda: recount(round_id=round_.pk), lambda: count_round(round_id=round_.pk)] * 3
    found = at_once(*calls)
    assert all(done.agrees for done in found if isinstance(done, Recount))
    assert {count.pk for count in found if isinstance(count, Count)} == {stored.pk}
    assert Recount.objects.filter(count=stored).count() == 3


def test_the_same_file_imported_twice_at_once_is_one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    programme = make_programme()
    election = read_foreign_election(pb_file(), now=database_now())
    found = at_once(*[lambda: import_round(programme_id=programme.pk, election=election)] * 3)
    assert [error.code for error in found if isinstance(error, RuleViolation)] == ["already_imported"] * 2
    assert Round.objects.get().counts.count() == 1

    other = make_programme()
    monkeypatch.setattr(rounds, "alone_with_the_money", lambda pk: type(other).objects.get(pk=pk))
    found = at_once(*[lambda: import_round(programme_id=other.pk, election=election)] * 3)
    assert Round.objects.filter(programme=other).count() == 1, "the database holds it without the lock too"
