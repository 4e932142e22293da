"""The public lists of questions to the municipality, the reminders, and the line of the dashboard."""

import datetime as dt

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from comments.admin.waiting.questions import to_answer
from comments.models import Question
from comments.services import hide_comment
from comments.services.question_reminders import remind_of_questions, reminder_day
from comments.tests.builders import (
    NOON,
    make_comment,
    make_moderator,
    make_page,
    make_question,
    make_user,
)
from radslag.clock import at

TODAY = NOON.date()
DAY = dt.timedelta(days=1)
ALL = "/samtal/fragor/"


def on(day):
    """Noon of a day counted from the tests' own."""
    return at(NOON + day * DAY)


def answered(question, *, after=2):
    """The same question, answered by its moderator `after` days."""
    reply = make_comment(
        page=question.comment.page.specific,
        author=question.assigned_to,
        reply_to=question.comment_id,
        text=f"Ja, i vår. {question.pk}",
        at_instant=NOON + after * DAY,
    )
    Question.objects.filter(pk=question.pk).update(answer=reply, answered_at=reply.submit_date)
    return reply


@pytest.mark.parametrize(
    ("days_left", "reminded_days_before_due"),
    [(4, None), (3, 3), (1, 3), (0, 0), (-1, 0), (-6, 0), (-7, -7), (-15, -14)],
)
def test_reminders_come_three_days_before_on_the_day_and_every_week_after(
    days_left, reminded_days_before_due
):
    due = TODAY + days_left * DAY
    expected = None if reminded_days_before_due is None else due - reminded_days_before_due * DAY
    assert reminder_day(due, TODAY) == expected


@pytest.mark.django_db
class TestTheList:
    def test_those_that_wait_stand_first_the_soonest_foremost_then_the_newest_answers(self, client):
        page, moderator = make_page(), make_moderator()
        make = lambda text, days: make_question(  # noqa: E731
            page=page, moderator=moderator, text=text, due_on=TODAY + days * DAY
        )
        early, late, first, second = make("Tidig", 5), make("Sen", -2), make("Först", 1), make("Sist", 1)
        answered(first, after=1), answered(second, after=3)
        with on(4):
            text = client.get(ALL).text
        places = [text.index(word) for word in ("Sen", "Tidig", "Sist", "Först")]
        assert places == sorted(places)
        assert "Svaret är sent" in text and "efter 3 dagar" in text and "Gata och park" in text
        assert late.assigned_to.email not in text and early.assigned_to.email not in text

    def test_only_what_everyone_may_read_stands_on_the_list_of_all(self, client):
        moderator = make_moderator()
        words = ["Offentlig", "Privat", "Utkast", "Avstängt", "Dolt"]
        public, private, draft, off, hidden = [make_question(moderator=moderator, text=w) for w in words]
        PageViewRestriction.objects.create(page=private.comment.page, restriction_type="login")
        draft.comment.page.specific.unpublish()
        type(off.comment.page.specific).objects.filter(pk=off.comment.page_id).update(thread_mode="off")
        hide_comment(comment_id=hidden.comment_id, moderator=moderator, reason="person")
        text = client.get(ALL).text
        assert [word in text for word in words] == [True, False, False, False, False]
        own = [
            reverse("comments:target_questions", args=[q.comment.page_id])
            for q in (public, private, draft, off)
        ]
        assert [client.get(address).status_code for address in own] == [200, 404, 404, 404]
        client.force_login(make_user())
        assert "Privat" in client.get(own[1]).text and "Offentlig" not in client.get(own[1]).text

    def test_an_answer_that_is_hidden_is_none(self, client):
        question = make_question()
        hide_comment(comment_id=answered(question).pk, moderator=question.assigned_to, reason="person")
        with on(0):
            assert "Väntar på svar" in client.get(ALL).text

    def test_a_question_whose_answer_is_hidden_is_reminded_of_and_waits_again(self, mailoutbox):
        question = make_question()
        hide_comment(comment_id=answered(question).pk, moderator=question.assigned_to, reason="person")
        request = RequestFactory().get("/admin/")
        request.user = question.assigned_to
        with on(2):
            assert [line.title for line in to_answer(request)] == ["1 fråga att svara på"]
            assert remind_of_questions() == 1

    def test_the_list_is_filtered_and_knows_no_other_values(self, client):
        page, moderator = make_page(), make_moderator()
        make_question(page=page, moderator=moderator, text="Vilka väntar?")
        answered(make_question(page=page, moderator=moderator, text="Vilka är klara?"))
        texts = {value: client.get(f"{ALL}?visa={value}").text for value in ("vantar", "besvarade", "x';--")}
        found = {value: ("Vilka väntar?" in t, "Vilka är klara?" in t) for value, t in texts.items()}
        assert list(found.values()) == [(True, False), (False, True), (True, True)]

    def test_the_list_may_be_cached_and_costs_the_same_for_one_and_for_many(
        self, client, django_assert_num_queries
    ):
        moderator, page = make_moderator(), make_page()
        make_question(page=page, moderator=moderator)
        client.get(ALL)
        with CaptureQueriesContext(connection) as few:
            client.get(ALL)
        for _ in range(6):
            answered(make_question(moderator=moderator))
            make_question(page=page, moderator=moderator)
        with django_assert_num_queries(len(few)):
            many = client.get(ALL)
        assert len(few) <= 25
        assert many.content == client.get(ALL).content and not many.cookies
        assert len(many.content) < 60_000 and 'method="post"' not in many.text

    def test_it_cannot_be_written_to(self, client):
        assert client.post(ALL).status_code == 405


@pytest.mark.django_db
class TestWhoIsToAnswer:
    def test_gets_one_mail_for_all_and_none_again_before_the_next_day_of_reminder(self, mailoutbox):
        moderator, page = make_moderator(), make_page(title="Badet")
        for days in (3, 1, 30):
            make_question(page=page, moderator=moderator, text="Hemlig text", due_on=TODAY + days * DAY)
        with on(0):
            assert (remind_of_questions(), remind_of_questions()) == (1, 0)
        with on(1):
            assert remind_of_questions() == 1, "the day of the second has come"
        first, second = mailoutbox
        assert first.to == [moderator.email]
        assert first.subject == "2 frågor väntar på ditt svar"
        assert "Badet" in first.body and "Hemlig text" not in first.body
        assert second.subject == "1 fråga väntar på ditt svar"

    def test_is_left_alone_when_it_is_answered_hidden_or_no_longer_hers(self, mailoutbox):
        moderator = make_moderator()
        answered(make_question(moderator=moderator))
        hide_comment(
            comment_id=make_question(moderator=moderator).comment_id, moderator=moderator, reason="person"
        )
        gone = make_question().assigned_to
        gone.is_active = False
        gone.save()
        lost = make_question()
        lost.assigned_to.groups.clear()
        with on(5):
            assert remind_of_questions() == 0
        assert not mailoutbox

    def test_sees_it_on_the_dashboard_and_colleagues_when_it_is_late(self):
        question, colleague = make_question(), make_moderator()
        elsewhere = make_moderator(branch=make_page())

        def seen(person):
            request = RequestFactory().get("/admin/")
            request.user = person
            return [(line.title, line.urgent) for line in to_answer(request)]

        with on(0):
            assert seen(question.assigned_to) == [("1 fråga att svara på", False)]
            assert seen(colleague) == seen(elsewhere) == []
        with on(2):
            assert seen(question.assigned_to) == seen(colleague) == [("1 fråga att svara på", True)]
            assert seen(elsewhere) == []
