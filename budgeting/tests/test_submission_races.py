"""A hundred residents who hand in during the last second, with real threads and the database's own clock."""

from __future__ import annotations

import datetime as dt
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connections
from django.utils import timezone

from budgeting.models import Proposal, ProposalMove
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import locks, proposals
from budgeting.services.proposals import submit_proposal

from .builders import make_application, make_round, make_schedule, make_user

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
RESIDENTS = 100
THREADS = 20


def all_at_once(calls):
    """Run the calls in threads; returns for each what it returned, or the refusal or error."""
    gate = threading.Barrier(min(THREADS, len(calls)))
    first = threading.local()

    def run(call):
        try:
            if not getattr(first, "started", False):
                first.started = True
                gate.wait(timeout=60)
            return call()
        except (RuleViolation, IntegrityError) as refused:
            return refused

    def close(_number):
        gate_of_closing.wait(timeout=60)
        connections.close_all()

    gate_of_closing = threading.Barrier(min(THREADS, len(calls)))
    with ThreadPoolExecutor(min(THREADS, len(calls))) as pool:
        results = list(pool.map(run, calls))
        list(pool.map(close, range(min(THREADS, len(calls)))))
    return results


def closing_in(seconds: float, **overrides):
    now = timezone.now()
    schedule = make_schedule(Phase.SUBMISSION, submission_closes=now + dt.timedelta(seconds=seconds))
    return make_round(schedule=schedule, **overrides)


def sends(round_, author, title):
    return lambda: submit_proposal(
        round_id=round_.pk, author=author, application=make_application(title=title)
    )


def test_in_the_last_second_everyone_is_received_or_told_so_and_nobody_twice():
    authors = [make_user() for _ in range(RESIDENTS)]
    round_ = closing_in(0.45, proposals_per_person=1)
    calls = [sends(round_, author, f"Förslag av {author.pk}") for author in authors]
    results = all_at_once(calls)

    received = [result for result in results if isinstance(result, Proposal)]
    refused = [result.code for result in results if isinstance(result, RuleViolation)]
    assert len(received) + len(refused) == RESIDENTS
    assert set(refused) <= {"submission_closed"}
    stored = list(Proposal.objects.filter(round=round_).order_by("number"))
    assert {proposal.pk for proposal in stored} == {proposal.pk for proposal in received}
    assert [proposal.number for proposal in stored] == list(range(1, len(received) + 1))
    assert all(proposal.submitted_at < round_.submission_closes for proposal in stored)
    assert ProposalMove.objects.filter(act="sent").count() == len(received)
    time.sleep(max(0, (round_.submission_closes - timezone.now()).total_seconds()))
    with pytest.raises(RuleViolation, match="submission_closed"):
        sends(round_, make_user(), "För sent")()


def test_who_presses_send_many_times_at_once_has_sent_once():
    round_, author = make_round(Phase.SUBMISSION, proposals_per_person=1), make_user()
    results = all_at_once([sends(round_, author, "Bänkar") for _ in range(THREADS)])
    assert [type(result) for result in results].count(Proposal) == 1
    assert Proposal.objects.filter(round=round_).count() == 1


def test_control_without_the_queue_the_same_run_shows_the_fault(monkeypatch):
    monkeypatch.setattr(locks, "queue_submission", lambda round_id: None)
    real = proposals.check_limits

    def slow(*args, **kwargs):
        real(*args, **kwargs)
        time.sleep(0.05)  # the other work of a request

    monkeypatch.setattr(proposals, "check_limits", slow)
    round_, author = make_round(Phase.SUBMISSION, proposals_per_person=1), make_user()
    results = all_at_once([sends(round_, author, "Bänkar") for _ in range(THREADS)])
    collided = any(isinstance(result, IntegrityError) for result in results)
    assert collided or Proposal.objects.filter(round=round_).count() > 1


def test_a_paper_that_two_clerks_type_in_at_once_is_there_once():
    round_, clerks = closing_in(60), [make_user(is_staff=True) for _ in range(4)]
    paper = make_application(title="Bänkar vid dammen")

    def types_in(clerk):
        return lambda: submit_proposal(round_id=round_.pk, author=None, application=paper, entered_by=clerk)

    results = all_at_once([types_in(clerk) for clerk in clerks])
    assert sorted(getattr(result, "code", "received") for result in results) == ["paper_there"] * 3 + [
        "received"
    ]
    assert Proposal.objects.filter(round=round_).count() == 1
