"""Applications on paper: typed in by staff, and marked so."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from budgeting.models import (
    Proposal,
    ProposalMove,
    Question,
)
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from radslag.clock import at

from .builders import (
    KRONA,
    TICK,
    make_proposal,
    make_round,
    make_schedule,
    pause,
)
from .review_builders import PAPER, make_reviewer
from .test_admin import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return make_round(Phase.REVIEW)


def paper(round_):
    return f"{url('proposal', 'create')}?round={round_.pk}"


@pytest.fixture
def proposal(round_):
    return make_proposal(round_, accepted=False)


@pytest.fixture
def reviewer(round_):
    return make_reviewer(round_)


def test_a_paper_application_is_typed_in_and_marked(client, round_, reviewer):
    client.force_login(reviewer)
    assert client.get(url("proposal", "create")).context["form"]
    response = client.post(paper(round_), PAPER)
    proposal = Proposal.objects.get()
    assert response.url == url("proposal", "edit", proposal.pk)
    assert (proposal.on_paper, proposal.author, proposal.cost_ore) == (True, None, 5_000 * KRONA)
    assert proposal.applicant.phone == "0431-1" and proposal.lines.count() == 2
    assert proposal.shown_name == "Boende i Närlunda"
    assert ProposalMove.objects.get().by == reviewer


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"lines": "Bänk 4 500"}, "lines"),
        ({"lines": "Bänk: gratis"}, "lines"),
        ({"lines": "", "cost": ""}, "cost"),
        ({"cost": "6 000"}, "cost"),
        ({"lines": "", "cost": "26 000"}, "cost"),
        ({"email": "kim"}, "email"),
        ({"what": "x" * 1501}, "what"),
    ],
)
def test_a_paper_that_can_not_be_is_refused_at_its_field(client, round_, reviewer, changed, field):
    client.force_login(reviewer)
    response = client.post(paper(round_), PAPER | changed)
    assert response.status_code == 200 and response.context["form"].errors[field]
    assert not Proposal.objects.exists()


def test_a_paper_is_typed_in_until_the_proposals_are_shown(client, round_, reviewer):
    client.force_login(reviewer)
    with at(round_.proposals_shown):
        assert client.get(url("proposal", "create")).context["form"] is None
        client.post(paper(round_), PAPER)
    assert not Proposal.objects.exists()
    with at(round_.proposals_shown - TICK):
        client.post(paper(round_), PAPER)
    assert Proposal.objects.count() == 1


def test_the_same_paper_is_not_typed_in_twice(client, round_, reviewer):
    client.force_login(reviewer)
    client.post(paper(round_), PAPER)
    again = client.post(paper(round_), PAPER | {"name": "Någon annan"})
    assert "redan inlagd" in again.content.decode() and "Någon annan" in again.content.decode()
    assert Proposal.objects.count() == 1
    assert client.post(paper(round_), PAPER | {"title": "Fler bänkar"}).status_code == 302


def test_a_question_that_must_be_answered_is_asked_of_the_paper_too(client, round_, reviewer):
    question = Question.objects.create(round=round_, text="Vem sköter det?", is_required=True)
    client.force_login(reviewer)
    refused = client.post(paper(round_), PAPER)
    assert refused.context["form"].errors == {f"question_{question.pk}": ["Fyll i det här."]}
    client.post(paper(round_), PAPER | {f"question_{question.pk}": "Vi i huset"})
    assert Proposal.objects.get().answers.get().text == "Vi i huset"


def test_too_many_lines_are_refused_at_the_lines_with_what_was_typed(client, round_, reviewer):
    client.force_login(reviewer)
    lines = "\n".join(f"Sak {n}: 10" for n in range(21))
    refused = client.post(paper(round_), PAPER | {"lines": lines})
    assert refused.context["form"].errors["lines"] and "Sak 20: 10" in refused.content.decode()
    assert not Proposal.objects.exists()


def test_with_several_rounds_one_is_chosen_first_and_others_are_not_offered(client, round_, reviewer):
    other = make_round(Phase.REVIEW, programme=round_.programme, schedule=make_schedule(Phase.SUBMISSION))
    foreign = make_round(Phase.REVIEW)
    client.force_login(reviewer)
    html = client.get(url("proposal", "create")).content.decode()
    assert f"?round={other.pk}" in html and f"?round={round_.pk}" in html
    assert f"?round={foreign.pk}" not in html
    for named in (foreign.pk, "x", 2**70):
        response = client.post(url("proposal", "create") + f"?round={named}", PAPER)
        assert response.context["form"] is None
    assert not Proposal.objects.exists()
    client.post(paper(other), PAPER)
    assert Proposal.objects.get().round == other


def typed(html):
    """What the shown form posts: the round that is hidden in it, and what stands on the paper."""
    return PAPER | {"round": re.search(r'name="round" value="(\d+)"', html)[1]}


def test_a_paper_goes_to_the_round_whose_form_was_filled_in_though_another_has_opened(
    client, round_, reviewer
):
    client.force_login(reviewer)
    posted = typed(client.get(url("proposal", "create")).content.decode())
    make_round(Phase.REVIEW, programme=round_.programme, schedule=make_schedule(Phase.SUBMISSION))
    client.post(url("proposal", "create"), posted)
    assert Proposal.objects.get().round == round_


@pytest.mark.parametrize("other_open", [False, True])
def test_a_paper_for_a_round_that_has_closed_meanwhile_is_refused_with_what_was_typed(
    client, round_, reviewer, other_open
):
    client.force_login(reviewer)
    posted = typed(client.get(url("proposal", "create")).content.decode())
    if other_open:
        make_round(Phase.REVIEW, programme=round_.programme, schedule=make_schedule(Phase.SUBMISSION))
    with at(round_.proposals_shown):
        refused = client.post(url("proposal", "create"), posted)
    html = refused.content.decode()
    assert RuleViolation("submission_closed").message in refused.context["form"].non_field_errors()
    assert "Tre bänkar." in html and f'name="round" value="{round_.pk}"' in html
    assert not Proposal.objects.exists()


def test_a_paused_round_takes_no_paper(client, round_, reviewer):
    client.force_login(reviewer)
    pause(round_)
    assert client.get(url("proposal", "create")).context["form"] is None
    assert "Tre bänkar." in client.post(paper(round_), PAPER).content.decode()
    assert not Proposal.objects.exists()


def test_the_public_page_says_that_it_came_on_paper_and_nothing_of_who_typed_it(client, round_, reviewer):
    client.force_login(reviewer)
    client.post(paper(round_), PAPER)
    proposal = Proposal.objects.get()
    with at(round_.proposals_shown):
        html = Client().get(proposal.get_absolute_url()).content.decode()
    for secret in (reviewer.email, PAPER["email"], PAPER["phone"], PAPER["name"]):
        assert secret not in html
    assert "Bänkar vid bäcken" in html
