"""The ballot as a voter meets it: its rows, what is declared, each fault at its field, and what stands afterwards."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgeting.models import Ballot, BallotKind, Challenge, Receipt
from budgeting.rules.phases import Phase
from budgeting.services.ballots import StoredBallot, stored_ballot
from budgeting.services.counting import count_round
from budgeting.services.review import withdraw_for_author
from budgeting.services.voters import Voter
from radslag.clock import at, database_now
from radslag.tests.people import log_in_by_code

from .builders import (
    KRONA,
    TICK,
    cancel,
    make_ballot,
    make_proposal,
    make_proposals,
    make_round,
    make_round_page,
    make_user,
    pause,
)
from .test_views import text_of

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
POINTS = {"ballot_kind": BallotKind.POINTS, "points_total": 10, "points_most": 5}


@pytest.fixture
def resident(client):
    user = make_user()
    log_in_by_code(client, user)
    return user


def address(round_) -> str:
    return reverse("budgeting:ballot", args=[round_.pk])


def stored(round_, user) -> StoredBallot | None:
    return stored_ballot(round_=round_, voter=Voter.of(user))


def errors_in(html: str) -> dict[str, str]:
    """The links of the summary: where they lead, and their words."""
    summary = re.search(r'<div class="error-summary".*?</div>', html, flags=re.S)
    return dict(re.findall(r'<a href="#([\w-]+)">(.*?)</a>', summary[0])) if summary else {}


def tag_of(html: str, id_: str) -> str:
    found = re.search(rf'<input[^>]* id="{id_}"[^>]*>', html)
    assert found, id_
    return found[0]


# Rows


@pytest.mark.parametrize(
    ("kind", "many"), [(BallotKind.APPROVAL, 200), (BallotKind.KNAPSACK, 20), (BallotKind.POINTS, 20)]
)
def test_each_of_two_hundred_rows_is_small_and_their_number_takes_no_queries(client, resident, kind, many):
    terms = {"proposals_per_person": 200} | (POINTS if kind is BallotKind.POINTS else {"ballot_kind": kind})
    small, large = make_round_page(**terms), make_round_page(**terms)
    author, numbers = make_user(), {small: 10, large: many}
    for page, number in numbers.items():
        make_proposals(page.round, number, author=author)

    def queries(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    assert queries(address(small.round)) == queries(address(large.round)) <= 25
    assert queries(small.url) == queries(large.url) <= 25
    html = client.get(address(large.round)).content.decode()
    rows = re.findall(r'<div class="pick-row">.*?</div>\n', html, flags=re.S)
    assert len(rows) == many
    assert max(len(row.encode()) for row in rows) <= 450


def test_the_page_loads_nothing_from_within_itself(client, resident):
    html = client.get(address(make_round())).content.decode()
    assert not re.search(r"<script(?![^>]* src=)|<style| style=| on\w+=", html)


# What is declared


def test_the_first_ballot_asks_for_a_declaration_and_a_postal_code_and_the_next_does_not(client, resident):
    round_ = make_round(least_age=16, postal_codes="25440 25441")
    a, b = make_proposals(round_, 2)
    html = client.get(address(round_)).content.decode()
    assert f"Jag bor i {round_.programme.area.name} och har fyllt 16 år." in html
    assert 'name="postal_code"' in html
    sent = {"declared": "1", "postal_code": "SE-254 41", "choices": [a.pk]}
    assert client.post(address(round_), sent).status_code == 302
    html = client.get(address(round_)).content.decode()
    assert 'name="declared"' not in html and 'name="postal_code"' not in html
    assert client.post(address(round_), {"choices": [b.pk]}).status_code == 302
    assert stored(round_, resident).choices == (b.pk,)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"declared": "Kryssa", "postal_code": "Skriv ditt postnummer"}),
        ({"declared": "1"}, {"postal_code": "Skriv ditt postnummer"}),
        ({"declared": "1", "postal_code": "2544"}, {"postal_code": "Skriv ditt postnummer"}),
        ({"declared": "1", "postal_code": "111 11"}, {"postal_code": "Ditt postnummer"}),
        ({"declared": "ja", "postal_code": "25440"}, {"declared": "Kryssa"}),
    ],
)
@pytest.mark.parametrize("how_many", [2, 1, 0, 4])
def test_each_fault_stands_at_its_field_and_all_that_is_filled_in_stays(
    client, resident, sent, wrong, how_many
):
    round_ = make_round(postal_codes="25440", ballot_min=2)
    ticked = make_proposals(round_, 4)[:how_many]
    answer = client.post(address(round_), sent | {"choices": [p.pk for p in ticked]})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fel:" in html
    told = errors_in(html)
    assert set(told) == set(wrong) | ({"forslagen"} if how_many != 2 else set())
    for name, words in wrong.items():
        assert told[name].startswith(words)
        assert 'aria-invalid="true"' in tag_of(html, name) and f"{name}_error" in tag_of(html, name)
    assert ("checked" in tag_of(html, "declared")) is (sent.get("declared") == "1")
    assert f'value="{sent.get("postal_code", "")}"' in tag_of(html, "postal_code")
    assert len(re.findall(r'name="choices"[^>]* checked', html)) == how_many
    assert Ballot.objects.count() == 0 and Receipt.objects.count() == 0


def test_a_postal_code_is_shown_again_as_text_only(client, resident):
    round_ = make_round(postal_codes="25440")
    html = client.post(address(round_), {"postal_code": '"><b>1</b>'}).content.decode()
    assert "<b>1</b>" not in html and "&quot;&gt;&lt;b&gt;1&lt;/b&gt;" in html


# Bad input


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("four", "Du har valt 4 förslag. Ta bort 1."),
        ("none", "Välj minst 1 förslag."),
        ("twice", ""),
        ("foreign", ""),
        ("declined", ""),
        ("withdrawn", ""),
        ("nonsense", ""),
    ],
)
@pytest.mark.parametrize("script", [False, True])
def test_a_wrong_ballot_is_told_what_is_wrong_and_the_stored_one_stands(client, resident, bad, words, script):
    round_ = make_round()
    a, b, c, d = make_proposals(round_, 4)
    declined = make_proposal(round_, accepted=False)
    if bad == "withdrawn":
        withdraw_for_author(proposal_id=d.pk, by=make_user(), reason="På egen begäran")
    before = make_ballot(round_, a, voter=Voter.of(resident))
    choices = {
        "four": [a.pk, b.pk, c.pk, d.pk],
        "none": [],
        "twice": [b.pk, b.pk],
        "foreign": [b.pk, make_proposal(make_round()).pk],
        "declined": [b.pk, declined.pk],
        "withdrawn": [b.pk, d.pk],
        "nonsense": [b.pk, "<script>"],
    }[bad]
    answer = client.post(address(round_), {"choices": choices}, headers=JSON if script else {})
    assert answer.status_code == 422
    told = answer.json()["errors"]["choices"] if script else errors_in(answer.content.decode())["forslagen"]
    assert told and told.startswith(words)
    assert stored(round_, resident) == before


def test_a_purse_is_not_filled_above_its_budget(client, resident):
    round_ = make_round(ballot_kind=BallotKind.KNAPSACK, budget_ore=100_000 * KRONA, cap_ore=60_000 * KRONA)
    a, b, c = (make_proposal(round_, cost_ore=ore * KRONA) for ore in (50_000, 37_500, 20_000))
    answer = client.post(address(round_), {"declared": "1", "choices": [a.pk, b.pk, c.pk]})
    assert answer.status_code == 422
    text = text_of(answer)
    assert "7 500 kr över 100 000 kr" in text and "7 500 kr för mycket" in text
    assert client.post(address(round_), {"declared": "1", "choices": [a.pk, b.pk]}).status_code == 302
    assert "12 500 kr kvar av 100 000 kr" in text_of(client.get(address(round_)))
    assert set(stored(round_, resident).choices) == {a.pk, b.pk}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("6", ""), "Ett förslag kan få högst 5 poäng."),
        (("5", "5", "1"), "Du har gett 11 poäng. Ta bort 1."),
        (("två", ""), "Skriv poäng"),
        (("-1", ""), "Skriv poäng"),
        (("1.5", ""), "Skriv poäng"),
        (("0", ""), "Välj minst 1 förslag."),
    ],
)
def test_points_that_can_not_be_given_come_back_as_typed(client, resident, given, words):
    round_ = make_round(**POINTS)
    proposals = make_proposals(round_, 3)
    before = make_points(round_, proposals, resident)
    sent = {f"points-{p.pk}": points for p, points in zip(proposals, given, strict=False)}
    answer = client.post(address(round_), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert errors_in(html)["forslagen"].startswith(words)
    assert stored(round_, resident) == before
    if given[0] != "0":
        assert f'value="{given[0]}"' in tag_of(html, "p1")
    assert ('aria-invalid="true"' in tag_of(html, "p1")) is (given[0] not in ("0", "5"))


def make_points(round_, proposals, user) -> StoredBallot:
    client = Client()
    log_in_by_code(client, user)
    sent = {"declared": "1"} | {f"points-{p.pk}": points for p, points in zip(proposals, "43", strict=False)}
    assert client.post(address(round_), sent).status_code == 302
    found = stored(round_, user)
    assert found
    return found


def test_points_are_stored_and_shown(client, resident):
    round_ = make_round(**POINTS)
    a, b, _c = proposals = make_proposals(round_, 3)
    assert make_points(round_, proposals, resident).points == {a.pk: 4, b.pk: 3}
    text = text_of(client.get(address(round_)))
    assert "7 av 10 poäng utdelade" in text and "Förslag 1: 4 poäng" in text


# What is stored


def test_what_is_stored_shows_apart_from_what_is_ticked_and_not_saved(client, resident):
    round_ = make_round(ballot_min=2)
    a, b, c = make_proposals(round_, 3)
    before = make_ballot(round_, a, b, voter=Voter.of(resident))
    html = client.post(address(round_), {"choices": [c.pk]}).content.decode()
    mine = re.search(r'<section class="my-vote".*?</section>', html, flags=re.S)[0]
    assert "Förslag 1" in mine and "Förslag 2" in mine and "Förslag 3" not in mine
    assert before.receipt in mine
    assert re.findall(r'name="choices" value="(\d+)"[^>]* checked', html) == [str(c.pk)]
    assert "Ändringen är inte sparad" in html and "Inte sparad än" not in html


def test_two_devices_at_once_leave_the_ballot_that_was_saved_last(client, resident):
    """And a replayed POST changes nothing but what it says itself."""
    round_ = make_round()
    a, b = make_proposals(round_, 2)
    phone = Client()
    log_in_by_code(phone, resident)
    first = client.post(address(round_), {"declared": "1", "choices": [a.pk]}, headers=JSON).json()
    second = phone.post(address(round_), {"choices": [b.pk]}, headers=JSON).json()
    again = phone.post(address(round_), {"choices": [b.pk]}, headers=JSON).json()
    assert first["receipt"] == second["receipt"] == again["receipt"]
    assert Ballot.objects.count() == Receipt.objects.count() == 1
    assert stored(round_, resident).choices == (b.pk,)


def test_a_voter_who_comes_back_is_told_first_of_all_that_there_is_a_vote(client, resident):
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    voted, see = "Du har röstat och kan ändra din röst.", "Se kvitto"
    html = client.get(address(round_)).content.decode()
    assert voted not in html and re.search(rf"<a[^>]* hidden>{see}", html)
    make_ballot(round_, a, voter=Voter.of(resident))
    html = client.get(address(round_)).content.decode()
    assert voted in html and html.index(voted) < html.index("Förslag 1")
    assert re.search(rf'<a href="#min-rost" data-see>{see}', html)


def test_a_removed_vote_is_told_of(client, resident):
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    make_ballot(round_, a, voter=Voter.of(resident))
    answer = client.post(reverse("budgeting:remove_ballot", args=[round_.pk]), follow=True)
    assert "Din röst är borttagen." in text_of(answer)
    address_of_it = answer.redirect_chain[-1][0]
    make_ballot(round_, a, voter=Voter.of(resident))
    assert "borttagen" not in text_of(client.get(address_of_it)), "a reload tells what is so now"


def test_a_removed_ballot_is_declared_for_anew(client, resident):
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    make_ballot(round_, a, voter=Voter.of(resident))
    client.post(reverse("budgeting:remove_ballot", args=[round_.pk]))
    answer = client.post(address(round_), {"choices": [a.pk]})
    assert answer.status_code == 422 and set(errors_in(answer.content.decode())) == {"declared"}


# Out of time


@pytest.mark.parametrize("had_voted", [True, False])
def test_a_tab_that_is_stale_after_the_close_is_told_so(client, resident, had_voted):
    round_ = make_round(Phase.COUNTING)
    a, b = make_proposals(round_, 2)
    before = make_ballot(round_, a, voter=Voter.of(resident)) if had_voted else None
    page = client.post(address(round_), {"declared": "1", "choices": [b.pk]})
    script = client.post(address(round_), {"declared": "1", "choices": [b.pk]}, headers=JSON)
    assert page.status_code == script.status_code == 409
    assert "Din röst kom efter det och räknas inte." in text_of(page)
    assert "Din röst kom efter det och räknas inte." in script.json()["text"]
    stands = "räknas. " if had_voted else "Du har ingen sparad röst"
    assert stands in text_of(page) and stands.strip() in script.json()["text"]
    assert stored(round_, resident) == before


@pytest.mark.parametrize("stop", [pause, cancel])
def test_a_stopped_round_says_what_becomes_of_the_vote(client, resident, stop):
    round_ = make_round()
    a, b = make_proposals(round_, 2)
    before = make_ballot(round_, a, voter=Voter.of(resident))
    stop(round_)
    answer = client.post(address(round_), {"choices": [b.pk]})
    assert answer.status_code == 409
    assert "Det du skickade nu är inte sparat" in text_of(answer)
    assert "Förslag 1" in text_of(answer) and before.receipt in text_of(answer)
    assert stored(round_, resident) == before


def test_the_clock_of_the_database_decides_when_the_page_closes(client, resident):
    round_ = make_round()
    make_proposals(round_, 1)
    with at(round_.voting_closes - TICK):
        text = text_of(client.get(address(round_)))
        assert "svensk tid" in text and "Förslag 1" in text
    with at(round_.voting_closes):
        assert "Röstningen är stängd" in text_of(client.get(address(round_)))


def test_a_challenged_vote_tells_its_published_reason_and_can_not_be_changed(client, resident):
    round_ = make_round()
    a, b = make_proposals(round_, 2)
    make_ballot(round_, a, voter=Voter.of(resident))
    challenge(round_, "Adressen är påhittad.")
    for answer in (client.get(address(round_)), client.post(address(round_), {"choices": [b.pk]})):
        assert "Din röst räknas inte" in text_of(answer) and "Adressen är påhittad." in text_of(answer)
        assert "pick-row" not in answer.content.decode()
    assert answer.status_code == 409
    assert stored(round_, resident).choices == (a.pk,)
    with at(round_.voting_closes):
        text = text_of(client.get(address(round_)))
    assert "räknas inte" in text and "Adressen är påhittad." in text


def challenge(round_, reason: str) -> None:
    now = database_now()
    Challenge.objects.create(
        round=round_,
        receipt=Receipt.objects.get(round=round_),
        reason=reason,
        asked_by=make_user(),
        asked_at=now,
        confirmed_by=make_user(),
        at=now,
    )


def test_the_result_leads_to_the_look_up_of_the_receipt(client, resident):
    round_ = make_round(Phase.RESULT)
    (a,) = make_proposals(round_, 1)
    make_ballot(round_, a, voter=Voter.of(resident))
    count_round(round_id=round_.pk)
    look_up = reverse("budgeting:receipt_lookup", args=[round_.pk])
    assert look_up in client.get(address(round_)).content.decode()
    with at(round_.result_at - dt.timedelta(days=1)):
        assert look_up not in client.get(address(round_)).content.decode()


def test_english_works(client, resident):
    round_ = make_round(**POINTS)
    make_proposals(round_, 1)
    html = client.get("/en" + address(round_)).content.decode()
    assert "Share out at most 10 points" in html and "Swedish time" in html
    assert 'lang="en"' in html
