"""Two moderators at once, on PostgreSQL, each in a thread and connection of its own."""

from threading import Barrier

import pytest
from django.db.models import QuerySet

from comments.models import Comment
from comments.rules.acts import Act
from comments.rules.errors import RuleViolation
from comments.services import hide_comment, locks, moderation
from comments.tests.builders import make_comment, make_moderator
from comments.tests.test_races import at_once, page  # noqa: F401

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def hide_at_once(comment, moderators):
    return at_once(
        len(moderators),
        lambda i: hide_comment(
            comment_id=comment.pk, moderator=moderators[i], reason="other", text=f"Skäl {i}"
        ),
    )


def test_the_first_of_two_moderators_decides_and_the_other_is_told(page):  # noqa: F811
    comment = make_comment(page=page)
    results = hide_at_once(comment, [make_moderator() for _ in range(4)])
    won = [index for index, result in enumerate(results) if not isinstance(result, RuleViolation)]
    assert len(won) == 1
    assert {result.code for result in results if isinstance(result, RuleViolation)} == {"illegal_move"}
    comment.refresh_from_db()
    assert comment.hidden_text == f"Skäl {won[0]}"
    assert comment.decisions.filter(act=Act.HIDE).count() == 1


def test_control_without_the_locks_both_decide(page, monkeypatch):  # noqa: F811
    comment, gate, change = make_comment(page=page), Barrier(2), moderation.change

    def change_after_both_have_read(*args, **values):
        gate.wait(timeout=5)
        return change(*args, **values)

    monkeypatch.setattr(locks, "lock_thread_of", lambda comment_id: True)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **how: self)
    monkeypatch.setattr(moderation, "handle_reports", lambda **what: 0)
    monkeypatch.setattr(moderation, "change", change_after_both_have_read)
    hide_at_once(comment, [make_moderator(), make_moderator()])
    assert Comment.objects.get(pk=comment.pk).decisions.filter(act=Act.HIDE).count() == 2
