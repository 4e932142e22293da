"""The figures for everyone: what is counted, for which period and site, and at what cost."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.display.figures import how_long
from comments.display.statistics import Scope, collect
from comments.models import Appeal, Decision, Question
from comments.rules.acts import Act, Hold
from comments.rules.states import HiddenReason
from comments.services import hide_comment
from comments.services.moderation import dismiss_reports
from comments.services.reports import Reporter, report_comment
from comments.tests.builders import (
    NOON,
    make_comment,
    make_hidden,
    make_moderator,
    make_page,
    make_participant,
    make_question,
    make_shown,
    make_shown_at_once,
)
from radslag.clock import at

URL, CSV = "/samtal/statistik/", "/samtal/statistik/siffror.csv"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LATER = NOON + 10 * DAY


def counted(*, since=None, until=LATER, paths=(), promise=24 * HOUR):
    return collect(Scope(since, until, paths), promise=promise, today=until.date())


def log(comment, act, *, days=0, **values):
    return Decision.objects.create(comment=comment, act=act, at=NOON + days * DAY, **values)


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (dt.timedelta(seconds=5), "1 minut"),
        (40 * HOUR / 60, "40 minuter"),
        (HOUR, "1 timme"),
        (47 * HOUR, "47 timmar"),
        (48 * HOUR, "2 dygn"),
        (None, ""),
    ],
)
def test_a_duration_is_said_in_the_unit_one_thinks_in(time, words):
    assert how_long(time) == words


@pytest.mark.django_db
class TestWhatIsCounted:
    def test_what_is_hidden_by_reason_and_held_by_rule(self):
        for reason in ("person", "person", "spam"):
            make_hidden(reason=reason, words="")
        comment = make_comment()
        log(comment, Act.HOLD, holds=[Hold.LINK, Hold.PHONE])
        log(comment, Act.HOLD, holds=[Hold.LINK, "gammal"])
        found = counted(until=dt.datetime.now(dt.UTC) + DAY)
        assert found.hidden == {HiddenReason.PERSON: 2, HiddenReason.SPAM: 1}
        assert found.hidden_in_all == 3
        assert found.held == {Hold.LINK: 2, Hold.PHONE: 1}
        assert (found.written, found.shown) == (4, 3)

    def test_what_was_undone_is_not_counted(self):
        comment = make_shown_at_once()
        wrong = log(comment, Act.HIDE, reason="person")
        log(comment, Act.UNDO, undoes=wrong)
        assert counted().hidden == {}

    def test_the_wait_as_median_and_ninetieth_percentile_of_what_people_decided(self):
        comment, moderator = make_comment(), make_moderator()
        for hours in range(1, 12):
            log(comment, Act.APPROVE, by=moderator, waited=hours * HOUR)
        log(comment, Act.WITHDRAW, waited=500 * HOUR)
        found = counted(promise=8 * HOUR)
        assert (found.median, found.ninetieth) == (6 * HOUR, 10 * HOUR)
        assert (found.reviewed, found.reviewed_in_time, found.withdrawn) == (11, 8, 1)

    def test_what_came_of_reports(self):
        page, moderator = make_page(), make_moderator()
        hidden, stays, waits = [make_shown_at_once(page=page) for _ in range(3)]
        for comment in (hidden, hidden, stays, waits):
            report_comment(comment_id=comment.pk, by=Reporter(make_participant(), ""), reason="spam")
        hide_comment(comment_id=hidden.pk, moderator=moderator, reason="spam")
        dismiss_reports(comment_id=stays.pk, moderator=moderator)
        found = counted(until=dt.datetime.now(dt.UTC) + DAY)
        assert (found.reports, found.reports_hidden, found.reports_stands, found.reports_open) == (4, 2, 1, 1)

    def test_appeals_by_their_outcome(self):
        for granted in (True, False, False, None):
            decision = make_hidden().decisions.filter(act=Act.HIDE).get()
            answered = None if granted is None else NOON
            Appeal.objects.create(
                comment=decision.comment,
                decision=decision,
                text="Se igen",
                made_at=NOON,
                granted=granted,
                answered_at=answered,
            )
        found = counted()
        assert (found.appeals, found.appeals_granted, found.appeals_refused, found.appeals_open) == (
            4,
            1,
            2,
            1,
        )

    def test_questions_answered_in_time_until_the_end_of_their_day(self):
        for answered in (NOON + DAY, NOON + 3 * DAY, None, None):
            question = make_question(due_on=NOON.date() + DAY)
            reply = make_comment(
                page=question.comment.page.specific,
                author=question.assigned_to,
                reply_to=question.comment_id,
            )
            Question.objects.filter(pk=question.pk).update(
                answer=reply if answered else None, answered_at=answered
            )
        Question.objects.filter(pk=question.pk).update(due_on=LATER.date())
        found = counted()
        assert (found.questions, found.answered_in_time, found.answered_late) == (4, 1, 1)
        assert (found.questions_late, found.questions_due) == (1, 3)
        late = Question.objects.get(answered_at=NOON + 3 * DAY)
        hide_comment(comment_id=late.answer_id, moderator=late.assigned_to, reason="person")
        found = counted()
        assert (found.answered_late, found.questions_late) == (0, 2), "a hidden answer is none"

    def test_a_period_includes_its_first_instant_and_excludes_its_last(self):
        comment = make_shown()
        for days in (0, 1, 2):
            log(comment, Act.WITHDRAW, days=days)
        assert counted(since=NOON + DAY, until=NOON + 2 * DAY).withdrawn == 1

    def test_a_site_counts_its_own_pages_alone(self):
        here, elsewhere = make_shown(), make_shown()
        log(here, Act.WITHDRAW), log(elsewhere, Act.WITHDRAW), log(elsewhere, Act.WITHDRAW)
        assert counted(paths=[here.page.path]).withdrawn == 1
        assert counted().withdrawn == 3


@pytest.mark.django_db
class TestThePage:
    def test_anyone_reads_it_and_it_may_be_cached(self, client):
        make_hidden(reason="insult")
        page = client.get(URL)
        assert "Det kränkte eller hotade någon" in page.text
        assert page.content == client.get(URL).content and not page.cookies
        assert 'method="post"' not in page.text and len(page.content) < 60_000
        assert client.post(URL).status_code == client.post(CSV).status_code == 405

    def test_it_costs_the_same_for_one_and_for_many(self, client):
        def cost():
            with CaptureQueriesContext(connection) as asked:
                client.get(URL)
            return len(asked)

        make_hidden()
        cost()
        few = cost()
        for _ in range(4):
            make_hidden()
            make_question()
        assert cost() == few <= 25

    def test_a_period_that_is_not_known_is_the_whole_time(self, client):
        make_shown()
        assert client.get(f"{URL}?period='--").text.count("aria-current") == client.get(URL).text.count(
            "aria-current"
        )
        with at(NOON + 400 * DAY):
            assert "Ingenting skrevs" in client.get(f"{URL}?period=30-dagar").text

    def test_the_same_figures_come_as_a_table(self, client):
        make_hidden(reason="insult")
        answer = client.get(f"{CSV}?period=i-ar")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="samtal-statistik-i-ar.csv"'
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[0] == ["Kod", "Vad", "Antal"]
        assert ["hidden.insult", "dolt, eftersom det kränkte eller hotade någon", "1"] in rows
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]

    def test_it_names_nobody(self, client):
        comment = make_hidden(name="Namn Namnsson", words="Eget skäl")
        page = client.get(URL).text + client.get(CSV).text
        assert not [w for w in ("Namnsson", "Eget skäl", comment.comment, "@example.org") if w in page]
