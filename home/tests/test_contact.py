"""The contact form: what is sent, to whom, and what is said when nothing is."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from home.services import contact as service
from home.tests import builders as make
from home.tests.readers import faults_of_html
from radslag.clock import at, database_now
from radslag.incoming import spam
from radslag.models import Contact, DailySalt, LimitCount
from radslag.tests.scale import sampled

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
LETTER = {"name": "Granne", "email": "granne@example.org", "message": "När öppnar ni?"}


def address(contact: Contact) -> str:
    return reverse("contact", args=[contact.pk])


def stamp(contact: Contact, age: dt.timedelta = MINUTE) -> str:
    """What the form held when it was opened `age` ago."""
    with at(database_now() - age):
        return spam.stamp(f"contact:{contact.pk}")


def send(contact: Contact, **fields: Any) -> HttpResponse:
    """Post the form as somebody who opened it a minute ago."""
    data = {**LETTER, "opened": stamp(contact), **fields}
    return Client().post(address(contact), data, REMOTE_ADDR=fields.get("ip", "192.0.2.7"))


def said(answer: HttpResponse) -> str:
    html = answer.content.decode()
    assert not faults_of_html(html)
    return html


def test_a_message_goes_to_the_contact_and_the_answer_to_the_writer() -> None:
    contact = make.make_contact(email="hemlig@example.org")
    assert "Meddelandet är skickat" in said(send(contact))
    (message,) = mail.outbox
    assert (message.to, message.reply_to) == (["hemlig@example.org"], ["granne@example.org"])
    assert message.recipients() == ["hemlig@example.org"], "nothing goes to an address nobody has confirmed"
    assert "När öppnar ni?" in message.body
    assert "granne@example.org" not in message.from_email


def test_how_long_it_may_be_is_written_as_people_write_numbers() -> None:
    html = said(Client().get(address(make.make_contact())))
    assert 'data-count="4000"' in html and "Högst 4\N{NO-BREAK SPACE}000 tecken" in html


def test_the_address_of_the_contact_is_in_no_page() -> None:
    contact = make.make_contact(email="hemlig@example.org")
    answers = [Client().get(address(contact)), send(contact, email="x"), send(contact)]
    html = "".join(map(said, answers)) + render_to_string("components/contact.html", {"contact": contact})
    assert "hemlig" not in html
    assert 'href="tel:0701740612"' in html


def test_who_is_not_reachable_has_no_form_and_no_link_to_one() -> None:
    contact = make.make_contact(is_reachable=False)
    for answer in (
        Client().get(address(contact)),
        send(contact),
        Client().get("/kontakt/99999999999999999999/"),
    ):
        assert answer.status_code == 404
        assert "Här kan du inte skriva" in said(answer)
    assert not mail.outbox
    card = render_to_string("components/contact.html", {"contact": contact})
    assert "/kontakt/" not in card
    assert "070-174 06 12" in card


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"email": ""}, "Skriv din e-postadress"),
        ({"email": "fel"}, "med @"),
        ({"message": " \u200b "}, "Skriv vad du vill säga"),
        ({"message": "x" * 4001}, "4001"),
        ({"message": "Se https://a.example http://b.example www.c.example"}, "har 3 länkar"),
    ],
)
def test_an_error_says_what_to_do_and_keeps_the_text(fields: dict[str, str], text: str) -> None:
    html = said(send(make.make_contact(), **fields))
    assert text in html
    assert "<title>Fel:" in html
    assert 'value="Granne"' in html
    assert fields.get("message", LETTER["message"]).strip(" \u200b") in html
    assert not mail.outbox


@pytest.mark.parametrize("field", ["name", "email", "message"])
@pytest.mark.parametrize("newline", sampled(["\n", "\r\n", "\r", "\u2028"], 3))
def test_nobody_can_write_the_header_of_the_mail(field: str, newline: str) -> None:
    send(make.make_contact(role="Utvecklare"), **{field: f"{LETTER[field]}{newline}Bcc: alla@example.org"})
    for message in mail.outbox:
        assert "alla@example.org" not in message.recipients()
        assert "Bcc" not in "".join(str(value) for value in message.message().values())


def test_a_field_that_only_robots_see_stops_the_message_and_a_person_can_send_once_more() -> None:
    contact = make.make_contact()
    html = said(send(contact, website="https://example.com"))
    assert "Ett fält som inte syns var ifyllt" in html
    assert "https://example.com" not in html
    assert LETTER["message"] in html
    assert not mail.outbox


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (dt.timedelta(seconds=1), "Det gick fort"),
        (dt.timedelta(days=1, minutes=1), "öppet för länge"),
        (dt.timedelta(hours=23), "Meddelandet är skickat"),
        (dt.timedelta(seconds=4), "Meddelandet är skickat"),
    ],
)
def test_a_form_is_sent_no_sooner_than_one_can_write_and_within_a_day(age: dt.timedelta, text: str) -> None:
    contact = make.make_contact()
    html = said(send(contact, opened=stamp(contact, age)))
    assert text in html
    assert bool(mail.outbox) == ("skickat" in text)


def test_a_form_that_was_open_too_long_can_be_sent_once_more_as_it_stands() -> None:
    contact = make.make_contact()
    html = said(send(contact, opened=stamp(contact, dt.timedelta(days=2))))
    assert LETTER["message"] in html
    fresh = html.split('name="opened" value="')[1].split('"')[0]
    with at(database_now() + MINUTE):
        assert "skickat" in said(send(contact, opened=fresh))


@pytest.mark.parametrize("opened", ["", "x", "e30:1", "\x00"])
def test_a_stamp_that_is_not_ours_sends_nothing(opened: str) -> None:
    contact, other = make.make_contact(), make.make_contact()
    said(send(contact, opened=opened))
    said(send(contact, opened=stamp(other)))
    assert not mail.outbox


def test_the_same_form_sent_twice_is_one_message() -> None:
    contact = make.make_contact()
    opened = stamp(contact)
    for _again in range(2):
        assert "Meddelandet är skickat" in said(send(contact, opened=opened))
    assert len(mail.outbox) == 1
    send(contact, opened=opened, message="En sak till.")
    assert len(mail.outbox) == 2


def test_one_address_can_write_a_few_messages_an_hour_and_is_told_until_when(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contact = make.make_contact()
    for number in range(service.FROM_ONE_ADDRESS):
        send(contact, message=f"Nummer {number}", email="Granne@example.org ")
    refused = send(contact, message="En till")
    assert refused.status_code == 429
    assert "Du har skrivit flera meddelanden" in said(refused)
    assert "Eller ring 070-174 06 12" in said(refused)
    assert "En till</textarea>" in said(refused)
    assert len(mail.outbox) == service.FROM_ONE_ADDRESS
    send(contact, email="annan@example.org")
    with at(database_now() + dt.timedelta(minutes=61)):
        send(contact, message="Senare")
    assert len(mail.outbox) == service.FROM_ONE_ADDRESS + 2


def test_one_contact_and_one_network_have_limits_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "TO_ONE_CONTACT", 2)
    monkeypatch.setattr(service, "FROM_ONE_NETWORK", 3)
    contact, other = make.make_contact(), make.make_contact()
    for number in range(2):
        send(contact, email=f"a{number}@example.org")
    assert "Många skriver hit" in said(send(contact, email="b@example.org", ip="198.51.100.4"))
    assert "skickat" in said(send(other, email="c@example.org"))
    assert "nätverket du använder" in said(send(other, email="d@example.org", ip="192.0.2.200"))
    assert "skickat" in said(send(other, email="e@example.org", ip="203.0.113.9"))
    stored = "".join(str(row) for row in LimitCount.objects.values_list()) + str(
        DailySalt.objects.values_list()
    )
    assert not any(word in stored for word in ("example.org", "192.0", "203.0"))


def test_without_a_token_nothing_is_sent_and_the_reader_is_told() -> None:
    answer = Client(enforce_csrf_checks=True).post(address(make.make_contact()), LETTER)
    assert answer.status_code == 403
    assert "Formuläret var för gammalt" in said(answer)
    assert not mail.outbox


def test_the_form_is_never_kept_by_a_cache() -> None:
    assert "no-store" in Client().get(address(make.make_contact())).headers["Cache-Control"]
