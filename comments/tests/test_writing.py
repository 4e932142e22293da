"""The form: who is asked for what, with and without script, what comes back, and when it is too much."""

import base64
import json
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from comments.forms.proof import ProofField, new_challenge
from comments.mails import tokens
from comments.models import Comment, Participant
from comments.rules.states import State
from comments.services.limiting import MOST, NETWORK, UNPROVED
from comments.tests.builders import make_moderator, make_page, make_proof, make_shown, make_user
from comments.tests.test_views import LONG_ENOUGH, fields_of, send, write_address
from radslag.clock import database_now
from radslag.models import LimitCount

pytestmark = pytest.mark.django_db


def errors_of(response):
    return response.content.decode().split('class="error-summary"')[1].split("</ul>")[0]


def test_without_script_an_address_is_asked_for_with_the_reason_and_everything_is_kept(client):
    page = make_page()
    response = send(client, write_address(page), comment=LONG_ENOUGH, name="Siv", proof="")
    assert response.status_code == 200
    assert "kontroll mot robotar" in errors_of(response)
    back = fields_of(response)
    assert (back["comment"].strip(), back["name"]) == (LONG_ENOUGH, "Siv")
    response = client.post(write_address(page), {**back, "email": "Ny@example.org"})
    assert response.status_code == 302
    assert Comment.objects.get().state == State.UNCONFIRMED
    assert not Participant.objects.get().is_confirmed


@pytest.mark.parametrize(
    "proof", ["x", "e30=", "AAAA", "å", "[]" * 600, base64.b64encode(b'{"challenge": []}').decode()]
)
def test_a_proof_that_is_none_is_no_proof(client, proof):
    response = send(client, write_address(make_page()), comment=LONG_ENOUGH, proof=proof)
    assert response.status_code == 200
    assert fields_of(response)["comment"].strip() == LONG_ENOUGH
    assert fields_of(response)["proof"] == ""
    assert not Comment.objects.exists()


def test_a_forged_or_stale_solution_is_no_proof():
    field = ProofField()
    good = make_proof()
    assert len(field.clean(good)) == 64
    payload = json.loads(base64.b64decode(good))
    for change in (
        {"number": 8},
        {"signature": "0" * 64},
        {"salt": payload["salt"] + "&expires=9999999999"},
        {"algorithm": "SHA-1"},
    ):
        assert field.clean(base64.b64encode(json.dumps(payload | change).encode()).decode()) == ""
    with time_machine.travel(database_now().timestamp() + 3 * 3600, tick=False):
        assert field.clean(good) == ""


@given(st.text(max_size=50) | st.binary(max_size=50).map(lambda b: base64.b64encode(b).decode()))
def test_nothing_that_is_sent_as_a_proof_breaks_the_form(value):
    assert ProofField().clean(value) == ""


def test_one_solution_is_good_for_one_comment_and_the_text_comes_back(client):
    page, proof = make_page(), make_proof()
    assert send(client, write_address(page), comment=LONG_ENOUGH, proof=proof).status_code == 302
    again = send(client, write_address(page), comment="Något annat", proof=proof)
    assert again.status_code == 429
    assert fields_of(again)["comment"].strip() == "Något annat"
    assert Comment.objects.count() == 1
    assert client.post(write_address(page), fields_of(again) | {"proof": make_proof()}).status_code == 302


def test_a_challenge_is_fresh_every_time_and_never_cached(client):
    address = reverse("comments:challenge")
    first, second = client.get(address), client.get(address)
    assert first.json()["challenge"] != second.json()["challenge"]
    assert "no-store" in first["Cache-Control"]
    assert not first.cookies
    assert client.post(address).status_code == 405
    assert set(new_challenge()) == {"algorithm", "challenge", "salt", "signature", "most"}


def test_a_page_for_confirmed_addresses_asks_for_one_and_one_for_users_for_a_login(client):
    confirmed, users = make_page(thread_writers="confirmed"), make_page(thread_writers="signed_in")
    response = send(client, write_address(confirmed), comment=LONG_ENOUGH)
    assert "Skriv din e-postadress" in errors_of(response)
    closed = client.get(write_address(users)).content.decode()
    assert "<textarea" not in closed
    assert f"/konto/login/?next={write_address(users)}" in closed or "?next=" in closed
    response = client.post(write_address(users), {"comment": LONG_ENOUGH})
    assert response.status_code == 409
    assert LONG_ENOUGH in response.content.decode()
    client.force_login(make_user())
    assert send(client, write_address(users), comment=LONG_ENOUGH).status_code == 302
    assert Comment.objects.count() == 1


def test_who_is_logged_in_is_asked_for_neither_address_nor_proof(client):
    client.force_login(make_user())
    page = make_page()
    fields = fields_of(client.get(write_address(page)))
    assert not {"email", "proof"} & set(fields)
    forged = {**fields, "comment": LONG_ENOUGH, "email": "nagon.annan@example.org"}
    assert client.post(write_address(page), forged).status_code == 302
    assert not Participant.objects.exists()


