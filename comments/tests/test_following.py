"""Following by mail: asking, confirming, ending, each without an account."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from comments.mails import tokens
from comments.models import Conversation, Follow, Participant
from comments.people.participants import SESSION_KEY
from comments.rules.acts import Pace
from comments.services.following import MAILS_TO_ONE_ADDRESS, ask_to_follow, confirm_follow, follow
from comments.tests.builders import (
    NOON,
    make_comment,
    make_hidden,
    make_page,
    make_participant,
    make_shown,
    make_user,
)
from radslag.clock import at
from radslag.incoming.spam import stamp
from radslag.tests.people import log_in_by_code

pytestmark = pytest.mark.django_db
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


def opened():
    with at(NOON - MINUTE):
        return stamp("follow")


def ask(client, address, email="siv@example.org", pace="daily"):
    with at(NOON):
        return client.post(address, {"email": email, "pace": pace, "opened": opened(), "website": ""})


def page_address(page):
    return reverse("comments:follow", args=[page.pk])


def test_somebody_unknown_follows_by_a_link_and_a_button(client):
    page = make_page(title="Grillplatsen")
    answer = ask(client, page_address(page), email=" Siv@Example.org ")
    assert "Titta i din e-post" in answer.content.decode()
    [message] = mail.outbox
    row = Follow.objects.get()
    link = reverse("comments:confirm_follow", args=[tokens.sign("follow", row.pk)])
    assert message.to == ["siv@example.org"]
    assert link in message.body
    assert "Grillplatsen" in message.body
    with at(NOON + DAY - MINUTE):
        assert "Ja, mejla mig" in client.get(link).content.decode()
        row.refresh_from_db()
        assert (row.confirmed_at, SESSION_KEY in client.session) == (None, False)
        assert "Nu följer du" in client.post(link).content.decode()
    row.refresh_from_db()
    assert row.confirmed_at == row.sent_until == NOON + DAY - MINUTE
    assert row.participant.is_confirmed
    assert client.session[SESSION_KEY] == row.participant.pk


def test_the_link_works_for_a_day(client):
    with at(NOON):
        row = ask_to_follow(email="siv@example.org", conversation=make_comment().conversation).follow
    link = reverse("comments:confirm_follow", args=[tokens.sign("follow", row.pk)])
    with at(NOON + DAY):
        assert client.post(link).status_code == 410
    row.refresh_from_db()
    assert row.confirmed_at is None
    assert not row.participant.is_confirmed


def test_an_old_link_does_not_make_who_has_it_the_participant(client):
    row = follow(
        participant=make_participant(email="siv@example.org"), conversation=make_comment().conversation
    )
    link = reverse("comments:confirm_follow", args=[tokens.sign("follow", row.pk)])
    assert "s…@example.org" in client.get(link).content.decode()
    assert "Nu följer du" in client.post(link).content.decode()
    assert SESSION_KEY not in client.session


def test_known_and_unknown_addresses_get_the_same_answer(client):
    page = make_page()
    known = make_participant(email="siv@example.org")
    with at(NOON - DAY):
        follow(participant=known, conversation=make_comment(page=page).conversation)
    answers = [
        ask(Client(), page_address(page), email=email) for email in ("siv@example.org", "ny@example.org")
    ]
    assert answers[0].content == answers[1].content
    assert len(mail.outbox) == 2
    assert Follow.objects.get(participant=known).confirmed_at == NOON - DAY


def test_an_address_gets_few_of_these_mails_and_who_asks_does_not_see_it(client):
    answers = [ask(client, page_address(make_page())) for _ in range(MAILS_TO_ONE_ADDRESS + 2)]
    assert {answer.status_code for answer in answers} == {200}
    assert len(mail.outbox) == MAILS_TO_ONE_ADDRESS


def test_one_network_asks_so_often_and_then_it_is_said(client):
    page = make_page()
    statuses = [ask(client, page_address(page), email=f"p{n}@example.org").status_code for n in range(32)]
    assert statuses[29:] == [200, 422, 422]


@pytest.mark.parametrize(
    "values",
    [{"email": "inte en adress"}, {"email": ""}, {"pace": "ofta"}, {"website": "x"}, {"opened": "x"}],
)
def test_a_form_with_faults_comes_back_with_what_was_typed(client, values):
    page = make_page()
    fields = {"email": "siv@example.org", "pace": "at_once", "opened": opened(), "website": "", **values}
    with at(NOON):
        answer = client.post(page_address(page), fields)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not mail.outbox
    assert not Participant.objects.exists()


def test_a_participant_follows_a_page_or_a_thread_with_one_button(client):
    person = make_user(email="siv@example.org")
    participant = make_participant(email="siv@example.org")
    log_in_by_code(client, person)
    root = make_shown()
    for address in (page_address(root.page), reverse("comments:follow_thread", args=[root.pk])):
        form = client.get(address).content.decode()
        assert "s…@example.org" in form
        assert 'name="email"' not in form
        assert "Nu följer du" in client.post(address, {"pace": "at_once"}).content.decode()
    assert [f.root_id for f in Follow.objects.order_by("pk")] == [None, root.pk]
    client.post(page_address(root.page), {"pace": "daily"})
    assert Follow.objects.get(root=None).pace == Pace.DAILY
    assert Follow.objects.filter(participant=participant).count() == 2
    assert not mail.outbox


def test_what_is_not_public_can_not_be_followed(client):
    hidden, waiting = make_hidden(), make_comment()
    off, private, draft = make_page(thread_mode="off"), make_page(), make_page()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    draft.unpublish()
    addresses = [page_address(page) for page in (off, private, draft)]
    addresses += [reverse("comments:follow_thread", args=[pk]) for pk in (waiting.pk, 10**8)]
    reply = make_shown(page=hidden.page.specific, reply_to=make_shown(page=hidden.page.specific).pk)
    addresses += [
        reverse("comments:follow_thread", args=[reply.pk]),
        reverse("comments:follow", args=["99999999"]),
    ]
    for address in addresses:
        assert client.get(address).status_code == 404
        assert ask(client, address).status_code == 404
    assert not Follow.objects.exists()


def test_asking_needs_the_token_and_looking_writes_nothing():
    page = make_page()
    browser = Client(enforce_csrf_checks=True)
    assert browser.get(page_address(page)).status_code == 200
    assert ask(browser, page_address(page)).status_code == 403
    row = follow(participant=make_participant(), conversation=make_comment().conversation)
    assert (
        browser.post(reverse("comments:confirm_follow", args=[tokens.sign("follow", row.pk)])).status_code
        == 403
    )
    assert not Conversation.objects.filter(page=page).exists()


def test_a_mail_program_ends_the_mails_in_one_click_without_cookies_and_the_page_takes_it_back():
    row = follow(participant=make_participant(), conversation=make_comment().conversation)
    other = follow(participant=make_participant(), conversation=row.conversation)
    address = reverse("comments:unfollow", args=[tokens.sign("unfollow", row.pk)])
    mail_program = Client(enforce_csrf_checks=True)
    assert mail_program.get(address).status_code == 200
    row.refresh_from_db()
    assert row.confirmed_at
    for _ in range(2):
        done = mail_program.post(address, {"List-Unsubscribe": "One-Click"})
        assert "Inga fler mejl" in done.content.decode()
        row.refresh_from_db()
        assert row.confirmed_at is None
    assert not mail_program.cookies
    assert "Mejlen fortsätter" in mail_program.post(address, {"undo": "1"}).content.decode()
    row.refresh_from_db()
    other.refresh_from_db()
    assert row.confirmed_at
    assert other.confirmed_at


def test_all_mails_end_at_once_and_come_back_as_they_were():
    person = make_participant()
    rows = [follow(participant=person, conversation=make_comment().conversation) for _ in range(3)]
    ended_before = rows[0]
    with at(NOON):
        Follow.objects.filter(pk=ended_before.pk).update(confirmed_at=None, created_at=NOON)
    address = reverse("comments:unfollow_all", args=[tokens.sign("unfollow_all", person.pk)])
    client = Client(enforce_csrf_checks=True)
    assert "Du följer inte längre något samtal" in client.post(address).content.decode()
    assert not Follow.objects.filter(confirmed_at__isnull=False).exists()
    client.post(address, {"undo": "1"})
    assert {f.pk for f in Follow.objects.filter(confirmed_at__isnull=False)} == {row.pk for row in rows[1:]}


def test_what_was_never_confirmed_is_not_begun_by_taking_something_back():
    row = ask_to_follow(email="siv@example.org", conversation=make_comment().conversation).follow
    Client().post(reverse("comments:unfollow", args=[tokens.sign("unfollow", row.pk)]), {"undo": "1"})
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_tokens_are_good_for_one_purpose_and_one_row(client):
    row = follow(participant=make_participant(), conversation=make_comment().conversation)
    good = {name: tokens.sign(name, row.pk) for name in ("follow", "unfollow", "mine")}
    for name, purpose in (
        ("confirm_follow", "unfollow"),
        ("unfollow", "follow"),
        ("unfollow", "mine"),
        ("unfollow_all", "unfollow"),
    ):
        for token in (good[purpose], f"{row.pk + 1}{good['follow'][len(str(row.pk)) :]}", "x.y", "1" * 300):
            address = reverse(f"comments:{name}", args=[token])
            assert client.get(address).status_code == client.post(address).status_code == 404


def test_a_follower_who_left_is_not_told_what_the_private_page_is_called(client):
    page = make_page(title="Hemlig plan")
    row = follow(participant=make_participant(), conversation=make_comment(page=page).conversation)
    page.unpublish()
    for name, purpose in (("unfollow", "unfollow"), ("confirm_follow", "follow")):
        shown = client.get(reverse(f"comments:{name}", args=[tokens.sign(purpose, row.pk)]))
        assert shown.status_code == 200
        assert "Hemlig plan" not in shown.content.decode()


def test_confirming_twice_is_confirming_once():
    with at(NOON):
        row = ask_to_follow(email="siv@example.org", conversation=make_comment().conversation).follow
    with at(NOON + MINUTE):
        confirm_follow(follow_id=row.pk)
    with at(NOON + 3 * DAY):
        again = confirm_follow(follow_id=row.pk)
    assert (again.is_new, again.follow.confirmed_at) == (False, NOON + MINUTE)


def test_the_next_person_at_the_browser_is_not_taken_for_the_one_before():
    page = make_page()
    client = Client(enforce_csrf_checks=True)
    session = client.session
    session[SESSION_KEY] = make_participant(email="siv@example.org").pk
    session.save()
    address = reverse("comments:forget")
    back = page_address(page)
    assert f"{address}?next={back}" in client.get(back).content.decode()
    assert f"{address}?next=" in client.get(reverse("comments:write", args=[page.pk])).content.decode()
    assert "s…@example.org" in client.get(f"{address}?next={back}").content.decode()
    assert client.post(address).status_code == 403
    assert SESSION_KEY in client.session
    token = client.cookies["csrftoken"].value
    for wrong in ("https://ond.example/", "//ond.example/", "javascript:alert(1)", ""):
        assert client.post(address, {"next": wrong, "csrfmiddlewaretoken": token}).url == "/"
    assert client.post(address, {"next": back, "csrfmiddlewaretoken": token}).url == back
    assert SESSION_KEY not in client.session
    assert 'name="email"' in client.get(back).content.decode()
