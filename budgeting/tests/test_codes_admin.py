"""Voting codes on the editors' side: shown once, carried back by the browser, never kept."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from budgeting.display.voting_codes import ON_SHEETS
from budgeting.models import CodeBatch, VotingCode
from budgeting.rules.eligibility import grouped_code
from budgeting.rules.phases import Phase
from budgeting.services.voting_codes import find_code, make_batch
from radslag.for_programs.spreadsheets import FORMULA_STARTS

from .builders import make_programme, make_proposals, make_round, make_user
from .review_builders import make_reviewer
from .test_acts_admin import browser_of, text_of, url
from .test_admin import make_official
from .test_voting_codes import WHY, make_coded, make_codes, places_of, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return make_coded()


@pytest.fixture
def editor(round_):
    return browser_of(make_official(round_.programme))


def make(editor, round_, size=10, name="Storgatan"):
    return editor.post(url("codes", round_), {"act": "make", "name": name, "size": size})


def carried_by(response):
    """The codes in the forms of the page that shows them once."""
    return re.findall(r'name="codes" value="([^"]*)"', response.content.decode())


def fields(response, form):
    return response.context["forms"][form].errors


def test_codes_are_made_and_shown_once_in_the_answer_itself(editor, round_):
    answer = make(editor, round_, 10)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    parts, everything = carried_by(answer)
    assert parts == everything and len(parts.split()) == 10
    assert all(find_code(round_, code) for code in parts.split())
    assert "Visas bara nu" in text_of(answer)
    later = editor.get(url("codes", round_)).content.decode()
    assert not [code for code in parts.split() if code in later or grouped_code(code) in later]
    assert "Storgatan" in later


def test_a_reload_makes_no_second_batch_and_says_what_to_do(editor, round_):
    make(editor, round_)
    again = make(editor, round_)
    assert "Det finns redan en bunt" in fields(again, "make")["name"][0]
    html = again.content.decode()
    assert "Inget har ändrats. Vart de går: Det finns redan en bunt" in html
    assert re.search(r'<input[^>]*name="name"[^>]*autofocus', html)
    assert CodeBatch.objects.count() == 1 and not carried_by(again)


def test_the_codes_stand_in_no_column_session_or_message_after_making_printing_and_saving(editor, round_):
    answer = make(editor, round_)
    codes = carried_by(answer)[0]
    editor.post(url("code_sheets", round_), {"codes": codes})
    editor.post(url("code_sheets", round_), {"codes": codes, "as": "file"})
    editor.get(url("codes", round_))
    assert not places_of(codes.split())
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    assert sessions and not [s for s in sessions for code in codes.split() if code in s]
    assert not [code for code in codes.split() if code in str(editor.cookies)]


def test_the_sheets_have_code_number_square_address_and_time_on_each_card(editor, round_):
    codes = carried_by(make(editor, round_, 10))[0]
    page = editor.post(url("code_sheets", round_), {"codes": codes})
    assert "codes" in page.wsgi_request.sensitive_post_parameters
    html = page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert html.count('class="card"') == 10 and html.count('class="page"') == 2
    assert all(grouped_code(code) in html for code in codes.split())
    assert html.count("<path d=") == 10 and "<style" not in html and "style=" not in html
    text = unescape(re.sub(r"<[^>]+>", " ", html)).replace("\N{NO-BREAK SPACE}", " ")
    assert reverse("budgeting:voting_code", args=[round_.pk]) in html.replace("<wbr>", "")
    assert "Rösta före" in text and "Nr 9" in text and round_.name in text


def test_a_large_batch_is_printed_in_parts(editor, round_):
    answer = make(editor, round_, 900)
    *parts, everything = carried_by(answer)
    assert [len(part.split()) for part in parts] == [400, 400, 100]
    assert " ".join(parts) == everything
    assert "Visa arken 401–800" in text_of(answer)


def test_no_more_squares_are_drawn_at_once_than_the_page_asks_for_but_the_file_has_all(editor, round_):
    everything = carried_by(make(editor, round_, ON_SHEETS + 1))[-1]
    sheets = editor.post(url("code_sheets", round_), {"codes": everything})
    assert sheets.content.decode().count('class="card"') == ON_SHEETS
    file = editor.post(url("code_sheets", round_), {"codes": everything, "as": "file"})
    assert len(file.content.splitlines()) == 1 + ON_SHEETS + 1


def test_the_file_for_letters_is_inert_and_has_number_code_and_address(editor, round_):
    codes = carried_by(make(editor, round_, 10))[0]
    answer = editor.post(url("code_sheets", round_), {"codes": codes, "as": "file"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert head == ["nummer", "kod", "adress"]
    assert [(row[0], row[1]) for row in rows] == [
        (str(n), grouped_code(code)) for n, code in enumerate(codes.split(), start=1)
    ]
    path = reverse("budgeting:voting_code", args=[round_.pk])
    assert all(row[2].endswith(f"{path}#{row[1]}") for row in rows)
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS)]


def test_only_codes_of_the_round_are_given_back(editor, round_):
    (foreign,) = make_codes(make_coded(), 1)
    (own,) = make_codes(round_, 1)
    sent = {"codes": f"{foreign.code} =1+1 <script> {own.code}"}
    html = editor.post(url("code_sheets", round_), sent).content.decode()
    assert html.count('class="card"') == 1 and grouped_code(own.code) in html and "script>" not in html
    nothing = editor.post(url("code_sheets", round_), {"codes": foreign.code})
    assert nothing.status_code == 302
    assert editor.get(url("code_sheets", round_)).status_code == 302


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"act": "make", "name": "", "size": 3}, "name"),
        ({"act": "make", "name": "A", "size": 20_001}, "size"),
        ({"act": "make", "name": "Anna A", "size": 9}, "size"),
        ({"act": "make", "name": "A", "size": "tre"}, "size"),
        ({"act": "revoke", "numbers": "ett", "reason": WHY}, "numbers"),
        ({"act": "revoke", "numbers": "99", "reason": WHY}, "numbers"),
        ({"act": "revoke", "numbers": "1", "reason": ""}, "reason"),
        ({"act": "replace", "number": "99", "reason": WHY}, "number"),
        ({"act": "revoke_batch", "batch": "", "reason": WHY}, "batch"),
        ({"act": "revoke_batch", "batch": "999999", "reason": WHY}, "batch"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_done(editor, round_, sent, field):
    make_codes(round_)
    answer = editor.post(url("codes", round_), sent)
    assert answer.status_code == 200 and list(fields(answer, sent["act"])) == [field]
    assert CodeBatch.objects.count() == 1 and not VotingCode.objects.exclude(revoked_at=None).exists()


def test_revoking_and_replacing_in_the_page(editor, round_):
    (proposal,) = make_proposals(round_, 1)
    codes = make_codes(round_, 5)
    vote(round_, codes[4].code, proposal)
    assert (
        editor.post(url("codes", round_), {"act": "revoke", "numbers": "1-2", "reason": WHY}).status_code
        == 302
    )
    new = editor.post(url("codes", round_), {"act": "replace", "number": "3", "reason": WHY})
    assert find_code(round_, carried_by(new)[0]) and "I stället för nummer 3" in text_of(new)
    used = editor.post(url("codes", round_), {"act": "replace", "number": "5", "reason": WHY})
    assert "kan inte ersättas" in fields(used, "replace")["number"][0]
    used = editor.post(url("codes", round_), {"act": "revoke", "numbers": "5", "reason": WHY}, follow=True)
    assert "0 koder är spärrade. 1 kod är kvar" in text_of(used)
    batch = CodeBatch.objects.get()
    editor.post(url("codes", round_), {"act": "revoke_batch", "batch": batch.pk, "reason": WHY})
    page = text_of(editor.get(url("codes", round_)))
    assert "6 gjorda, 1 använda för att rösta, 5 spärrade." in page


def test_another_rounds_batch_can_not_be_named(editor, round_):
    other = make_batch(round_id=make_coded().pk, name="Annan", size=1, by=None).batch
    answer = editor.post(url("codes", round_), {"act": "revoke_batch", "batch": other.pk, "reason": WHY})
    assert list(fields(answer, "revoke_batch")) == ["batch"]


def test_who_may_not_change_the_round_comes_nowhere_near_its_codes(round_):
    make_codes(round_)
    people = [make_user(), make_reviewer(round_), make_official(make_programme())]
    for browser in [Client(), *(browser_of(person) for person in people)]:
        for action in ("codes", "code_sheets"):
            assert browser.get(url(action, round_)).status_code in (302, 403)
            sent = {"act": "make", "name": "A", "size": 1, "codes": "x"}
            assert browser.post(url(action, round_), sent).status_code in (302, 403)
    assert CodeBatch.objects.count() == 1


def test_a_round_without_codes_has_no_such_page(editor, round_):
    other = make_round(Phase.SUBMISSION, programme=round_.programme)
    assert editor.get(url("codes", other)).status_code == 404
    listed = editor.get(reverse("budgeting_round_modeladmin_index")).content.decode()
    assert url("codes", round_) in listed and url("codes", other) not in listed


def test_looking_writes_nothing_and_many_batches_take_no_more_queries(
    editor, round_, django_assert_max_num_queries
):
    make_codes(round_, 1, "A")
    with django_assert_max_num_queries(40) as first:
        editor.get(url("codes", round_))
    for n in range(12):
        make_codes(round_, 1, f"Bunt {n}")
    with django_assert_max_num_queries(len(first)) as many:
        editor.get(url("codes", round_))
    assert not [q for q in many.captured_queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_after_the_voting_nothing_can_be_made_any_more():
    round_ = make_coded(Phase.COUNTING)
    page = browser_of(make_official(round_.programme)).get(url("codes", round_))
    assert 'name="act"' not in page.content.decode() and "Röstningen är slut" in text_of(page)
