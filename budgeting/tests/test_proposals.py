"""Handing in, withdrawing and deciding about proposals."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from budgeting.models import Proposal
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import proposals
from budgeting.services.proposals import submit_proposal, withdraw_proposal
from budgeting.services.review import accept_proposal, decline_proposal, withdraw_for_author
from radslag.clock import at

from .builders import KRONA, TICK, make_application, make_proposal, make_round, make_user

pytestmark = pytest.mark.django_db


def refusal(call, **kwargs) -> RuleViolation:
    with pytest.raises(RuleViolation) as caught, transaction.atomic():
        call(**kwargs)
    return caught.value


def test_numbers_count_from_one_in_each_round():
    first, second = make_round(Phase.SUBMISSION), make_round(Phase.SUBMISSION)
    made = [make_proposal(round_, accepted=False) for round_ in (first, second, first, first)]
    assert [p.number for p in made] == [1, 1, 2, 3]


@pytest.mark.parametrize(
    ("instant", "shift", "code"),
    [
        ("submission_opens", -TICK, "not_submission_yet"),
        ("submission_opens", 0 * TICK, None),
        ("submission_closes", -TICK, None),
        ("submission_closes", 0 * TICK, "submission_closed"),
        ("submission_closes", TICK, "submission_closed"),
    ],
)
def test_submission_is_open_from_its_first_microsecond_to_its_last(monkeypatch, instant, shift, code):
    round_ = make_round()
    monkeypatch.setattr(proposals, "database_now", lambda: getattr(round_, instant) + shift)
    arguments = {"round_id": round_.pk, "author": make_user(), "application": make_application()}
    if code:
        assert refusal(submit_proposal, **arguments).code == code
        assert not Proposal.objects.exists()
    else:
        assert submit_proposal(**arguments).number == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cost_ore": 0}, "not_positive"),
        ({"cost_ore": -1}, "not_positive"),
        ({"cost_ore": 25_000 * KRONA + 1}, "above_cap"),
        ({"title": " "}, "required"),
        ({"title": "x" * 81}, "too_long"),
        ({"what": "x" * 1501}, "too_long"),
        ({"benefit": ""}, "required"),
        ({"shown_name": ""}, "required"),
    ],
)
def test_the_service_refuses_what_the_form_should_have_caught(changes, code):
    round_ = make_round(Phase.SUBMISSION)
    arguments = {"round_id": round_.pk, "author": make_user(), "application": make_application(**changes)}
    assert refusal(submit_proposal, **arguments).code == code


def test_a_withdrawn_proposal_makes_room_for_another():
    round_ = make_round(Phase.SUBMISSION, proposals_per_person=1)
    siv = make_user()
    own = make_proposal(round_, author=siv, accepted=False)
    arguments = {"round_id": round_.pk, "author": siv, "application": make_application()}
    assert refusal(submit_proposal, **arguments).code == "limit_reached"
    withdraw_proposal(proposal_id=own.pk, author=siv)
    assert submit_proposal(**arguments).number == 2


def test_the_author_withdraws_until_submission_closes():
    round_ = make_round(Phase.SUBMISSION)
    siv = make_user()
    own = make_proposal(round_, author=siv, accepted=False)
    assert refusal(withdraw_proposal, proposal_id=own.pk, author=make_user()).code == "not_yours"
    with at(round_.submission_closes):
        assert refusal(withdraw_proposal, proposal_id=own.pk, author=siv).code == "too_late_to_withdraw"
    with at(round_.submission_closes - TICK):
        assert withdraw_proposal(proposal_id=own.pk, author=siv).status == "withdrawn"
    assert refusal(withdraw_proposal, proposal_id=own.pk, author=siv).code == "illegal_move"


def test_staff_may_change_their_mind_until_voting_opens():
    round_ = make_round(Phase.REVIEW)
    proposal, by = make_proposal(round_, accepted=False), make_user()
    assert decline_proposal(proposal_id=proposal.pk, by=by, reason="Fel mark").status == "declined"
    accepted = accept_proposal(proposal_id=proposal.pk, by=by)
    assert (accepted.status, accepted.reason) == ("accepted", "")
    with at(round_.voting_opens - TICK):
        decline_proposal(proposal_id=proposal.pk, by=by, reason="Fel mark")
    with at(round_.voting_opens):
        assert refusal(accept_proposal, proposal_id=proposal.pk, by=by).code == "too_late_to_decide"


def test_a_no_needs_a_reason():
    proposal = make_proposal(make_round(Phase.REVIEW), accepted=False)
    assert (
        refusal(decline_proposal, proposal_id=proposal.pk, by=make_user(), reason=" ").code
        == "reason_required"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(status="declined", decided_at=timezone.now())


def test_nobody_decides_about_the_own_proposal():
    siv = make_user()
    proposal = make_proposal(make_round(Phase.REVIEW), author=siv, accepted=False)
    assert refusal(accept_proposal, proposal_id=proposal.pk, by=siv).code == "own_proposal"
    assert (
        refusal(decline_proposal, proposal_id=proposal.pk, by=siv, reason="Jag ångrar mig").code
        == "own_proposal"
    )


def test_a_withdrawn_proposal_is_never_accepted_again():
    proposal = make_proposal(make_round(Phase.REVIEW), accepted=False)
    withdraw_for_author(proposal_id=proposal.pk, by=make_user(), reason="På egen begäran")
    assert refusal(accept_proposal, proposal_id=proposal.pk, by=make_user()).code == "illegal_move"


def test_a_proposal_leaves_the_vote_at_its_authors_wish_until_the_close():
    round_ = make_round(Phase.VOTING)
    proposal = make_proposal(round_)
    arguments = {"proposal_id": proposal.pk, "by": make_user(), "reason": "På egen begäran"}
    with at(round_.voting_closes):
        assert refusal(withdraw_for_author, **arguments).code == "too_late_to_decide"
    assert withdraw_for_author(**arguments).status == "withdrawn"


@pytest.mark.parametrize(
    "changes", [{"cost_ore": 1}, {"title": "Ett annat"}, {"status": "declined", "reason": "x"}]
)
def test_the_database_freezes_candidates_when_voting_opens(changes):
    proposal = make_proposal(make_round(Phase.VOTING))
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**changes)


def test_a_proposal_keeps_its_number_and_its_round():
    proposal = make_proposal(make_round(Phase.SUBMISSION), accepted=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(number=7)


@pytest.mark.parametrize("field", ["title", "what", "benefit", "shown_name"])
def test_a_proposal_is_stored_as_plain_text(field):
    round_ = make_round(Phase.SUBMISSION)
    draft = make_application(**{field: "Bän\u202ekar\u200b"})
    stored = submit_proposal(round_id=round_.pk, author=make_user(), application=draft)
    assert getattr(stored, field) == "Bänkar"
    assert (
        refusal(
            submit_proposal,
            round_id=round_.pk,
            author=make_user(),
            application=make_application(**{field: "\u200b"}),
        ).code
        == "required"
    )
