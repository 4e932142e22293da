"""Challenging a ballot: two people, before the count, for a published reason, without seeing what it says."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import IntegrityError, connections, transaction
from wagtail.models import ModelLogEntry

from budgeting.display.receipts import receipts_shown
from budgeting.models import Ballot, Challenge, CodeBatch, Receipt, Round, VoterIdentity, VotingCode
from budgeting.rules.ballots import key_of_code
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import challenges, locks
from budgeting.services.ballots import cast_ballot, stored_ballot, withdraw_ballot
from budgeting.services.counting import count_due_rounds, count_round
from budgeting.services.voters import Voter
from radslag.clock import TICK, at
from radslag.tests.background import run_tasks

from .builders import SAID, cancel, make_ballot, make_proposal, make_round, make_staff, make_user, pause

in_a_transaction = pytest.mark.django_db
WHY = "Samma hushåll har röstat med grannens kod."
SIV = Voter(email="siv@example.org")


@pytest.fixture
def round_() -> Round:
    """A round that takes votes, with the ballot of Siv and one more."""
    made = make_round()
    proposal = make_proposal(made)
    make_ballot(made, proposal, voter=SIV)
    make_ballot(made, proposal)
    return made


def handle(round_: Round, voter: Voter = SIV) -> int:
    code = stored_ballot(round_=round_, voter=voter).receipt
    return int(Receipt.objects.get(code=code).pk)


def ask(round_: Round, **overrides) -> Challenge:
    fields = {
        "round_id": round_.pk,
        "receipt_id": handle(round_),
        "by": make_user(),
        "reason": WHY,
    } | overrides
    return challenges.ask_to_challenge(**fields)


def challenged(round_: Round) -> Challenge:
    return challenges.confirm_challenge(challenge_id=ask(round_).pk, by=make_user())


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(RuleViolation) as refused:
        call(*args, **kwargs)
    return refused.value.code


@in_a_transaction
def test_a_ballot_that_two_people_challenged_is_not_counted_but_stays_stored(round_):
    challenge = challenged(round_)
    assert challenge.holds and challenge.asked_by != challenge.confirmed_by
    with at(round_.voting_closes):
        count = count_round(round_id=round_.pk)
    assert count.ballots == 1
    assert Ballot.objects.filter(round=round_).count() == 2
    assert stored_ballot(round_=round_, voter=SIV).challenged == WHY


@in_a_transaction
def test_one_person_alone_challenges_nothing(round_):
    one = make_user()
    asked = ask(round_, by=one)
    assert refusal(challenges.confirm_challenge, challenge_id=asked.pk, by=one) == "second_person"
    with at(round_.result_at):
        assert count_round(round_id=round_.pk).ballots == 2


@in_a_transaction
def test_what_two_people_decided_takes_two_people_to_lift(round_):
    challenge = challenged(round_)
    one = make_user()
    assert refusal(challenges.confirm_lift, challenge_id=challenge.pk, by=one) == "challenge_not_waiting"
    challenges.ask_to_lift(challenge_id=challenge.pk, by=one)
    assert refusal(challenges.ask_to_lift, challenge_id=challenge.pk, by=make_user()) == "already_asked"
    assert refusal(challenges.confirm_lift, challenge_id=challenge.pk, by=one) == "second_person"
    lifted = challenges.confirm_lift(challenge_id=challenge.pk, by=make_user())
    assert not lifted.holds
    assert Ballot.objects.counted(round_.pk).count() == 2
    assert challenged(round_).holds, "and it can be challenged anew"


@in_a_transaction
def test_a_request_is_dropped_by_anyone_and_leaves_the_ballot_as_it_was(round_):
    asked = ask(round_)
    challenges.drop_request(challenge_id=asked.pk, by=make_user())
    assert (
        refusal(challenges.confirm_challenge, challenge_id=asked.pk, by=make_user())
        == "challenge_not_waiting"
    )
    assert refusal(challenges.drop_request, challenge_id=asked.pk, by=make_user()) == "challenge_not_waiting"
    assert Ballot.objects.counted(round_.pk).count() == 2
    challenge = challenged(round_)
    challenges.ask_to_lift(challenge_id=challenge.pk, by=make_user())
    challenges.drop_request(challenge_id=challenge.pk, by=make_user())
    challenge.refresh_from_db()
    assert challenge.holds and not challenge.lift_waits


@in_a_transaction
def test_what_is_asked_for_must_be_a_ballot_of_the_round_once_with_a_reason(round_):
    other = make_round()
    make_ballot(other, make_proposal(other), voter=SIV)
    assert refusal(ask, round_, receipt_id=handle(other)) == "challenge_unknown"
    assert refusal(ask, round_, receipt_id=0) == "challenge_unknown"
    assert refusal(ask, round_, reason="  ") == "required"
    assert refusal(ask, round_, reason="x" * 501) == "too_long"
    ask(round_)
    assert refusal(ask, round_) == "already_challenged"


@in_a_transaction
def test_nothing_is_challenged_before_the_vote_after_the_count_or_in_a_cancelled_round(round_):
    asked, receipt = ask(round_), handle(round_)
    with at(round_.voting_opens - TICK):
        assert refusal(ask, round_, receipt_id=receipt) == "challenge_not_now"
    with at(round_.result_at):
        count_round(round_id=round_.pk)
        for call in (challenges.confirm_challenge, challenges.drop_request, challenges.ask_to_lift):
            assert refusal(call, challenge_id=asked.pk, by=make_user()) == "challenge_not_now"
    stopped = make_round()
    make_ballot(stopped, make_proposal(stopped), voter=SIV)
    pause(stopped)
    assert ask(stopped).waits, "a pause is when one has time to look"
    cancel(stopped)
    assert refusal(ask, stopped) == "challenge_not_now"


@in_a_transaction
def test_a_request_made_after_the_round_was_listed_is_waited_for_too(round_):
    with at(round_.voting_closes):
        assert round_.pk in Round.objects.due_for_count(round_.voting_closes).values_list("pk", flat=True)
        ask(round_)
        with pytest.raises(RuleViolation, match="challenge_waits"):
            count_round(round_id=round_.pk)
        assert not round_.counts.exists()
    with at(round_.result_at):
        assert count_round(round_id=round_.pk).ballots == 2


@in_a_transaction
def test_the_count_waits_for_the_second_person_but_never_longer_than_until_the_result(round_):
    asked = ask(round_)
    with at(round_.voting_closes):
        assert count_due_rounds() == 0
    with at(round_.result_at - TICK):
        assert count_due_rounds() == 0
        challenges.confirm_challenge(challenge_id=asked.pk, by=make_user())
        assert count_due_rounds() == 1
    late = make_round()
    make_ballot(late, make_proposal(late), voter=SIV)
    ask(late)
    with at(late.result_at):
        assert count_due_rounds() == 1
    assert late.counts.get().ballots == 1, "what nobody confirmed in time is no challenge"


@in_a_transaction
def test_the_count_waits_for_the_second_person_to_lift_a_challenge_too(round_):
    lifted = challenges.ask_to_lift(challenge_id=challenged(round_).pk, by=make_user())
    with at(round_.voting_closes):
        assert count_due_rounds() == 0
        challenges.confirm_lift(challenge_id=lifted.pk, by=make_user())
        assert count_due_rounds() == 1
    assert round_.counts.get().ballots == 2


@in_a_transaction
def test_a_challenged_ballot_is_neither_changed_nor_taken_back_by_its_voter(round_):
    challenged(round_)
    proposal = round_.proposals.get()
    change = {"round_id": round_.pk, "voter": SIV, "choices": [proposal.pk], "said": SAID}
    assert refusal(cast_ballot, **change) == "ballot_challenged"


@in_a_transaction
def test_nobody_gets_out_of_a_challenge_by_withdrawing_and_voting_again(round_):
    asked, first = ask(round_), handle(round_)
    withdraw_ballot(round_id=round_.pk, voter=SIV)
    assert (
        refusal(challenges.confirm_challenge, challenge_id=asked.pk, by=make_user()) == "challenge_withdrawn"
    )
    make_ballot(round_, round_.proposals.get(), voter=SIV)
    assert handle(round_) != first
    assert refusal(ask, round_) == "already_challenged"
    challenge = challenges.confirm_challenge(challenge_id=asked.pk, by=make_user())
    assert challenge.receipt_id == handle(round_)
    assert refusal(withdraw_ballot, round_id=round_.pk, voter=SIV) == "ballot_challenged"
    with at(round_.voting_closes):
        assert count_round(round_id=round_.pk).ballots == 1
    shown = receipts_shown(round_, {})
    assert (shown.stored, shown.counted, shown.reasons) == (2, 1, [WHY])


@in_a_transaction
def test_a_request_about_a_withdrawn_ballot_neither_takes_a_ballot_out_nor_holds_the_count_up(round_):
    asked = ask(round_)
    withdraw_ballot(round_id=round_.pk, voter=SIV)
    with at(round_.voting_closes):
        assert refusal(challenges.confirm_challenge, challenge_id=asked.pk, by=make_user())
        assert count_due_rounds() == 1
    shown = receipts_shown(round_, {})
    assert (shown.stored, shown.counted, shown.reasons) == (1, 1, [])


@in_a_transaction
def test_the_database_lets_no_challenge_be_in_force_without_its_ballot_or_move_to_another_voter(round_):
    asked, other = ask(round_), Receipt.objects.exclude(pk=handle(round_)).get()

    def refused(write) -> bool:
        try:
            with transaction.atomic():
                write()
        except IntegrityError:
            return True
        return False

    row = Challenge.objects.filter(pk=asked.pk)
    assert refused(lambda: row.update(receipt=other)) and refused(
        lambda: row.update(voter_key=other.voter_key)
    )
    challenges.confirm_challenge(challenge_id=asked.pk, by=make_user())
    assert refused(lambda: row.update(receipt=None))
    assert refused(lambda: Receipt.objects.get(pk=asked.receipt_id).delete())


@in_a_transaction
def test_the_database_itself_asks_for_two_people_and_deletes_no_challenge(round_):
    one = make_user()
    asked = ask(round_, by=one)

    def refused(**changes) -> bool:
        try:
            with transaction.atomic():
                Challenge.objects.filter(pk=asked.pk).update(**changes)
        except IntegrityError:
            return True
        return False

    now = round_.voting_opens
    assert refused(at=now) and refused(at=now, confirmed_by=one)
    assert refused(reason="Ett annat skäl.") and refused(
        receipt=Receipt.objects.exclude(pk=asked.receipt_id)[0]
    )
    challenges.confirm_challenge(challenge_id=asked.pk, by=make_user())
    assert refused(dropped_at=now, dropped_by=make_user()), "without anybody who asked for it"
    assert refused(dropped_at=now, dropped_by=one, lift_asked_by=one, lift_asked_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.delete()


@in_a_transaction
def test_who_comes_with_a_receipt_or_an_address_is_helped_and_it_is_noted_that_somebody_looked(round_):
    staff = make_user()
    code = stored_ballot(round_=round_, voter=SIV).receipt

    def find(typed: str) -> int:
        return challenges.find_ballot(round_id=round_.pk, typed=typed, by=staff)

    assert find(code.lower().replace("-", " ")) == find(" SIV@example.org ") == handle(round_)
    assert (
        refusal(find, "tore@example.org") == refusal(find, "12") == refusal(find, "") == "challenge_unknown"
    )
    noted = ModelLogEntry.objects.filter(action="budgeting.find_ballot", user=staff)
    assert noted.count() == 5, "also what was not found: that is an answer"
    assert not [entry for entry in noted if "siv" in str(entry.data).lower() or code in str(entry.data)]


@in_a_transaction
def test_the_number_of_a_code_leads_to_its_ballot_in_a_round_with_codes():
    round_ = make_round(identity=VoterIdentity.CODES)
    batch = CodeBatch.objects.create(round=round_, name="Vägen", size=2, made_at=round_.voting_opens)
    key = key_of_code(bytes(round_.secret.voter_secret), "K7QF2M9DXR4P")
    for number, voter_key in ((7, key), (8, "unused")):
        VotingCode.objects.create(round=round_, batch=batch, number=number, voter_key=voter_key)
    voter = Voter(key=key, identity=VoterIdentity.CODES)
    make_ballot(round_, make_proposal(round_), voter=voter)
    find = challenges.find_ballot
    assert find(round_id=round_.pk, typed="7", by=make_user()) == handle(round_, voter)
    for typed in ("8", "9", "siv@example.org"):
        assert refusal(find, round_id=round_.pk, typed=typed, by=make_user()) == "challenge_unknown"


@in_a_transaction
def test_nobody_goes_through_a_register_of_addresses(round_):
    staff = make_user()
    find = {"round_id": round_.pk, "typed": "siv@example.org", "by": staff}
    with at(round_.voting_opens):
        for _again in range(challenges.LOOK_UPS):
            challenges.find_ballot(**find)
        assert refusal(challenges.find_ballot, **find) == "too_many_look_ups"


@in_a_transaction
def test_asking_for_those_who_have_not_voted_is_limited_and_noted_as_well(round_):
    find = {"round_id": round_.pk, "typed": "tore@example.org", "by": make_user()}
    with at(round_.voting_opens):
        for _again in range(challenges.LOOK_UPS):
            assert refusal(challenges.find_ballot, **find) == "challenge_unknown"
        assert refusal(challenges.find_ballot, **find) == "too_many_look_ups"
    noted = ModelLogEntry.objects.filter(action="budgeting.find_ballot", user=find["by"])
    assert noted.count() == challenges.LOOK_UPS


@in_a_transaction
def test_whether_somebody_voted_is_not_told_when_nothing_can_be_challenged_any_more(round_):
    find = {"round_id": round_.pk, "typed": "siv@example.org", "by": make_user()}
    with at(round_.voting_closes):
        count_round(round_id=round_.pk)
        assert refusal(challenges.find_ballot, **find) == "challenge_not_now"


@in_a_transaction
def test_colleagues_are_mailed_once_about_each_request_and_who_asked_is_not(round_):
    colleague, other, one = make_staff(), make_staff(), make_staff()
    asked = ask(round_, by=one)
    run_tasks()
    challenges.tell_challengers(challenge_id=asked.pk)
    about = [
        message for message in mail.outbox if "Bekräfta" in message.subject or "bekräfta" in message.subject
    ]
    assert sorted(message.to[0] for message in about) == sorted([colleague.email, other.email])
    assert WHY in about[0].body and "siv" not in about[0].body.lower()
    mail.outbox.clear()
    challenges.confirm_challenge(challenge_id=asked.pk, by=colleague)
    challenges.ask_to_lift(challenge_id=asked.pk, by=other)
    run_tasks()
    assert sorted(m.to[0] for m in mail.outbox) == sorted([colleague.email, one.email])


@in_a_transaction
def test_every_step_stands_in_the_history_with_its_reason_and_without_the_ballot(round_):
    challenge = challenged(round_)
    challenges.ask_to_lift(challenge_id=challenge.pk, by=make_user())
    challenges.drop_request(challenge_id=challenge.pk, by=make_user())
    challenges.ask_to_lift(challenge_id=challenge.pk, by=make_user())
    challenges.confirm_lift(challenge_id=challenge.pk, by=make_user())
    entries = ModelLogEntry.objects.filter(object_id=str(round_.pk), action__contains="l").order_by("pk")
    actions = [entry.action.partition(".")[2] for entry in entries if entry.data.get("reason") == WHY]
    assert actions == ["ask_challenge", "challenge", "ask_lift", "drop_challenge", "ask_lift", "lift"]
    receipt = Receipt.objects.get(pk=challenge.receipt_id)
    assert not [e for e in entries if receipt.code in str(e.data) or str(receipt.voter_key) in str(e.data)]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_challenge_waits_for_a_ballot_in_flight():
    round_ = make_round()
    make_ballot(round_, make_proposal(round_), voter=SIV)
    asked = ask(round_)
    by, done = make_user(), []

    def confirm():
        try:
            challenges.confirm_challenge(challenge_id=asked.pk, by=by)
            done.append(time.monotonic())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        started = threading.Event()
        with transaction.atomic():
            locks.share_ballots(round_.pk)
            future = pool.submit(lambda: (started.set(), confirm()))
            started.wait(timeout=10)
            time.sleep(0.5)
            assert not done
            freed = time.monotonic()
        future.result(timeout=60)
    assert done[0] > freed


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_challenge_once_and_the_other_is_told():
    round_ = make_round(Phase.VOTING)
    make_ballot(round_, make_proposal(round_), voter=SIV)
    asked = ask(round_)
    people = [make_user() for _n in range(4)]

    def confirm(person) -> str:
        try:
            challenges.confirm_challenge(challenge_id=asked.pk, by=person)
        except RuleViolation as refused:
            return refused.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(confirm, people))
    assert answers == ["challenge_not_waiting"] * 3 + ["done"]
