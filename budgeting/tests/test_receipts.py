"""The public list of receipts: there with the result and not a moment before, the same for everyone, and right."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from budgeting.models import Challenge, Channel, Receipt, Round, VoterIdentity
from budgeting.rules.phases import Phase
from budgeting.rules.receipts import RECEIPT_LETTERS, read_receipt, was_misread
from budgeting.services.counting import count_round
from radslag.clock import TICK, at
from radslag.tests.scale import sampled

from .builders import cancel, make_ballot, make_proposal, make_round, make_user

pytestmark = pytest.mark.django_db
WHY = "Två sedlar kom från samma hushåll med en lånad kod."


def address(round_: Round, name: str = "receipts") -> str:
    return reverse(f"budgeting:{name}", args=[round_.pk])


def challenge(code: str) -> Challenge:
    receipt = Receipt.objects.get(code=code)
    now = receipt.made_at
    return Challenge.objects.create(
        round=receipt.round,
        receipt=receipt,
        reason=WHY,
        asked_by=make_user(),
        asked_at=now,
        confirmed_by=make_user(),
        at=now,
    )


@pytest.fixture
def codes(client) -> list[str]:
    """Three ballots of a round whose result is public; the last one is challenged."""
    round_ = make_round(Phase.RESULT)
    proposal = make_proposal(round_)
    codes = [make_ballot(round_, proposal).receipt for _ in range(3)]
    challenge(codes[2])
    count_round(round_id=round_.pk)
    return codes


def look_up(client: Client, typed: str) -> str:
    """The box with the answer, with its classes."""
    response = client.post(address(Round.objects.get(), "receipt_lookup"), {"kvitto": typed})
    assert response.status_code in (200, 422)
    found = re.search(
        r'<(section|div) class="(notice|error-summary)".*?</\1>', response.content.decode(), re.DOTALL
    )
    return found[0] if found else ""


@pytest.mark.parametrize(
    "typed", ["ab2-cd3-ef4", " AB2 CD3 EF4 ", "ab2cd3ef4", "AB2–CD3–EF4", "a b-2.cd3/ef4"]
)
def test_a_receipt_is_understood_however_it_is_typed(typed):
    assert read_receipt(typed) == "AB2-CD3-EF4"


@pytest.mark.parametrize(
    "typed", sampled(["", "AB2-CD3-EF", "AB2-CD3-EF44", "ÅB2-CD3-EF4", "ab0-cd3-ef4", "';--", "🙂" * 9], 3)
)
def test_what_is_no_receipt_is_not_guessed_at(typed):
    assert read_receipt(typed) == ""


def test_letters_that_look_alike_are_in_no_receipt_so_one_is_told_to_look_again():
    assert not set("01OIL") & set(RECEIPT_LETTERS)
    assert was_misread("ABO-CD3-EF4") and was_misread("ab1-cd3-ef4") and not was_misread("AB2-CD3-EF4")


def test_the_holder_finds_that_the_ballot_is_counted_and_why_one_is_not(client, codes):
    assert "är räknad" in look_up(client, codes[0].replace("-", " ").lower())
    assert "underkänt" in look_up(client, codes[2]) and WHY in look_up(client, codes[2])
    assert "är räknad" not in look_up(client, codes[2])
    assert "finns inte" in look_up(client, "AAA-AAA-AAA")
    assert "liknar" in look_up(client, "ABO-123-XYZ")
    assert "nio bokstäver" in look_up(client, "<b>99") and "nio bokstäver" in look_up(client, "A" * 41)


def test_the_answers_are_told_apart_by_word_and_icon_and_an_empty_search_is_answered(client, codes):
    counted, challenged, unknown, empty = (
        look_up(client, t) for t in (codes[0], codes[2], "AAA-AAA-AAA", "  ")
    )
    for box, kind, word, icon in (
        (counted, "notice", "Räknad</h2>", "#check"),
        (challenged, "error-summary", "Räknas inte</h2>", "#error"),
        (unknown, "error-summary", "Finns inte</h2>", "#error"),
    ):
        assert f'class="{kind}"' in box and word in box and icon in box
    assert "Skriv koden som står på ditt kvitto." in empty


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        (VoterIdentity.EMAIL, "Jämför med mejlet"),
        (VoterIdentity.CODES, "Jämför med det du skrev upp"),
        (VoterIdentity.EID, "Jämför med det du skrev upp"),
    ],
)
def test_one_is_told_to_compare_with_what_one_has(client, identity, said):
    round_ = make_round(Phase.RESULT, identity=identity)
    make_proposal(round_)
    count_round(round_id=round_.pk)
    box = look_up(client, "AAA-AAA-AAA")
    assert said in box and box.count("Jämför") == 1


def test_a_looked_up_code_is_in_no_address_and_no_cache(client, codes):
    round_ = Round.objects.get()
    html = client.get(address(round_, "receipt_lookup")).content.decode()
    assert re.search(rf'<form class="form" method="post" action="{address(round_, "receipt_lookup")}"', html)
    response = client.post(address(round_, "receipt_lookup"), {"kvitto": codes[0]})
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
    assert codes[0] not in " ".join(re.findall(r'(?:href|action|src)="(.*?)"', response.content.decode()))
    for asked in ({"kvitto": codes[0]}, {"kvitto": "AAA-AAA-AAA"}):
        assert "svar" not in client.get(address(round_, "receipt_lookup"), asked).content.decode()
        listed = client.get(address(round_), asked).content.decode()
        main = listed.partition("<main")[2].partition("</main>")[0]
        assert "med kvittot" not in main and 'method="post"' not in main
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(round_, "receipt_lookup"), {"kvitto": codes[0]}).status_code == 403


def test_every_code_stands_in_the_list_once_with_the_numbers_and_the_reasons(client, codes):
    html = client.get(address(Round.objects.get())).content.decode()
    assert re.findall(r"<li>(\w{3}-\w{3}-\w{3})", html) == sorted(codes)
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(\d+)</dd>", html))
    assert facts["Sparade röstsedlar"] == "3" and facts["Räknade"] == "2" and facts["Underkända"] == "1"
    assert "På webben" not in facts and "På papper" not in facts
    assert html.count(WHY) == 1


def test_where_one_votes_on_paper_too_both_ways_have_their_number(client):
    round_ = make_round(Phase.RESULT, identity=VoterIdentity.CODES)
    make_proposal(round_)
    letters = RECEIPT_LETTERS
    for n, letter in enumerate(letters):
        channel = Channel.PAPER if n < 6 else Channel.WEB
        Receipt.objects.create(round=round_, voter_key=f"k{n}", code=f"AAA-BBB-CC{letter}", channel=channel)
    count_round(round_id=round_.pk)
    html = client.get(address(round_)).content.decode()
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(\d+)</dd>", html))
    assert facts["På webben"] == str(len(letters) - 6) and facts["På papper"] == "6"


def test_the_file_has_every_code_and_what_became_of_it(client, codes):
    response = client.get(address(Round.objects.get(), "receipt_file"))
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[1:] == sorted([f"{codes[0]};räknad", f"{codes[1]};räknad", f"{codes[2]};underkänd"])
    assert "attachment" in response["Content-Disposition"]


def test_nothing_tells_before_the_result_whether_a_code_exists(client):
    round_ = make_round(Phase.RESULT)
    code = make_ballot(round_, make_proposal(round_)).receipt
    with at(round_.result_at - TICK):
        count_round(round_id=round_.pk)
        pages = {client.get(address(round_), {"kvitto": typed}).content for typed in ("", code, "AB2CD3EF4")}
        assert len(pages) == 1 and code.encode() not in pages.pop()
        assert client.get(address(round_, "receipt_file")).status_code == 404
        for typed in (code, "AAA-AAA-AAA"):
            response = client.post(address(round_, "receipt_lookup"), {"kvitto": typed})
            assert (response.status_code, response["Location"]) == (302, address(round_))
    with at(round_.result_at):
        assert code in client.get(address(round_)).content.decode()


def test_without_a_count_there_is_no_list_and_a_cancelled_round_says_so(client):
    round_ = make_round(Phase.RESULT)
    code = make_ballot(round_, make_proposal(round_)).receipt
    assert code not in client.get(address(round_)).content.decode()
    with at(round_.result_at - TICK):
        cancel(round_)
    html = client.get(address(round_)).content.decode()
    assert "inställd" in html and code not in html


def test_the_page_is_the_same_for_everyone_sets_no_cookie_and_takes_no_post(client, codes):
    round_ = Round.objects.get()
    anonymous = client.get(address(round_))
    assert not anonymous.cookies
    client.force_login(make_user())
    mains = [
        response.content.partition(b"<main")[2].partition(b"<footer")[0]
        for response in (anonymous, client.get(address(round_)))
    ]
    assert mains[0] == mains[1] != b""
    assert client.post(address(round_)).status_code == 405


def fill(round_: Round, n: int) -> None:
    letters = RECEIPT_LETTERS
    codes = (f"AAA-B{letters[i // 841]}{letters[i // 29 % 29]}-C{letters[i % 29]}D" for i in range(n))
    Receipt.objects.bulk_create(
        Receipt(round=round_, voter_key=f"k{i}", code=code, channel=Channel.PAPER)
        for i, code in enumerate(codes)
    )


def test_a_long_list_is_paged_within_60_kb_and_asks_no_more_queries(
    client, codes, django_assert_max_num_queries
):
    round_ = Round.objects.get()
    client.get(address(round_))
    with django_assert_max_num_queries(25) as few:
        client.get(address(round_))
    fill(round_, 2_500)
    with django_assert_max_num_queries(len(few)):
        first = client.get(address(round_))
    assert len(first.content) < 60_000
    last = client.get(address(round_), {"sida": "3"}).content.decode()
    assert len(re.findall(r"<li>\w{3}-\w{3}-\w{3}", last)) == 503
