"""Likes and reports: what they change, who may, and what is said to whom."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from comments.models import Like, Participant, Report
from comments.people.participants import SESSION_KEY
from comments.rules.acts import Act
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services import hide_comment
from comments.services.reactions import like_comment, unlike_comment
from comments.services.reports import ENOUGH, FROM_ONE_READER, Reporter, handle_reports, report_comment
from comments.tests.builders import (
    NOON,
    make_comment,
    make_hidden,
    make_moderator,
    make_page,
    make_participant,
    make_shown,
    make_shown_at_once,
)
from radslag.clock import at

pytestmark = pytest.mark.django_db
OWN_PAYLOADS = Path(__file__).with_name("payloads.txt")


def known(client: Client) -> Participant:
    """Let `client` be a reader who has confirmed an address in this browser."""
    participant = make_participant()
    session = client.session
    session[SESSION_KEY] = participant.pk
    session.save()
    return participant


def like_url(comment):
    return reverse("comments:like", args=[comment.pk])


def report_url(comment):
    return reverse("comments:report", args=[comment.pk])


def report(comment, *, known=True, reason="insult", text=""):
    participant = make_participant() if known else None
    name = "" if known else f"läsare {Report.objects.count()}"
    return report_comment(comment_id=comment.pk, by=Reporter(participant, name), reason=reason, text=text)


def after(comment):
    comment.refresh_from_db()
    return comment


# Likes


def test_liking_twice_counts_once_and_taking_back_counts_down():
    comment, participant = make_shown(), make_participant()
    assert like_comment(comment_id=comment.pk, participant=participant)
    assert not like_comment(comment_id=comment.pk, participant=participant)
    assert after(comment).likes == 1
    assert unlike_comment(comment_id=comment.pk, participant=participant)
    assert not unlike_comment(comment_id=comment.pk, participant=participant)
    assert after(comment).likes == Like.objects.count() == 0


@pytest.mark.parametrize("make", [make_comment, make_hidden])
def test_only_what_is_shown_can_be_liked(make):
    with pytest.raises(RuleViolation, match="gone"):
        like_comment(comment_id=make().pk, participant=make_participant())
    assert not Like.objects.exists()


def test_likes_close_with_the_conversation_but_one_can_always_be_taken_back():
    page, participant = make_page(), make_participant()
    comment = make_shown(page=page)
    like_comment(comment_id=comment.pk, participant=participant)
    page.thread_ends = NOON
    page.save()
    with at(NOON), pytest.raises(RuleViolation, match="likes_closed"):
        like_comment(comment_id=comment.pk, participant=make_participant())
    assert unlike_comment(comment_id=comment.pk, participant=participant)


def test_a_known_reader_likes_and_takes_back_by_a_button_that_leads_to_the_comment(client):
    comment = make_shown()
    known(client)
    page = client.get(like_url(comment))
    assert "Gilla" in page.text and 'name="ta-tillbaka"' not in page.text
    assert client.post(like_url(comment)).url == comment.get_absolute_url()
    assert "Du är en av dem" in client.get(like_url(comment)).text
    assert f"{reverse('comments:forget')}?next={like_url(comment)}" in client.get(like_url(comment)).text
    client.post(like_url(comment), {"ta-tillbaka": "1"})
    assert after(comment).likes == 0


def test_who_is_not_known_reads_how_to_become_it_and_gets_no_cookie(client):
    comment = make_shown()
    page = client.get(like_url(comment))
    assert reverse("comments:forget") not in page.text
    assert f"/konto/logga-in/?next={like_url(comment)}" in page.text and 'method="post"' not in page.text
    assert not page.cookies
    assert client.post(like_url(comment)).status_code == 403
    assert not Like.objects.exists()


def test_a_password_is_no_confirmed_address(client):
    moderator = make_moderator()
    client.force_login(moderator)
    assert client.post(like_url(make_shown(moderator=moderator))).status_code == 403
    assert not Participant.objects.exists()


def test_who_logged_in_with_a_code_becomes_a_participant_by_liking(client, monkeypatch):
    monkeypatch.setattr("comments.views.reactions.confirmed_email", lambda request: "ny@example.org")
    comment = make_shown()
    client.get(like_url(comment))
    assert not Participant.objects.exists()
    client.post(like_url(comment))
    assert after(comment).likes == 1
    assert Participant.objects.get().is_confirmed


# Reports


def test_the_third_report_by_someone_known_sets_the_comment_aside():
    comment = make_shown_at_once()
    for number in range(ENOUGH):
        assert after(comment).state == State.APPROVED, number
        report(comment)
    assert (after(comment).state, comment.reports) == (State.ASIDE, ENOUGH)
    assert comment.decisions.filter(act=Act.SET_ASIDE, by=None).count() == 1
    assert comment.waiting_since is not None


def test_reports_by_unknown_readers_only_move_it_up_the_queue():
    comment = make_shown_at_once()
    for _ in range(ENOUGH + 2):
        report(comment, known=False)
    assert (after(comment).state, comment.reports) == (State.APPROVED, ENOUGH + 2)


def test_what_a_moderator_has_approved_is_not_set_aside():
    comment = make_shown()
    for _ in range(ENOUGH + 1):
        report(comment)
    assert (after(comment).state, comment.reports) == (State.APPROVED, ENOUGH + 1)


def test_an_answer_from_the_municipality_is_not_set_aside():
    moderator = make_moderator()
    comment = make_comment(author=moderator)
    comment.decided_by = None
    comment.save()
    for _ in range(ENOUGH):
        report(comment)
    assert after(comment).state == State.APPROVED


def test_a_second_report_by_the_same_reader_changes_nothing():
    comment, by = make_shown(), Reporter(make_participant(), "")
    for reason in ("spam", "crime"):
        report_comment(comment_id=comment.pk, by=by, reason=reason)
    assert after(comment).reports == Report.objects.count() == 1


def test_what_was_looked_at_can_be_reported_by_others_but_is_set_aside_only_once():
    comment = make_shown_at_once()
    for _ in range(ENOUGH):
        report(comment)
    after(comment)
    assert handle_reports(comment, NOON) == ENOUGH
    comment.state, comment.decided_by = State.APPROVED, None
    comment.save()
    assert after(comment).reports == 0
    for _ in range(ENOUGH):
        report(comment)
    assert (after(comment).state, comment.reports) == (State.APPROVED, ENOUGH)


@pytest.mark.parametrize(
    ("reason", "text", "code"),
    [("", "", "reason_to_choose"), ("dum", "", "reason_to_choose"), ("spam", "x" * 501, "report_too_long")],
)
def test_a_report_needs_a_reason_and_few_words(reason, text, code):
    comment = make_shown()
    with pytest.raises(RuleViolation, match=code):
        report(comment, reason=reason, text=text)
    assert not Report.objects.exists()


def test_anyone_reports_with_a_session_that_only_the_report_begins(client):
    comment = make_shown()
    assert "sessionid" not in client.get(report_url(comment)).cookies
    answer = client.post(report_url(comment), {"reason": "insult", "text": "Elakt."})
    assert answer.url == f"{report_url(comment)}?tack"
    thanks = client.get(answer.url).text
    assert "En moderator läser" in thanks and comment.comment not in thanks
    client.post(report_url(comment), {"reason": "spam"})
    found = Report.objects.get()
    assert (found.reason, found.text, found.participant) == ("insult", "Elakt.", None)
    assert client.session["comments_reporter"] not in found.key


def test_the_thanks_are_the_same_whether_others_have_reported_or_not(client):
    page, thanks = make_page(), []
    for before in (0, ENOUGH - 1):
        comment = make_shown_at_once(page=page)
        for _ in range(before):
            report(comment)
        known(client)
        thanks.append(client.post(report_url(comment), {"reason": "insult"}, follow=True).text)
        assert after(comment).state == (State.ASIDE if before else State.APPROVED)
    first, second = (text.split("<main")[1].split("</main>")[0] for text in thanks)
    assert first == second


def test_a_faulty_report_comes_back_with_what_was_written(client):
    comment = make_shown()
    page = client.post(report_url(comment), {"reason": "", "text": "Något är fel."})
    assert "Välj vad som är fel" in page.text and "Något är fel." in page.text
    assert not Report.objects.exists()


def test_many_reports_from_one_reader_are_told_to_wait(client):
    known(client)
    page = make_page()
    with at(NOON):
        for _ in range(FROM_ONE_READER):
            client.post(report_url(make_shown(page=page)), {"reason": "spam"})
        answer = client.post(report_url(make_shown(page=page)), {"reason": "spam", "text": "Kvar"})
    assert answer.status_code == 429 and "Kvar" in answer.text
    assert Report.objects.count() == FROM_ONE_READER


# Both


@pytest.mark.parametrize("url", [like_url, report_url])
def test_reading_writes_nothing_and_sending_needs_the_token(url):
    client = Client(enforce_csrf_checks=True)
    known(client)
    comment = make_shown()
    assert client.get(url(comment)).status_code == client.head(url(comment)).status_code == 200
    assert client.post(url(comment), {"reason": "spam"}).status_code == 403
    assert not Like.objects.exists() and not Report.objects.exists() and after(comment).likes == 0


@pytest.mark.parametrize("url", [like_url, report_url])
def test_what_a_reader_cannot_read_is_not_there(client, url):
    known(client)
    page = make_page()
    waiting, hidden, shown = make_comment(page=page), make_hidden(page=page), make_shown(page=page)
    off, private, draft = make_shown(), make_shown(), make_shown()
    type(off.page.specific).objects.filter(pk=off.page_id).update(thread_mode="off")
    PageViewRestriction.objects.create(page=private.page, restriction_type="login")
    draft.page.specific.unpublish()
    assert client.get(url(shown)).status_code == 200
    for comment in (waiting, hidden, off, private, draft):
        assert client.get(url(comment)).status_code == 404
        assert client.post(url(comment), {"reason": "spam"}).status_code == 404
    assert client.get(url(shown).replace(str(shown.pk), "999999")).status_code == 404


def test_what_is_hidden_between_the_page_and_the_button_is_said_to_be_gone(client, monkeypatch):
    known(client)
    moderator, comment = make_moderator(), make_shown()
    monkeypatch.setattr(
        "comments.views.reactions.readable_shown",
        lambda request, found: (
            hide_comment(comment_id=found.pk, moderator=moderator, reason="person"),
            found.page.specific,
        )[1],
    )
    answer = client.post(like_url(comment))
    assert answer.status_code == 409 and "visas inte längre" in answer.text


def test_what_a_report_says_comes_back_inert(client):
    comment = make_shown()
    for payload in OWN_PAYLOADS.read_text(encoding="utf-8").splitlines():
        page = client.post(report_url(comment), {"reason": "", "text": payload}).text
        assert "<" not in payload or payload not in page
