"""A computer that others use: whoever comes in next neither sees nor overwrites what the one before had in the browser."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from budgeting.models import Ballot, VoterIdentity
from budgeting.views.voter import MARK
from radslag.tests.eid_provider import at_the_broker, broker, come_back, path_back
from radslag.tests.people import log_in_by_code

from .builders import make_proposals, make_round, make_user
from .test_ballot_page import POINTS
from .test_views import text_of
from .test_voting_codes import make_coded, make_codes

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
TITLE = "Någon annan har börjat rösta i den här webbläsaren"


def address(round_, name="ballot"):
    return reverse(f"budgeting:{name}", args=[round_.pk])


def hidden(html: str) -> dict[str, str]:
    """What the ballot's form sends unseen."""
    form = html.partition("data-ballot=")[2] or html.partition("<main")[2]
    return dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', form.partition("</form>")[0])
    )


@pytest.fixture(params=[VoterIdentity.EMAIL, VoterIdentity.CODES, VoterIdentity.EID])
def world(request):
    """A round, and `comes`: lets one of two persons come in by its door. Gives what the ballot's form sends unseen."""
    browser, identity = Client(enforce_csrf_checks=True), request.param
    if identity == VoterIdentity.EMAIL:
        round_, people = make_round(), [make_user(), make_user()]
    elif identity == VoterIdentity.CODES:
        round_ = make_coded()
        people = [row.code for row in make_codes(round_, 2)]
    else:
        round_, people = make_round(identity=identity, least_age=None), ["Anna", "Bo"]
    proposals = make_proposals(round_, 2)

    def comes(number):
        if identity == VoterIdentity.EMAIL:
            log_in_by_code(browser, people[number])
        elif identity == VoterIdentity.CODES:
            token = hidden(browser.get(address(round_, "voting_code")).content.decode())
            sent = token | {"code": people[number]}
            assert browser.post(address(round_, "voting_code"), sent).url == address(round_)
        else:
            token = hidden(browser.get(address(round_, "eid")).content.decode())
            began = browser.post(address(round_, "eid"), token)
            back = at_the_broker(provider, began.headers["Location"], name=people[number])
            assert browser.get(path_back(back)).url == address(round_)
        return hidden(browser.get(address(round_)).content.decode())

    if identity != VoterIdentity.EID:
        yield round_, browser, comes, proposals
        return
    with broker() as provider:
        yield round_, browser, comes, proposals


def save(browser, round_, form, proposal, **headers):
    sent = form | {"declared": "1", "choices": [proposal.pk]}
    return browser.post(address(round_), sent, headers=headers)


def choices():
    return [[row.proposal_id for row in ballot.choices.all()] for ballot in Ballot.objects.all()]


@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize("token", ["of the first", "of the second"])
def test_a_tab_of_the_first_voter_changes_nothing_for_the_second(world, script, token):
    round_, browser, comes, (one, two) = world
    first = comes(0)
    second = comes(1)
    assert save(browser, round_, second, two).status_code == 302
    sent = (
        first if token == "of the first" else first | {"csrfmiddlewaretoken": second["csrfmiddlewaretoken"]}
    )
    answer = save(browser, round_, sent, one, **(JSON if script else {}))
    assert answer.status_code == 409 and "no-store" in answer["Cache-Control"]
    assert choices() == [[two.pk]], "the second voter's vote stands, and the first has none"
    if script:
        assert answer.json()["title"] == TITLE
        assert answer.json()["said"] == "Inte sparad: någon annan röstar här nu"
        assert set(answer.json()) == {"said", "title", "text"}
    else:
        text = text_of(answer)
        assert TITLE in text and "Din röst är inte sparad." in text and "Klar, logga ut" in text
        assert one.title in text and two.title not in text, "what was ticked, and nothing of the other vote"


def test_points_of_a_tab_of_the_first_voter_are_told_whatever_was_typed():
    round_, browser = make_round(**POINTS), Client(enforce_csrf_checks=True)
    one, two = make_proposals(round_, 2)
    log_in_by_code(browser, make_user())
    first = hidden(browser.get(address(round_)).content.decode())
    log_in_by_code(browser, make_user())
    browser.get(address(round_))
    sent = first | {"declared": "1", f"points-{one.pk}": "4", f"points-{two.pk}": "9" * 5_000}
    answer = browser.post(address(round_), sent)
    assert answer.status_code == 409
    assert f"{one.title}: 4 poäng" in text_of(answer) and two.title in text_of(answer)


