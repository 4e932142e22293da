"""Writers at once, on PostgreSQL, each in a thread and connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.db import IntegrityError, connection, connections
from django.db.models import QuerySet
from django_comments_xtd.models import XtdComment

from comments.models import Comment, Notice
from comments.rules.errors import RuleViolation
from comments.services import hide_comment, locks, post_comment
from comments.services.following import follow
from comments.services.places import place_below
from comments.services.telling import tell_followers
from comments.tests.builders import make_comment, make_moderator, make_page, make_participant, make_shown
from radslag.tests.scale import scaled

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
WRITERS = scaled(50, least=16)


@pytest.fixture
def page():
    return make_page()


def at_once(number, act):
    """Run `act(0)` … `act(number - 1)` at the same moment; their results, an exception in place of one that failed."""
    gate = Barrier(number)

    def run(index):
        try:
            gate.wait()
            return act(index)
        except (IntegrityError, RuleViolation) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


def reply_at_once(root, number=WRITERS):
    return at_once(
        number, lambda i: post_comment(target=root.page.specific, text=f"Svar {i}", reply_to=root.pk)
    )


def faults(root, results):
    """What is wrong: answers that failed, places that are not 1, 2, 3 …, and answers that were not counted."""
    orders = list(
        XtdComment.norel_objects.filter(thread_id=root.pk).order_by("order").values_list("order", flat=True)
    )
    counted = XtdComment.norel_objects.get(pk=root.pk).nested_count
    failed = [result for result in results if isinstance(result, Exception)]
    wrong = orders != list(range(1, len(results) + 2))
    return len(failed) + wrong + (counted != len(results))


def test_replies_at_once_stand_in_as_many_correct_places(page):
    root = make_shown(page=page)
    assert faults(root, reply_at_once(root)) == 0


def test_replies_at_once_on_every_level_stand_in_as_many_correct_places(page):
    one = make_shown(page=page)
    two = make_shown(page=page, reply_to=one.pk)
    three = make_shown(page=page, reply_to=two.pk)
    above = [one, two, three]
    results = at_once(
        WRITERS, lambda i: post_comment(target=page, text=f"Svar {i}", reply_to=above[i % 3].pk)
    )
    assert not [result for result in results if isinstance(result, Exception)]
    rows = list(Comment.objects.filter(thread_id=one.pk).order_by("order"))
    assert [row.order for row in rows] == list(range(1, WRITERS + 4))
    path = []
    for row in rows:  # each stands right below its parent or what is below that
        path = [*path[: row.level], row.pk]
        assert row.parent_id == path[max(row.level - 1, 0)]
    deeper = [sum(row.level > level for row in rows) for level in range(3)]
    assert [row.nested_count for row in rows if row in above] == deeper


def stands_right(root):
    """Whether each comment of the thread stands below its parent, after what is below that already."""
    path = []
    for row in Comment.objects.filter(thread_id=root.pk).order_by("order"):
        path = [*path[: row.level], row.pk]
        if row.parent_id != path[max(row.level - 1, 0)]:
            return False
    return True


def reply_to_siblings(root, number):
    x, y = (make_shown(page=root.page, reply_to=root.pk) for _ in range(2))
    page = root.page.specific
    return at_once(
        number, lambda i: post_comment(target=page, text=f"Svar {i}", reply_to=(x.pk, y.pk)[i % 2])
    )


def test_replies_at_once_to_two_siblings_stand_each_below_its_own(page):
    root = make_shown(page=page)
    reply_to_siblings(root, 12)
    assert stands_right(root)


def test_control_a_parent_read_while_waiting_for_the_lock_puts_replies_below_another(page, monkeypatch):
    def read_too_early(pk):
        parent = Comment.objects.select_related("conversation").get(pk=pk)
        locks.lock_thread_of(pk)
        return parent

    monkeypatch.setattr(locks, "locked_with_thread", read_too_early)
    roots = [make_shown(page=page) for _ in range(3)]
    for root in roots:
        reply_to_siblings(root, 12)
    assert not all(map(stands_right, roots))


def test_control_without_the_lock_replies_collide(page, monkeypatch):
    root = make_shown(page=page)
    gate = Barrier(2)

    def place_after_waiting(parent):
        place = place_below(parent)
        if not gate.broken:
            gate.wait(timeout=5)
        return place

    monkeypatch.setattr(locks, "locked_with_thread", lambda pk: Comment.objects.get(pk=pk))
    monkeypatch.setattr("comments.services.places._with_those_above", lambda parent: [])
    monkeypatch.setattr("comments.services.posting.place_below", place_after_waiting)
    assert faults(root, reply_at_once(root, 2)) > 0


def test_a_double_click_stores_one_comment(page):
    results = at_once(8, lambda _: post_comment(target=page, text="Håller med.", form_key="k" * 22))
    assert sorted(result.is_new for result in results) == [False] * 7 + [True]
    assert Comment.objects.count() == 1


def test_control_without_the_constraint_a_double_click_is_doubled(page):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'comments_comment'::regclass"
            " AND contype = 'u' AND conname LIKE '%fingerprint%'"
        )
        name = cursor.fetchone()[0]
        cursor.execute(f'ALTER TABLE comments_comment DROP CONSTRAINT "{name}"')
    try:
        at_once(8, lambda _: post_comment(target=page, text="Håller med.", form_key="k" * 22))
        assert Comment.objects.count() > 1
    finally:
        Comment.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE comments_comment ADD CONSTRAINT "{name}" UNIQUE (fingerprint)')


def test_nothing_is_answered_after_it_was_hidden(page):
    root, moderator = make_shown(page=page), make_moderator()

    def act(index):
        if index == 0:
            return hide_comment(comment_id=root.pk, moderator=moderator, reason="person")
        return post_comment(target=page, text=f"Svar {index}", reply_to=root.pk)

    results = at_once(12, act)
    hidden_at = results[0].decided_at
    answered = [result for result in results[1:] if not isinstance(result, Exception)]
    assert all(posted.comment.submit_date < hidden_at for posted in answered)
    assert Comment.objects.filter(level=1).count() == len(answered)


def test_roots_at_once_do_not_wait_for_each_other_or_collide(page):
    make_comment(page=page)
    results = at_once(WRITERS, lambda i: post_comment(target=page, text=f"Inlägg {i}"))
    assert not [result for result in results if isinstance(result, Exception)]
    assert Comment.objects.filter(level=0).count() == WRITERS + 1


def test_a_comment_is_told_once_however_many_workers_tell_it(page):
    comment = make_shown(page=page)
    row = follow(participant=make_participant(), conversation=comment.conversation)
    told = at_once(8, lambda _: tell_followers(comment_id=comment.pk))
    assert sorted(told) == [0] * 7 + [1]
    assert Notice.objects.filter(follow=row).count() == len(mail.outbox) == 1


def test_control_without_the_lock_a_worker_runs_into_the_constraint(page, monkeypatch):
    comment = make_shown(page=page)
    follow(participant=make_participant(), conversation=comment.conversation)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *_args, **_kwargs: self)
    gate = Barrier(2, timeout=5)
    monkeypatch.setattr("comments.services.telling._may_mail", lambda *_: gate.wait() >= 0)
    told = at_once(2, lambda _: tell_followers(comment_id=comment.pk))
    assert [type(result) for result in told].count(IntegrityError) == 1
    assert Notice.objects.count() == 1
