"""Keying ballots on paper on the editors' side: typed, looked at, saved; twice, by two people, from fifty on."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from budgeting.models import PaperPile, PaperRefusal, PaperVote
from budgeting.models.voting_codes import DOUBLE_FROM
from budgeting.rules.errors import MESSAGES, RuleViolation
from budgeting.rules.paper_errors import PAPER_MESSAGES, REASON_OF_RULE, said_of_paper
from budgeting.rules.phases import Phase
from budgeting.services.paper_refusals import REASONS
from budgeting.services.paper_votes import say_pile
from home.services.roles import REVIEWERS, ensure_roles
from radslag.clock import TICK, at

from .builders import DAY, KRONA, make_programme, make_proposals, make_round, make_user
from .review_builders import make_reviewer
from .test_acts_admin import browser_of, text_of, url
from .test_admin import make_official
from .test_paper_votes import Desk
from .test_rules import EXAMPLE_PARAMS
from .test_voting_codes import make_coded, vote

pytestmark = pytest.mark.django_db
SMALL = {"budget_ore": 25_000 * KRONA, "cap_ore": 10_000 * KRONA}


@pytest.fixture
def desk():
    desk = Desk()
    desk.browsers = [browser_of(make_reviewer(desk.round)), browser_of(make_official(desk.round.programme))]
    desk.page = url("papers", desk.round)
    return desk


def send(desk, act, n=0, numbers="1, 3", who=0, **more):
    sent = {"act": act, "code": desk.codes[n], "numbers": numbers} | more
    return desk.browsers[who].post(desk.page, sent)


def errors(response):
    return {name: [str(e) for e in found] for name, found in response.context["paper_form"].errors.items()}


def test_a_paper_is_typed_looked_at_and_saved(desk):
    assert 'name="code"' in desk.browsers[0].get(desk.page).content.decode()
    looked = send(desk, "look")
    assert "1. Förslag 1" in text_of(looked) and "3. Förslag 3" in text_of(looked)
    assert {"code", "numbers"} <= set(looked.wsgi_request.sensitive_post_parameters)
    assert "no-store" in looked["Cache-Control"] and not PaperVote.objects.exists()
    assert re.search(r'<button[^>]*value="save"[^>]*autofocus', looked.content.decode())
    assert send(desk, "save").url == desk.page
    assert desk.stored(0) == [1, 3]
    assert "Rösten är sparad." in desk.browsers[0].get(desk.page).content.decode()


def test_what_was_typed_comes_back_when_one_wants_to_type_it_anew(desk):
    page = send(desk, "edit").content.decode()
    assert desk.codes[0] in page and 'value="1, 3"' in page


def test_neither_code_nor_choices_are_kept_in_session_or_cookie(desk):
    send(desk, "look")
    send(desk, "save")
    desk.browsers[0].get(desk.page)
    kept = str([s.get_decoded() for s in Session.objects.all()]) + str(desk.browsers[0].cookies)
    assert desk.codes[0] not in kept and "Förslag" not in kept


@pytest.mark.parametrize(
    ("numbers", "field"),
    [
        ("", "numbers"),
        ("ett", "numbers"),
        ("1, 99", "numbers"),
        ("1, 1", "numbers"),
        ("1, 2, 3, 4", "numbers"),
    ],
)
def test_what_is_wrong_with_the_choices_is_said_at_the_numbers(desk, numbers, field):
    make_proposals(desk.round, 1)
    for act in ("look", "save"):
        answer = send(desk, act, numbers=numbers)
        assert list(errors(answer)) == [field]
        assert desk.codes[0] in answer.content.decode()
    assert not PaperVote.objects.exists()


def test_a_code_that_is_used_on_the_web_is_told_and_counted_as_refused_when_one_says_so(desk):
    vote(desk.round, desk.codes[0], desk.proposals[0])
    answer = send(desk, "look")
    assert "på webben" in errors(answer)["code"][0]
    assert not PaperRefusal.objects.exists()
    seen = {"act": "refuse", "code": desk.codes[0], "seen": "0"}
    for _ in range(2):  # sent twice
        desk.browsers[0].post(desk.page, seen)
    assert [r.code for r in PaperRefusal.objects.all()] == ["code_used_on_web"]
    assert "1: Koden är använd på webben" in text_of(desk.browsers[0].get(desk.page))


@pytest.mark.parametrize(
    ("terms", "numbers", "said", "reason"),
    [
        ({"ballot_max": 2}, "1, 2, 3", "Papperet väljer 3 förslag", "too_many"),
        ({"ballot_min": 2}, "1", "Papperet väljer 1 förslag", "too_few"),
        ({"ballot_kind": "knapsack", **SMALL}, "1, 2, 3", "Papperet väljer för mycket", "too_many"),
        ({"ballot_kind": "points", "points_total": 5, "points_most": 5}, "1:3, 2:3", "6 poäng", "too_many"),
        ({"ballot_kind": "points", "points_total": 5, "points_most": 3}, "1:4", "3 poäng", "too_many"),
    ],
)
def test_a_paper_that_breaks_the_rules_is_told_of_and_counted_as_refused(terms, numbers, said, reason):
    desk = Desk(**terms)
    browser, page = browser_of(make_reviewer(desk.round)), url("papers", desk.round)
    answer = browser.post(page, {"act": "look", "code": desk.codes[0], "numbers": numbers})
    words = errors(answer)["numbers"][0]
    assert said in words and "Ta bort" not in words and "Du har" not in words
    html = answer.content.decode()
    assert "Står det så på papperet?" in html
    faulty = html[html.index('aria-labelledby="faulty"') :].partition("</form>")[0]
    sent = dict(re.findall(r'name="(act|reason|seen|code)" value="([^"]*)"', faulty))
    assert sent == {"act": "refuse", "reason": reason, "seen": "0"}
    browser.post(page, sent)
    assert [r.code for r in PaperRefusal.objects.all()] == [reason]
    assert not PaperVote.objects.exists()


def test_a_slip_of_the_fingers_with_the_form_itself_offers_no_refusal(desk):
    assert "Står det så" not in send(desk, "look", numbers="ett").content.decode()


def test_every_sentence_about_a_paper_is_about_the_paper():
    assert set(REASON_OF_RULE) - {"not_a_number_here"} <= set(PAPER_MESSAGES) <= set(MESSAGES)
    assert set(REASON_OF_RULE.values()) <= set(REASONS)
    for code in PAPER_MESSAGES:
        sentence = said_of_paper(RuleViolation(code, **EXAMPLE_PARAMS.get(code, {})))
        assert not re.search(r"\b(du|din|ditt|dina|dig)\b", sentence.lower()), sentence


def test_the_page_says_how_many_papers_are_left_and_that_a_vote_read_once_counts(desk):
    send(desk, "save")
    desk.browsers[0].post(desk.page, {"act": "refuse", "reason": "empty", "seen": "0"})
    assert "Kvar att mata in 2" in text_of(desk.browsers[0].get(desk.page))
    say_pile(round_id=desk.round.pk, papers=60, by=desk.siv)
    page = text_of(desk.browsers[0].get(desk.page))
    assert "Kvar att mata in 58" in page
    assert "Sparade röster 1 1 av dem är läst av en enda person än så länge, men räknas ändå" in page


def test_an_invalid_paper_is_counted_with_its_reason(desk):
    desk.browsers[0].post(desk.page, {"act": "refuse", "reason": "too_many", "seen": "0"})
    assert PaperRefusal.objects.get().code == "too_many"
    desk.browsers[0].post(
        desk.page, {"act": "refuse", "reason": "påhittad", "code": desk.codes[0], "seen": "1"}
    )
    assert PaperRefusal.objects.count() == 1, "nothing is wrong with that paper"


def test_a_large_pile_is_keyed_by_two_people_and_a_third_look_shows_both(desk):
    say_pile(round_id=desk.round.pk, papers=DOUBLE_FROM, by=desk.siv)
    send(desk, "save")
    assert "en person till" in text_of(desk.browsers[0].get(desk.page))
    assert "Någon annan" in errors(send(desk, "look"))["code"][0]
    send(desk, "save", numbers="2", who=1)
    looked = text_of(send(desk, "look", numbers="2"))
    assert "Den första läste" in looked and "3. Förslag 3" in looked and "2. Förslag 2" in looked
    send(desk, "save", numbers="2")
    assert desk.stored(0) == [2]


def test_the_pile_is_said_in_the_page_and_can_not_be_made_smaller_than_what_is_keyed(desk):
    send(desk, "save")
    send(desk, "save", n=1)
    answer = desk.browsers[0].post(desk.page, {"act": "pile", "papers": "1"})
    assert answer.context["pile_form"].errors
    assert desk.browsers[0].post(desk.page, {"act": "pile", "papers": "60"}).status_code == 302
    assert PaperPile.objects.get().papers == 60
    assert "2 av dem är lästa av en enda person" in text_of(desk.browsers[0].get(desk.page))


def test_before_a_number_is_said_nothing_can_be_keyed(desk):
    other = Desk(papers=0)
    page = browser_of(make_reviewer(other.round)).get(url("papers", other.round)).content.decode()
    assert 'name="code"' not in page and 'name="papers"' in page


def test_the_page_says_until_when_and_warns_when_little_time_is_left(desk):
    page = text_of(desk.browsers[0].get(desk.page))
    assert "Papperen måste vara inmatade före" in page and "timmar är kvar" not in page
    with at(desk.round.voting_closes - DAY / 8):
        assert "3 timmar är kvar." in text_of(desk.browsers[0].get(desk.page))
    with at(desk.round.voting_closes - TICK):
        assert "Mindre än en timme är kvar." in text_of(desk.browsers[0].get(desk.page))
    with at(desk.round.voting_closes):
        page = desk.browsers[0].get(desk.page)
        assert "Röstningen är stängd" in text_of(page) and 'name="code"' not in page.content.decode()
        assert "stängd" in str(errors(send(desk, "save")))
    assert not PaperVote.objects.exists()


def test_who_neither_reviews_nor_changes_rounds_here_can_key_nothing(desk):
    people = [make_user(), make_reviewer(make_round()), make_official(make_programme())]
    for browser in [Client(), *(browser_of(person) for person in people)]:
        for action in ("papers", "paper_ballot"):
            assert browser.get(url(action, desk.round)).status_code in (302, 403)
        sent = {"act": "save", "code": desk.codes[0], "numbers": "1"}
        assert browser.post(desk.page, sent).status_code in (302, 403)
    assert not PaperVote.objects.exists()


def test_only_a_round_with_codes_has_papers(desk):
    other = make_round(Phase.SUBMISSION, programme=desk.round.programme)
    reviewer = make_user()
    reviewer.groups.add(ensure_roles(branch=desk.round.programme, organisation="Närlundahem")[REVIEWERS])
    reviews, changes = browser_of(reviewer), desk.browsers[1]
    for browser in (reviews, changes):
        assert browser.get(url("papers", desk.round)).status_code == 200
        assert browser.get(url("papers", other)).status_code == 404
        listed = browser.get(reverse("budgeting_round_modeladmin_index")).content.decode()
        assert desk.page in listed and url("papers", other) not in listed
        may_make_codes = url("codes", desk.round) in listed
        assert may_make_codes == (browser is changes)


def test_the_ballot_to_print_has_the_accepted_proposals_by_number_and_a_place_for_the_code(desk):
    html = desk.browsers[0].get(url("paper_ballot", desk.round)).content.decode()
    assert "Förslag 1" in html and "Förslag 3" in html and "Din röstkod" in html
    assert "Välj 1 till 3 förslag." in html and "style=" not in html
    points = make_coded(ballot_kind="points", points_total=5, points_most=3)
    make_proposals(points, 1)
    html = browser_of(make_reviewer(points)).get(url("paper_ballot", points)).content.decode()
    assert "Dela ut 5 poäng" in html


def test_no_ballot_is_printed_before_there_are_proposals_and_one_that_may_change_says_so():
    round_ = make_coded(Phase.REVIEW)
    browser, page = browser_of(make_reviewer(round_)), url("paper_ballot", round_)
    html = browser.get(page).content.decode()
    assert "Förslagen är inte klara än" in html and "Din röstkod" not in html
    make_proposals(round_, 2)
    html = browser.get(page).content.decode()
    assert "Förslagen kan ändras" in html and "Din röstkod" in html
    with at(round_.voting_opens):
        html = browser.get(page).content.decode()
    assert "Förslagen kan ändras" not in html and "Förslag 2" in html
    empty = make_coded()
    html = browser_of(make_reviewer(empty)).get(url("paper_ballot", empty)).content.decode()
    assert "ingen röstsedel att skriva ut" in html and "Din röstkod" not in html
