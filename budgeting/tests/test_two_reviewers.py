"""Two reviewers must say the same about the same words."""

from __future__ import annotations

import pytest
from django.core import mail

from budgeting.models import Act
from budgeting.rules.phases import Phase
from budgeting.services.proposals import change_proposal
from budgeting.services.review import accept_proposal, correct_cost, decline_proposal

from .builders import (
    KRONA,
    make_application,
    make_proposal,
    make_round,
    make_user,
)
from .review_builders import make_reviewer
from .test_admin import make_official, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return make_round(Phase.REVIEW)


@pytest.fixture
def proposal(round_):
    return make_proposal(round_, accepted=False)


@pytest.fixture
def reviewer(round_):
    return make_reviewer(round_)


@pytest.fixture
def of_two():
    return make_round(Phase.REVIEW, reviewers_needed=2)


def test_two_must_say_the_same(of_two):
    proposal = make_proposal(of_two, accepted=False)
    a, b = make_user(), make_user()
    mail.outbox.clear()
    accept_proposal(proposal_id=proposal.pk, by=a)
    accept_proposal(proposal_id=proposal.pk, by=a)
    assert decline_proposal(proposal_id=proposal.pk, by=b, reason="Nej.").status == "received"
    assert not mail.outbox
    assert accept_proposal(proposal_id=proposal.pk, by=b).status == "accepted"
    assert len(mail.outbox) == 1 and not proposal.verdicts.exists()
    assert decline_proposal(proposal_id=proposal.pk, by=a, reason="Nej.").status == "accepted"


def test_the_first_of_two_is_told_that_one_more_is_needed(client, of_two):
    proposal = make_proposal(of_two, accepted=False)
    a, b = (make_official(of_two.programme, permissions=("change_proposal",)) for _ in range(2))
    client.force_login(a)
    client.post(url("proposal", "edit", proposal.pk), {"decision": "accepted"})
    client.force_login(b)
    assert str(a) in client.get(url("proposal", "edit", proposal.pk)).content.decode()
    client.post(url("proposal", "edit", proposal.pk), {"decision": "accepted"})
    proposal.refresh_from_db()
    assert proposal.status == "accepted"


def test_two_who_say_different_things_are_told_and_either_may_say_anew(client, of_two):
    proposal = make_proposal(of_two, accepted=False)
    a, b = (make_reviewer(of_two) for _ in range(2))
    page = url("proposal", "edit", proposal.pk)
    decline_proposal(proposal_id=proposal.pk, by=a, reason="Marken är inte vår.")
    client.force_login(b)
    assert "Marken är inte vår." in client.get(page).context["forms"]["decide"]["reason"].value()
    said = client.post(page, {"decision": "accepted"}, follow=True).content.decode()
    assert "tycker olika" in said
    proposal.refresh_from_db()
    assert proposal.status == "received" and proposal.verdicts.count() == 2
    assert decline_proposal(proposal_id=proposal.pk, by=b, reason="Enig.").status == "declined"
    proposal.refresh_from_db()
    assert (proposal.reason, proposal.decided_by) == ("Enig.", b)
    assert [m.act for m in proposal.moves.all()] == [Act.SENT, Act.VERDICT, Act.VERDICT, Act.DECLINED]


def test_one_person_in_two_windows_is_one_reviewer(client, of_two):
    proposal = make_proposal(of_two, accepted=False)
    client.force_login(make_reviewer(of_two))
    for _window in range(2):
        client.post(url("proposal", "edit", proposal.pk), {"decision": "accepted"})
    proposal.refresh_from_db()
    assert proposal.status == "received" and proposal.verdicts.count() == 1


def test_a_verdict_falls_when_the_author_writes_anew_or_the_cost_is_corrected():
    round_ = make_round(Phase.SUBMISSION, reviewers_needed=2)
    proposal = make_proposal(round_, accepted=False)
    a, b = make_user(), make_user()
    accept_proposal(proposal_id=proposal.pk, by=a)
    again = make_application(what="Något helt annat.")
    change_proposal(proposal_id=proposal.pk, author=proposal.author, application=again)
    assert accept_proposal(proposal_id=proposal.pk, by=b).status == "received"
    correct_cost(proposal_id=proposal.pk, by=a, cost_ore=8_000 * KRONA, reason="Dyrt.")
    assert accept_proposal(proposal_id=proposal.pk, by=a).status == "received"
    assert accept_proposal(proposal_id=proposal.pk, by=b).status == "accepted"


def test_who_has_said_something_goes_on_to_others_and_the_list_waits_for_the_second(client, of_two):
    first, second, third = (make_proposal(of_two, accepted=False) for _ in range(3))
    a, b = (make_reviewer(of_two) for _ in range(2))
    accept_proposal(proposal_id=second.pk, by=a)
    client.force_login(a)
    response = client.post(url("proposal", "edit", first.pk), {"decision": "accepted"})
    assert response.url == url("proposal", "edit", third.pk)
    assert "en granskare till" in client.get(url("proposal")).content.decode()
    client.force_login(b)
    response = client.post(url("proposal", "edit", first.pk), {"decision": "accepted"})
    assert response.url == url("proposal", "edit", second.pk)
