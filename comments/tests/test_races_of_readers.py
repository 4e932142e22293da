"""Readers who like and report, and moderators who pin, at once, on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import connection

from comments.models import Comment, Like, Report
from comments.rules.acts import Act
from comments.rules.states import State
from comments.services import locks
from comments.services.answers import MOST_PINNED, pin_comment, pinned_in
from comments.services.reactions import like_comment
from comments.services.reports import Reporter, report_comment
from comments.tests.builders import make_moderator, make_participant, make_shown, make_shown_at_once
from comments.tests.test_races import at_once, page  # noqa: F401  # a fixture

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
REPORTERS = 10


def like_at_once(comment, readers):
    """Every one of `readers` likes twice at the same moment."""
    return at_once(
        2 * len(readers), lambda i: like_comment(comment_id=comment.pk, participant=readers[i // 2])
    )


def test_likes_at_once_count_one_for_each_reader(page):  # noqa: F811
    comment, readers = make_shown(page=page), [make_participant() for _ in range(16)]
    results = like_at_once(comment, readers)
    comment.refresh_from_db()
    assert (comment.likes, Like.objects.count()) == (16, 16)
    assert sorted(results) == [False] * 16 + [True] * 16


@contextmanager
def without_one_like_each() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE comments_like DROP CONSTRAINT comments_one_like_each")
    try:
        yield
    finally:
        Like.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE comments_like ADD CONSTRAINT comments_one_like_each UNIQUE (comment_id, participant_id)"
            )


def test_control_without_the_constraint_likes_are_doubled(page):  # noqa: F811
    comment, readers = make_shown(page=page), [make_participant() for _ in range(4)]
    with without_one_like_each():
        like_at_once(comment, readers)
        comment.refresh_from_db()
        assert (comment.likes, Like.objects.count()) == (8, 8)


def report_at_once(comment):
    readers = [make_participant() for _ in range(REPORTERS)]
    return at_once(
        REPORTERS,
        lambda i: report_comment(comment_id=comment.pk, by=Reporter(readers[i], ""), reason="insult"),
    )


def test_reports_at_once_set_a_comment_aside_once_and_are_all_counted(page):  # noqa: F811
    comment = make_shown_at_once(page=page)
    assert report_at_once(comment) == [None] * REPORTERS
    comment.refresh_from_db()
    assert (comment.state, comment.reports, Report.objects.count()) == (State.ASIDE, REPORTERS, REPORTERS)
    assert comment.decisions.filter(act=Act.SET_ASIDE).count() == 1


def test_control_without_the_lock_reports_at_once_are_lost(page, monkeypatch):  # noqa: F811
    comment, all_have_read = make_shown_at_once(page=page), Barrier(REPORTERS)
    monkeypatch.setattr(locks, "lock_thread_of", lambda comment_id: True)
    monkeypatch.setattr("comments.services.reports.hit_all", lambda limits: all_have_read.wait(5) * 0 or None)
    report_at_once(comment)
    comment.refresh_from_db()
    assert Report.objects.count() == REPORTERS > comment.reports


def pin_at_once(page, number=6):  # noqa: F811
    moderator = make_moderator()
    comments = [make_shown(page=page, moderator=moderator) for _ in range(number)]
    at_once(number, lambda i: pin_comment(comment_id=comments[i].pk, moderator=moderator))
    return Comment.objects.filter(pinned_at__isnull=False).count()


def test_pinning_at_once_in_many_threads_lets_three_stand_first(page):  # noqa: F811
    assert pin_at_once(page) == MOST_PINNED


def test_control_without_the_lock_more_than_three_stand_first(page, monkeypatch):  # noqa: F811
    all_have_counted = Barrier(6)

    def counted_together(conversation_id):
        pinned = pinned_in(conversation_id)
        all_have_counted.wait(5)
        return pinned

    monkeypatch.setattr("comments.services.answers._lock_conversation", lambda conversation_id: None)
    monkeypatch.setattr("comments.services.answers.pinned_in", counted_together)
    assert pin_at_once(page) > MOST_PINNED
