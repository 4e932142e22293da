"""What the database refuses by itself once voting has opened, and what it lets the services do at their instant."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from budgeting.models import Count, Outcome, Proposal, RoundSecret
from budgeting.rules.phases import Phase
from budgeting.services import counting, proposals
from budgeting.services.counting import count_due_rounds, count_round
from budgeting.services.proposals import withdraw_proposal
from budgeting.services.review import accept_proposal, decline_proposal, withdraw_for_author
from radslag.clock import at

from .builders import TICK, make_application, make_proposal, make_proposals, make_round, make_user

pytestmark = pytest.mark.django_db


def refused(write) -> bool:
    """Whether the database says no to `write`, which is undone either way."""
    try:
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


def proposal_of(round_, **overrides):
    fields = {
        "round": round_,
        "number": 99,
        "title": "Smygförslag",
        "what": "x",
        "benefit": "x",
        "cost_ore": 1,
        "shown_name": "x",
        "status": "accepted",
        "submitted_at": timezone.now(),
        "decided_at": timezone.now(),
    }
    return Proposal(**(fields | overrides))


@pytest.mark.parametrize(
    ("phase", "frozen"), [(Phase.REVIEW, False), (Phase.VOTING, True), (Phase.RESULT, True)]
)
def test_candidates_neither_come_nor_go_nor_change_when_voting_has_opened(phase, frozen):
    round_ = make_round(phase)
    proposal = make_proposal(round_)
    row = Proposal.objects.filter(pk=proposal.pk)
    earlier = proposal.submitted_at - TICK
    writes = {
        "insert accepted": lambda: proposal_of(round_).save(),
        "insert received": lambda: proposal_of(round_, status="received").save(),
        "delete": lambda: row._raw_delete(row.db),
        "what": lambda: row.update(what="Något annat"),
        "benefit": lambda: row.update(benefit="Något annat"),
        "submitted_at": lambda: row.update(submitted_at=earlier),
        "withdrawn with another cost": lambda: row.update(status="withdrawn", cost_ore=1),
    }
    for name, write in writes.items():
        assert refused(write) is frozen, name


@pytest.mark.parametrize(
    ("phase", "frozen"), [(Phase.VOTING, False), (Phase.COUNTING, True), (Phase.RESULT, True)]
)
def test_nothing_is_withdrawn_after_the_close(phase, frozen):
    proposal = make_proposal(make_round(phase))
    assert refused(lambda: Proposal.objects.filter(pk=proposal.pk).update(status="withdrawn")) is frozen


def test_a_name_may_be_taken_away_at_any_time():
    proposal = make_proposal(make_round(Phase.RESULT))
    assert not refused(lambda: Proposal.objects.filter(pk=proposal.pk).update(shown_name="En boende"))


def test_the_guards_judge_by_the_instant_at_which_the_service_decided():
    """A proposal received in time is stored though the real clock has gone on; the guard's own clock is back after."""
    round_ = make_round(Phase.VOTING)
    with at(round_.submission_closes - TICK):
        proposals.submit_proposal(round_id=round_.pk, author=make_user(), application=make_application())
    assert refused(lambda: proposal_of(round_).save())


def test_a_count_is_never_deleted():
    round_ = make_round(Phase.RESULT)
    make_proposals(round_, 2)
    count = count_round(round_id=round_.pk)
    outcomes, counts = Outcome.objects.filter(count=count), Count.objects.filter(pk=count.pk)
    assert refused(lambda: outcomes._raw_delete(outcomes.db))
    assert refused(count.delete)
    empty = count_round(round_id=make_round(Phase.RESULT).pk)
    row = Count.objects.filter(pk=empty.pk)
    assert refused(lambda: row._raw_delete(row.db))
    assert counts.exists()


@pytest.mark.parametrize("changes", [{"lot_seed": "ett bättre"}, {"voter_secret": b"0" * 32}])
def test_the_secrets_of_a_round_are_never_changed(changes):
    round_ = make_round(Phase.BEFORE)
    assert refused(lambda: RoundSecret.objects.filter(round=round_).update(**changes))


def test_one_round_that_can_not_be_counted_does_not_keep_the_others_from_their_result(monkeypatch, caplog):
    broken, whole = make_round(Phase.COUNTING), make_round(Phase.COUNTING)
    real = counting.count_round

    def count(*, round_id):
        if round_id == broken.pk:
            raise ZeroDivisionError
        return real(round_id=round_id)

    monkeypatch.setattr(counting, "count_round", count)
    assert count_due_rounds() == 1
    assert list(Count.objects.values_list("round", flat=True)) == [whole.pk]
    assert "ZeroDivisionError" in caplog.text


def test_every_decision_says_who_made_it():
    round_ = make_round(Phase.SUBMISSION)
    author, reviewer = make_user(), make_user()
    mine, theirs = (make_proposal(round_, accepted=False, author=author) for _ in range(2))
    accept_proposal(proposal_id=theirs.pk, by=reviewer)
    decline_proposal(proposal_id=theirs.pk, by=reviewer, reason="Fel mark")
    withdraw_for_author(proposal_id=theirs.pk, by=reviewer, reason="Per telefon")
    withdraw_proposal(proposal_id=mine.pk, author=author)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.decided_by, theirs.decided_by) == (author, reviewer)
    assert (mine.withdrawn_by_staff, theirs.withdrawn_by_staff) == (False, True)
    entries = ModelLogEntry.objects.order_by("pk").values_list("object_id", "action", "user", "data")
    assert [tuple(entry) for entry in entries] == [
        (str(theirs.pk), "budgeting.accept", reviewer.pk, {}),
        (str(theirs.pk), "budgeting.decline", reviewer.pk, {"reason": "Fel mark"}),
        (str(theirs.pk), "budgeting.withdraw", reviewer.pk, {"reason": "Per telefon"}),
        (str(mine.pk), "budgeting.withdraw", None, {}),
    ]


def test_the_order_of_locks_is_written_down_where_they_are_taken():
    """A change of a round waits for submissions: both would else judge by terms that the other changes."""
    from budgeting.services.rounds import change_round

    round_ = make_round(Phase.BEFORE)
    with transaction.atomic():
        change_round(round_id=round_.pk, name="Nytt")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT classid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s", [round_.pk]
            )
            assert {7301, 7302} <= {row[0] for row in cursor.fetchall()}