def test_the_same_text_again_is_met_kindly_and_another_browser_gets_nobodys_page(client):
    page = make_page()
    with time_machine.travel("2026-11-22 12:00+01:00", tick=False):
        send(client, write_address(page), comment=LONG_ENOUGH)
        first = Comment.objects.get()
        Comment.objects.filter(pk=first.pk).update(submit_date="2026-11-20 12:00+01:00")
        again = send(client, write_address(page), comment=LONG_ENOUGH)
        assert again.url == reverse("comments:already", args=[tokens.sign("mine", first.pk)])
        stranger = send(Client(), write_address(page), comment=LONG_ENOUGH)
    assert "redan skrivit" in client.get(again.url).content.decode()
    assert tokens.sign("mine", first.pk) not in stranger.url
    assert Comment.objects.count() == 2
    assert Comment.objects.latest("pk").holds == ["fast", "same"]
    assert client.get(reverse("comments:already", args=["1.x"])).status_code == 404


def test_two_hundred_posts_in_a_minute_are_stopped_with_the_time_to_try_again_and_no_word_lost(client):
    page = make_page(thread_showing="at_once")
    answers = []
    for number in range(MOST[NETWORK] + 3):
        forged = {"HTTP_X_FORWARDED_FOR": f"203.0.113.{number}", "HTTP_X_REAL_IP": f"203.0.113.{number}"}
        fields = fields_of(client.get(write_address(page)))
        fields |= {"comment": f"{LONG_ENOUGH} {number}", "proof": make_proof()}
        answers.append(client.post(write_address(page), fields, **forged))
    assert [answer.status_code for answer in answers] == [302] * MOST[NETWORK] + [429] * 3
    assert 0 < int(answers[-1]["Retry-After"]) <= 600
    assert "Skicka igen kl." in errors_of(answers[-1])
    assert fields_of(answers[-1])["comment"].strip() == f"{LONG_ENOUGH} {MOST[NETWORK] + 2}"
    assert Comment.objects.exclude(state=State.WAITING).count() == 0


def test_without_a_proof_fewer_are_taken_and_a_mail_limit_is_told_at_the_address(client):
    page = make_page()
    for number in range(MOST["comment-mail"]):
        send(client, write_address(page), comment=f"{LONG_ENOUGH} {number}", email="ny@example.org")
    full = send(client, write_address(page), comment=LONG_ENOUGH, email="NY@example.org")
    assert full.status_code == 429
    assert "redan på väg" in errors_of(full)
    assert fields_of(full)["email"] == "NY@example.org"
    LimitCount.objects.all().delete()
    sent = [
        send(
            client, write_address(page), comment=f"Utan {n}", email=f"ny{n}@example.org", proof=""
        ).status_code
        for n in range(MOST[UNPROVED] + 1)
    ]
    assert sent == [302] * MOST[UNPROVED] + [429]


def test_staff_are_not_limited_and_their_answer_is_shown_where_it_stands(client):
    root = make_shown()
    client.force_login(make_moderator())
    for number in range(MOST["comment-session"] + 2):
        sent = send(client, reverse("comments:reply", args=[root.pk]), comment=f"Svar {number}")
        assert sent.status_code == 302
    assert not LimitCount.objects.exists()


def test_staff_without_their_second_step_write_as_anybody(client, settings):
    settings.RADSLAG_STAFF_MFA_REQUIRED = True
    root = make_shown()
    client.force_login(make_moderator())
    send(client, reverse("comments:reply", args=[root.pk]), comment="Svar utan andra steget")
    written = Comment.objects.get(comment="Svar utan andra steget")
    assert not written.is_staff_answer and not written.is_public
    assert LimitCount.objects.exists()


@pytest.mark.parametrize("text", ["", "   \n", "\x00", "\ud800", "\u200b\u2060", "a" * 3001])
def test_bad_text_is_refused_with_a_word_and_nothing_is_stored(client, text):
    page = make_page()
    fields = fields_of(client.get(write_address(page))) | {"proof": make_proof(), "name": "Siv"}
    body = urlencode({**fields, "comment": text.encode("utf-8", "surrogatepass")})
    response = client.post(write_address(page), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert fields_of(response)["name"] == "Siv"
    assert not Comment.objects.exists()


def test_an_answer_to_what_is_hidden_foreign_or_gone_is_refused(client):
    for pk in (0, 10**9):
        assert client.post(reverse("comments:reply", args=[pk]), {"comment": LONG_ENOUGH}).status_code == 404


def test_a_mistake_mended_quickly_is_not_taken_for_a_robot(client):
    page = make_page()
    with time_machine.travel("2026-11-22 12:00+01:00", tick=False) as clock:
        fields = fields_of(client.get(write_address(page)))
        clock.shift(20)
        back = fields_of(client.post(write_address(page), {**fields, "comment": LONG_ENOUGH}))
        client.post(write_address(page), {**back, "proof": make_proof()})
    assert Comment.objects.get().holds == []