def test_a_tab_of_the_first_voter_does_not_remove_the_vote_of_the_second(world):
    round_, browser, comes, (one, two) = world
    first = comes(0)
    save(browser, round_, first, one)
    form = hidden(browser.get(address(round_, "remove_ballot")).content.decode())
    second = comes(1)
    save(browser, round_, second, two)
    for token in (form, second):
        sent = form | {"csrfmiddlewaretoken": token["csrfmiddlewaretoken"]}
        answer = browser.post(address(round_, "remove_ballot"), sent)
        assert answer.status_code == 409 and "Din röst är inte borttagen" in text_of(answer)
    assert Ballot.objects.count() == 2
    own = hidden(browser.get(address(round_, "remove_ballot")).content.decode())
    assert browser.post(address(round_, "remove_ballot"), own).status_code == 302
    assert choices() == [[one.pk]]


def test_two_tabs_of_one_voter_do_not_disturb_each_other(world):
    round_, browser, comes, (one, two) = world
    first = comes(0)
    again = comes(0)
    assert first[MARK] == again[MARK]
    assert save(browser, round_, again, two).status_code == 302
    first["csrfmiddlewaretoken"] = again["csrfmiddlewaretoken"]
    assert save(browser, round_, first, one).status_code == 302
    assert choices() == [[one.pk]]


def test_what_says_for_whom_a_form_is_made_tells_nothing_of_the_voter(world):
    comes = world[2]
    marks = {comes(0)[MARK], comes(1)[MARK]}
    assert len(marks) == 2 and all(re.fullmatch(r"[0-9a-f]{64}", mark) for mark in marks)


def test_a_form_whose_token_is_of_another_site_tells_nothing(client):
    """The answer to a token that is not taken needs the mark of a form of ours."""
    round_ = make_round()
    log_in_by_code(client, make_user())
    client.handler.enforce_csrf_checks = True
    answer = client.post(address(round_), {"choices": ["1"]})
    assert answer.status_code == 403 and "Formuläret var för gammalt" in text_of(answer)


# The door of electronic identification


def test_who_comes_to_the_door_of_somebody_else_chooses(client):
    round_ = make_round(identity=VoterIdentity.EID, least_age=None)
    one, two = make_proposals(round_, 2)
    with broker() as provider:
        come_back(client, provider, round_.pk, name="Anna")
        mark = hidden(client.get(address(round_)).content.decode())
        client.post(address(round_), mark | {"declared": "1", "choices": [one.pk]})
        page = client.get(address(round_, "eid"))
        text = text_of(page)
        assert page.status_code == 200
        assert re.search(r"Fortsätt med rösten som påbörjades kl\. \d+\.\d\d", text)
        assert "Jag är någon annan" in text and one.title not in text
        assert "Är du någon annan?" in text_of(client.get(address(round_)))
        come_back(client, provider, round_.pk, name="Bo")
        html = client.get(address(round_)).content.decode()
        assert " checked" not in html and hidden(html)[MARK] != mark[MARK]
        client.post(address(round_), hidden(html) | {"declared": "1", "choices": [two.pk]})
    assert sorted(choices()) == sorted([[one.pk], [two.pk]])


def test_the_second_of_two_windows_at_the_broker_comes_back_as_the_own_person(client):
    round_ = make_round(identity=VoterIdentity.EID, least_age=None)
    make_proposals(round_, 1)
    with broker() as provider:
        ways = [client.post(address(round_, "eid")).headers["Location"] for _window in range(2)]
        marks = []
        for name, way in zip(("Anna", "Bo"), ways, strict=True):
            assert client.get(path_back(at_the_broker(provider, way, name=name))).status_code == 302
            marks.append(hidden(client.get(address(round_)).content.decode())[MARK])
    assert len(set(marks)) == 2


def test_who_cancels_at_the_broker_does_not_become_the_one_before(client):
    round_ = make_round(identity=VoterIdentity.EID, least_age=None)
    (one,) = make_proposals(round_, 1)
    with broker() as provider:
        come_back(client, provider, round_.pk, name="Anna")
        client.post(address(round_), {"declared": "1", "choices": [one.pk]})
        answer = come_back(client, provider, round_.pk, name="Bo", answer="no")
    assert answer.status_code == 200 and "Du avbröt" in text_of(answer)
    assert one.title not in text_of(answer)


def test_a_stored_vote_is_only_its_voters(world):
    round_, browser, comes, (one, _two) = world
    save(browser, round_, comes(0), one)
    comes(1)
    assert " checked" not in browser.get(address(round_)).content.decode()
