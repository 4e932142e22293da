"""“Alternative about”: staff say which proposals stand against each other, until voting opens; at most one gets money."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgeting.models import Act, Proposal
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services.alternatives import abouts_of, others_about, set_alternative
from budgeting.services.counting import count_round
from radslag.clock import TICK, at

from .builders import KRONA, cancel, make_ballot, make_proposal, make_round, make_user
from .review_builders import make_reviewer
from .test_acts_admin import browser_of, text_of
from .test_admin import url

pytestmark = pytest.mark.django_db
SQUARE = "Torget i vår"


@pytest.fixture
def round_():
    return make_round(Phase.REVIEW)


def named(proposal, about=SQUARE):
    return set_alternative(proposal_id=proposal.pk, by=make_user(), about=about)


def test_the_same_words_however_typed_make_alternatives_and_are_logged(round_):
    first, second, third = (make_proposal(round_, accepted=accepted) for accepted in (True, False, True))
    named(first, "  Torget   i vår ")
    named(second, "TORGET i vår")
    assert {p.alternative for p in Proposal.objects.filter(pk__in=[first.pk, second.pk])} == {SQUARE}
    first.refresh_from_db()
    assert others_about(first) == [second] and abouts_of(round_.pk) == [SQUARE] and not others_about(third)
    assert [m.data for m in first.moves.filter(act=Act.ALTERNATIVE)] == [{"alternative": ""}]
    assert named(first, "").alternative == ""


@pytest.mark.parametrize(
    ("about", "code"), [("", "nothing_changed"), ("x" * 61, "too_long"), ("  ", "nothing_changed")]
)
def test_what_says_nothing_new_or_too_much_is_refused(round_, about, code):
    with pytest.raises(RuleViolation, match=code):
        named(make_proposal(round_), about)


def test_it_is_frozen_when_voting_opens_by_the_service_and_by_the_database(round_):
    proposal = make_proposal(round_)
    with at(round_.voting_opens - TICK):
        named(proposal)
    with at(round_.voting_opens), pytest.raises(RuleViolation, match="too_late_to_decide"):
        named(proposal, "")
    voting = make_proposal(make_round(Phase.VOTING))
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Proposal.objects.filter(pk=voting.pk).update(alternative=SQUARE)


def test_neither_the_own_proposal_nor_one_that_is_out_nor_one_of_a_cancelled_round(round_):
    own = make_proposal(round_)
    with pytest.raises(RuleViolation, match="own_proposal"):
        set_alternative(proposal_id=own.pk, by=own.author, about=SQUARE)
    other = make_proposal(round_)
    cancel(round_)
    with pytest.raises(RuleViolation, match="round_cancelled"):
        named(other)


def test_at_most_one_of_them_gets_money():
    round_ = make_round(Phase.RESULT)
    pair = [make_proposal(round_, title=f"Torg {n}", cost_ore=1_000 * KRONA) for n in (1, 2)]
    with at(round_.voting_opens - TICK):
        for proposal in pair:
            named(proposal)
    for chosen in (pair, pair[1:]):
        make_ballot(round_, *chosen)
    outcomes = count_round(round_id=round_.pk).outcomes.all()
    assert [(o.proposal_id, o.funded) for o in outcomes] == [(pair[1].pk, True), (pair[0].pk, False)]


def test_the_page_of_the_review_sets_it_and_says_what_it_stands_against(round_):
    first, second = make_proposal(round_, title="Bänk"), make_proposal(round_, title="Lekplats")
    browser = browser_of(make_reviewer(round_))
    address = url("proposal", "edit", first.pk)
    assert browser.post(address, {"act": "alternative", "about": SQUARE}).status_code == 302
    assert "Inget annat förslag har samma ord" in text_of(browser.get(address))
    browser.post(url("proposal", "edit", second.pk), {"act": "alternative", "about": SQUARE})
    page = text_of(browser.get(address))
    assert f"Alternativ om ”{SQUARE}”" in page and "2. Lekplats" in page and "finns: Torget i vår" in page
    kept = browser.post(address, {"act": "alternative", "about": SQUARE})
    assert kept.status_code == 200 and f'value="{SQUARE}"' in kept.content.decode()
    with at(round_.voting_opens):
        assert "Alternativ till andra förslag" not in text_of(browser.get(address))


def test_the_list_of_a_round_has_the_column_when_there_is_something_in_it(round_):
    browser, proposal = browser_of(make_reviewer(round_)), make_proposal(round_)
    address = f"{reverse('budgeting_proposal_modeladmin_index')}?round={round_.pk}"
    assert "Alternativ om" not in text_of(browser.get(address))
    named(proposal)
    page = text_of(browser.get(address))
    assert "Alternativ om" in page and SQUARE in page
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for other in [make_proposal(round_) for _ in range(3)]:
        named(other)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) <= len(few)
