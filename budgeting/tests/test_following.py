"""Following a round by mail: asking, confirming, ending, each without an account. What is told is in test_following_news."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from budgeting.mails import tokens
from budgeting.models import RoundFollow, RoundPage
from budgeting.rules.phases import Phase
from budgeting.services.counting import count_round
from budgeting.services.following import (
    ASKED_FROM_ONE_NETWORK,
    MAILS_ABOUT_ONE_THING,
    MAILS_TO_ONE_ADDRESS,
    ask_to_follow,
    confirm_follow,
    follow_round,
    forget_followers,
    unfollow,
)
from comments.models import Participant
from comments.people.participants import SESSION_KEY
from comments.services.participants import ensure_participant
from comments.services.retention import forget_empty_participants
from radslag.clock import TICK, at
from radslag.incoming.spam import stamp
from radslag.tests.people import log_in_by_code

from .builders import DAY, make_round, make_round_page, make_user, pause

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
SIV = "siv@example.org"


def opened():
    with at(timezone.now() - MINUTE):
        return stamp("follow")


def ask(client, round_, email=SIV, **values):
    return client.post(address(round_), {"email": email, "opened": opened(), "website": "", **values})


def address(round_):
    return reverse("budgeting:follow_round", args=[round_.pk])


def link(name, row):
    if name == "confirm_follow":
        return reverse("budgeting:confirm_follow", args=[tokens.sign("follow", row.pk, row.created_at)])
    return reverse("budgeting:unfollow_round", args=[tokens.sign("unfollow", row.pk)])


def following(round_, email=SIV):
    return follow_round(email=email, round_id=round_.pk)


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        (Phase.BEFORE, "Säg till när det går att lämna förslag"),
        (Phase.SUBMISSION, "Säg till när förslagen visas"),
        (Phase.REVIEW, "Säg till när förslagen visas"),
        (Phase.VOTING, "Påminn mig dagen innan röstningen stänger"),
        (Phase.COUNTING, "Säg till när resultatet kommer"),
    ],
)
def test_the_pages_of_round_and_programme_lead_there_in_words_of_what_comes_next(client, phase, words):
    page = make_round_page(phase)
    for url in (page.url, page.get_parent().url):
        html = client.get(url).content.decode()
        assert words in html
        assert address(page.round) in html
    assert reverse("budgeting:round_calendar", args=[page.round_id]) in client.get(page.url).content.decode()


@pytest.mark.parametrize("phase", [Phase.RESULT, Phase.CANCELLED])
def test_when_nothing_more_comes_nothing_leads_there_and_the_page_says_so(client, phase):
    page = make_round_page(phase)
    for url in (page.url, page.get_parent().url):
        assert "Säg till" not in client.get(url).content.decode()
    shown = client.get(address(page.round))
    assert "Det finns inget mer att berätta" in shown.content.decode()
    assert ask(client, page.round).status_code == 409
    assert not Participant.objects.exists()
    assert not mail.outbox


def test_somebody_unknown_follows_by_a_link_and_a_button(client):
    round_ = make_round(Phase.SUBMISSION)
    assert 'name="email"' in client.get(address(round_)).content.decode()
    assert "Titta i din e-post" in ask(client, round_, email=" Siv@Example.org ").content.decode()
    row = RoundFollow.objects.get()
    (sent,) = mail.outbox
    assert sent.to == [SIV]
    assert sent.subject == "Bekräfta att du vill följa omgången"
    assert round_.name in sent.body
    url = link("confirm_follow", row)
    assert url in sent.body
    assert SIV not in sent.body
    assert sent.extra_headers == {"Auto-Submitted": "auto-generated"}
    assert "Ja, mejla mig" in client.get(url).content.decode()
    row.refresh_from_db()
    assert (row.confirmed_at, SESSION_KEY in client.session) == (None, False)
    done = client.post(url).content.decode()
    assert "Nu följer du" in done
    assert link("unfollow_round", row) in done
    assert SIV not in done
    row.refresh_from_db()
    assert row.confirmed_at
    assert row.participant.is_confirmed
    assert client.session[SESSION_KEY] == row.participant_id


@pytest.mark.parametrize(("late", "status"), [(DAY - TICK, 200), (DAY, 410)])
def test_the_link_works_for_a_day(client, late, status):
    row = ask_to_follow(email=SIV, round_id=make_round(Phase.SUBMISSION).pk).follow
    with at(row.created_at + late):
        answer = client.post(link("confirm_follow", row))
    assert answer.status_code == status
    row.refresh_from_db()
    assert (row.confirmed_at is not None, row.participant.is_confirmed) == (status == 200, status == 200)
    assert (address(row.round) in answer.content.decode()) == (status == 410)


@pytest.mark.parametrize("anew", ["asked", "ended"])
def test_an_old_link_confirms_nothing_that_was_asked_or_ended_later(client, anew):
    row = ask_to_follow(email=SIV, round_id=make_round(Phase.SUBMISSION).pk).follow
    old = link("confirm_follow", row)
    if anew == "ended":
        client.post(old)
        unfollow(follow_id=row.pk)
    else:
        ask_to_follow(email=SIV, round_id=row.round_id)
    answer = client.post(old)
    assert answer.status_code == 410 and address(row.round) in answer.content.decode()
    row.refresh_from_db()
    assert row.confirmed_at is None
    client.post(link("confirm_follow", ask_to_follow(email=SIV, round_id=row.round_id).follow))
    row.refresh_from_db()
    assert row.confirmed_at


def test_an_old_link_does_not_make_who_has_it_the_participant(client):
    row = following(make_round(Phase.SUBMISSION))
    assert "s…@example.org" in client.get(link("confirm_follow", row)).content.decode()
    assert "Nu följer du" in client.post(link("confirm_follow", row)).content.decode()
    assert SESSION_KEY not in client.session


def test_confirming_after_the_last_event_says_that_nothing_comes(client):
    round_ = make_round(Phase.COUNTING)
    row = ask_to_follow(email=SIV, round_id=round_.pk).follow
    with at(round_.result_at):
        answer = client.post(link("confirm_follow", row))
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_known_and_unknown_addresses_get_the_same_answer():
    round_ = make_round(Phase.SUBMISSION)
    row = following(round_)
    before = row.confirmed_at
    answers = [ask(Client(), round_, email=email) for email in (SIV, "ny@example.org")]
    assert answers[0].content == answers[1].content
    of_each = {"Expires", "X-Request-ID"}  # the second in which it was asked, and the number of the request
    kept = [{name: value for name, value in a.headers.items() if name not in of_each} for a in answers]
    assert kept[0] == kept[1]
    assert len(mail.outbox) == 2
    row.refresh_from_db()
    assert row.confirmed_at == before


def test_an_address_gets_few_of_these_mails_and_who_asks_does_not_see_it(client):
    wanted = [round_ for round_ in (make_round(Phase.SUBMISSION) for _ in range(4)) for _ in range(4)]
    answers = [ask(client, round_) for round_ in wanted]
    assert {answer.status_code for answer in answers} == {200}
    of_each = [sum(round_.name in m.body for m in mail.outbox) for round_ in dict.fromkeys(wanted)]
    assert of_each == [MAILS_ABOUT_ONE_THING] * 3 + [1]
    assert sum(of_each) == MAILS_TO_ONE_ADDRESS


def test_one_network_asks_so_often_and_then_it_is_said(client):
    round_ = make_round(Phase.SUBMISSION)
    number = ASKED_FROM_ONE_NETWORK + 2
    answers = [ask(client, round_, email=f"p{n}@example.org") for n in range(number)]
    assert [a.status_code for a in answers[-3:]] == [200, 422, 422]
    assert len(mail.outbox) == ASKED_FROM_ONE_NETWORK


@pytest.mark.parametrize(
    "values",
    [
        {"email": "inte en adress"},
        {"email": ""},
        {"website": "x"},
        {"opened": "x"},
        {"email": "a\r\nBcc: b@c.se"},
    ],
)
def test_a_form_with_faults_comes_back(client, values):
    round_ = make_round(Phase.SUBMISSION)
    answer = ask(client, round_, **({"email": SIV} | values))
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not mail.outbox
    assert not Participant.objects.exists()


@pytest.mark.parametrize("known", [True, False])
def test_who_is_logged_in_with_a_code_follows_with_one_button(client, known):
    round_ = make_round(Phase.SUBMISSION)
    if known:
        ensure_participant(email=SIV, confirmed=True)
    log_in_by_code(client, make_user(email=SIV))
    mail.outbox.clear()
    form = client.get(address(round_)).content.decode()
    assert "s…@example.org" in form
    assert 'name="email"' not in form
    assert not RoundFollow.objects.exists()
    for _twice in range(2):
        done = client.post(address(round_)).content.decode()
        assert "Nu följer du" in done
        assert link("unfollow_round", RoundFollow.objects.get()) in done
    row = RoundFollow.objects.get()
    assert row.confirmed_at
    assert row.participant.email == SIV
    assert not mail.outbox


def test_who_confirmed_an_address_in_this_browser_follows_with_one_button(client):
    round_ = make_round(Phase.SUBMISSION)
    client.post(link("confirm_follow", ask_to_follow(email=SIV, round_id=round_.pk).follow))
    other = make_round(Phase.VOTING)
    form = client.get(address(other)).content.decode()
    assert f"{reverse('comments:forget')}?next={address(other)}" in form
    assert "Nu följer du" in client.post(address(other)).content.decode()
    assert RoundFollow.objects.get(round=other).confirmed_at


def hide(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize("how", [lambda page: page.unpublish(), hide, lambda page: hide(page.get_parent())])
def test_a_round_that_is_not_public_can_not_be_followed_and_nothing_is_said_of_it(client, how):
    page = make_round_page(Phase.SUBMISSION, name="Hemlig omgång")
    row = following(page.round)
    asked = ask_to_follow(email="bo@example.org", round_id=page.round_id).follow
    how(page)
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert client.get(address(page.round)).status_code == 404
    assert ask(client, page.round).status_code == 404
    assert client.get(reverse("budgeting:follow_round", args=[10**8])).status_code == 404
    for name, of in (("unfollow_round", row), ("confirm_follow", asked)):
        shown = client.get(link(name, of))
        assert shown.status_code == 200
        assert "Hemlig" not in shown.content.decode()
    page = RoundPage.objects.get(pk=page.pk)
    if page.live:
        assert "Säg till" not in client.get(page.url).content.decode()


def test_asking_and_confirming_need_the_token_and_looking_writes_nothing():
    round_ = make_round(Phase.SUBMISSION)
    browser = Client(enforce_csrf_checks=True)
    assert browser.get(address(round_)).status_code == 200
    assert ask(browser, round_).status_code == 403
    assert not Participant.objects.exists()
    row = ask_to_follow(email=SIV, round_id=round_.pk).follow
    assert browser.post(link("confirm_follow", row)).status_code == 403


def test_the_pages_are_kept_by_nobody_and_found_by_no_search_engine(client):
    row = following(make_round(Phase.SUBMISSION))
    for url in (address(row.round), link("confirm_follow", row), link("unfollow_round", row)):
        answer = client.get(url)
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert SIV not in url + answer.content.decode()
        assert client.put(url).status_code == 405


def test_a_mail_program_ends_the_mails_in_one_click_without_cookies_and_the_page_takes_it_back():
    round_ = make_round(Phase.SUBMISSION)
    row, other = following(round_), following(round_, "bo@example.org")
    url = link("unfollow_round", row)
    mail_program = Client(enforce_csrf_checks=True)
    assert mail_program.get(url).status_code == 200
    row.refresh_from_db()
    assert row.confirmed_at
    for _twice in range(2):
        done = mail_program.post(url, {"List-Unsubscribe": "One-Click"})
        assert "Inga fler mejl" in done.content.decode()
        row.refresh_from_db()
        assert row.confirmed_at is None
    assert not mail_program.cookies
    assert "Mejlen fortsätter" in mail_program.post(url, {"undo": "1"}).content.decode()
    row.refresh_from_db()
    other.refresh_from_db()
    assert row.confirmed_at
    assert other.confirmed_at


def test_the_link_of_an_old_mail_still_says_that_no_more_mails_come(client):
    row = following(make_round(Phase.SUBMISSION))
    url = link("unfollow_round", row)
    row.delete()
    for answer in (client.get(url), client.post(url, {"List-Unsubscribe": "One-Click"})):
        assert answer.status_code == 200
        assert "Inga fler mejl" in answer.content.decode()
        assert "undo" not in answer.content.decode()


def test_what_was_never_confirmed_is_not_begun_by_taking_something_back():
    row = ask_to_follow(email=SIV, round_id=make_round(Phase.SUBMISSION).pk).follow
    Client().post(link("unfollow_round", row), {"undo": "1"})
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_tokens_are_good_for_one_purpose_and_one_row(client):
    row = following(make_round(Phase.SUBMISSION))
    good = {purpose: tokens.sign(purpose, row.pk) for purpose in ("follow", "unfollow")}
    moved = f"{row.pk + 1}{good['follow'][len(str(row.pk)) :]}"
    for name, purpose in (("confirm_follow", "unfollow"), ("unfollow_round", "follow")):
        for token in (good[purpose], moved, "x.y", f"{row.pk}.", "1" * 300):
            url = reverse(f"budgeting:{name}", args=[token])
            assert client.get(url).status_code == client.post(url).status_code == 404
    row.refresh_from_db()
    assert row.confirmed_at


def test_confirming_twice_is_confirming_once():
    row = ask_to_follow(email=SIV, round_id=make_round(Phase.SUBMISSION).pk).follow
    first = confirm_follow(follow_id=row.pk, asked_at=row.created_at)
    with at(timezone.now() + 3 * DAY):
        again = confirm_follow(follow_id=row.pk, asked_at=row.created_at)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.follow.confirmed_at == first.follow.confirmed_at


def test_my_pages_list_the_followed_rounds_and_end_each_in_one_click(client):
    page = make_round_page(Phase.SUBMISSION)
    log_in_by_code(client, make_user(email=SIV))
    row, other = following(page.round), following(make_round(Phase.VOTING), "bo@example.org")
    html = client.get(reverse("my_pages")).content.decode()
    assert "Omgångar och projekt som jag följer" in html
    assert page.round.name in html
    assert link("unfollow_round", row) in html
    assert other.round.name not in html.split('id="foljda-omgangar"')[1].split("</section>")[0]
    page.unpublish()
    html = client.get(reverse("my_pages")).content.decode()
    assert "En omgång som inte är offentlig just nu" in html
    assert page.round.name not in html
    client.post(link("unfollow_round", row))
    assert "foljda-omgangar" not in client.get(reverse("my_pages")).content.decode()


def test_many_followed_rounds_take_as_many_queries_as_one(client):
    log_in_by_code(client, make_user(email=SIV))
    counts = []
    for number in (1, 6):
        for _ in range(number):
            following(make_round(Phase.BEFORE))
        client.get(reverse("my_pages"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("my_pages"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_is_not_confirmed_or_ended_or_long_over_is_forgotten():
    now = timezone.now()
    round_ = make_round(Phase.SUBMISSION)
    kept = following(round_)
    unconfirmed = ask_to_follow(email="bo@example.org", round_id=round_.pk).follow
    ended = following(round_, "eva@example.org")
    unfollow(follow_id=ended.pk)
    with at(now + 2 * DAY - MINUTE):
        assert forget_followers() == 0
    with at(now + 2 * DAY + MINUTE):
        assert forget_followers() == 2
    assert list(RoundFollow.objects.all()) == [kept]
    assert not RoundFollow.objects.filter(pk=unconfirmed.pk).exists()
    with at(round_.result_at + 31 * DAY):  # not counted yet: there is a result to be told of
        assert forget_followers() == 0


def test_followers_are_forgotten_a_month_after_the_result_or_the_cancellation():
    done, cancelled, paused = make_round(Phase.RESULT), make_round(Phase.CANCELLED), make_round(Phase.VOTING)
    pause(paused)
    for round_ in (done, cancelled, paused):
        following(round_)
    count_round(round_id=done.pk)
    now = timezone.now()
    with at(now + 29 * DAY):
        assert forget_followers() == 0
    with at(now + 31 * DAY):
        assert forget_followers() == 2
    assert RoundFollow.objects.get().round == paused


def test_an_address_is_kept_while_it_follows_a_round_and_forgotten_after():
    row = following(make_round(Phase.SUBMISSION))
    with at(timezone.now() + 60 * DAY):
        assert forget_empty_participants() == 0
        row.delete()
        assert forget_empty_participants() == 1
    assert not Participant.objects.exists()
