"""Posting and moderation: what is written, and what is refused."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from comments.models import Comment
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services import Sender, approve_comment, hide_comment, post_comment, restore_comment
from comments.tests.builders import (
    NOON,
    make_comment,
    make_hidden,
    make_moderator,
    make_page,
    make_shown,
    make_user,
)
from radslag.clock import at

pytestmark = pytest.mark.django_db
LONG_ENOUGH = "En lång tanke om bron över ån, som ingen annan skriver ord för ord."


def refusal(service, **values):
    before = Comment.objects.count()
    with pytest.raises(RuleViolation) as caught:
        service(**values)
    assert Comment.objects.count() == before
    assert caught.value.message
    return caught.value.code


def test_a_comment_waits_for_a_moderator():
    posted = post_comment(target=make_page(), text="Hej  ", name=" Siv ")
    comment = Comment.objects.get(pk=posted.comment.pk)
    assert (comment.state, comment.comment, comment.user_name) == (State.WAITING, "Hej", "Siv")
    assert (comment.thread_id, comment.parent_id, comment.level, comment.order) == (
        comment.pk,
        comment.pk,
        0,
        1,
    )


def test_the_comment_of_a_moderator_is_an_answer_from_the_municipality_and_shown_at_once():
    comment = post_comment(target=make_page(), text="Tack!", sender=Sender(user=make_moderator())).comment
    assert comment.is_staff_answer
    assert comment.state == State.APPROVED


def test_a_moderator_of_another_branch_writes_as_anyone():
    page, elsewhere = make_page(), make_page()
    comment = post_comment(
        target=page, text="Hej", sender=Sender(user=make_moderator(branch=elsewhere))
    ).comment
    assert not comment.is_staff_answer
    assert comment.state == State.WAITING


def test_a_signed_in_resident_writes_under_the_name_given_only():
    siv = Sender(user=make_user(first_name="Siv", last_name="Ek"))
    comment = post_comment(target=make_page(), text="Hej", sender=siv).comment
    assert "Siv" not in str(comment.shown_name)


@pytest.mark.parametrize("text", ["", "  \n", "\u200b\u200b", "\u3164"])
def test_text_that_shows_nothing_is_refused(text):
    assert refusal(post_comment, target=make_page(), text=text) == "empty"


def test_three_thousand_characters_are_taken_and_one_more_is_not():
    page = make_page()
    assert post_comment(target=page, text="å" * 3000).is_new
    assert refusal(post_comment, target=page, text="å" * 3001) == "too_long"


def test_a_name_is_at_most_fifty_characters():
    assert refusal(post_comment, target=make_page(), text="Hej", name="å" * 51) == "name_too_long"


def test_a_closed_thread_takes_nothing():
    page = make_page()
    type(page).objects.filter(pk=page.pk).update(thread_mode="closed")
    assert refusal(post_comment, target=page, text="Hej") == "thread_closed"


def test_an_unpublished_page_takes_nothing():
    page = make_page()
    page.unpublish()
    assert refusal(post_comment, target=page, text="Hej") == "thread_closed"


def test_what_may_not_be_answered():
    page = make_page()
    shown = make_shown(page=page)
    deepest = shown
    for _level in range(3):
        deepest = make_shown(page=page, reply_to=deepest.pk)
    cases = {
        "not_shown": (make_comment(page=page).pk, make_hidden(page=page).pk),
        "foreign_comment": (make_shown().pk,),
        "too_deep": (deepest.pk,),
        "no_such_comment": (0, 10**9),
    }
    for code, ids in cases.items():
        for pk in ids:
            assert refusal(post_comment, target=page, text="Hej", reply_to=pk) == code


def test_replies_stand_below_what_they_answer_in_the_order_they_came():
    root = make_shown()
    replies = [make_comment(page=root.page, reply_to=root.pk) for _ in range(3)]
    assert [(r.thread_id, r.parent_id, r.level, r.order) for r in replies] == [
        (root.pk, root.pk, 1, order) for order in (2, 3, 4)
    ]
    root.refresh_from_db()
    assert root.nested_count == 3


def test_deeper_replies_stand_between_those_of_their_parent_and_the_next():
    root = make_shown()
    first = make_shown(page=root.page, reply_to=root.pk)
    second = make_shown(page=root.page, reply_to=root.pk)
    below_first = make_shown(page=root.page, reply_to=first.pk)
    deepest = make_shown(page=root.page, reply_to=below_first.pk)
    last = make_shown(page=root.page, reply_to=first.pk)
    in_order = Comment.objects.filter(thread_id=root.pk).order_by("order")
    assert list(in_order) == [root, first, below_first, deepest, last, second]
    assert [comment.level for comment in in_order] == [0, 1, 2, 3, 2, 1]
    assert list(in_order.values_list("order", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert list(in_order.values_list("nested_count", flat=True)) == [5, 3, 1, 0, 0, 0]


def test_the_same_long_text_on_one_day_is_one_comment():
    page = make_page()
    with at(NOON):
        first = post_comment(target=page, text=LONG_ENOUGH, form_key="a" * 22)
        again = post_comment(target=page, text=f" {LONG_ENOUGH}", form_key="b" * 22)
    with at(NOON + dt.timedelta(days=1)):
        next_day = post_comment(target=page, text=LONG_ENOUGH)
    assert (first.is_new, again.is_new, next_day.is_new) == (True, False, True)
    assert again.comment == first.comment


def test_many_may_agree_in_few_words_but_one_form_does_so_once():
    page = make_page()
    with at(NOON):
        agreeing = [post_comment(target=page, text="Håller med.", form_key=key * 22).is_new for key in "aab"]
    assert agreeing == [True, False, True]


def test_approving_shows_the_comment_but_not_its_waiting_replies():
    root = make_shown()
    reply = make_comment(page=root.page, reply_to=root.pk)
    moderator = make_moderator()
    hide_comment(comment_id=root.pk, moderator=moderator, reason="person")
    restored = restore_comment(comment_id=root.pk, moderator=moderator)
    reply.refresh_from_db()
    assert (restored.state, restored.hidden_reason, restored.decided_by) == (State.APPROVED, "", moderator)
    assert (reply.state, reply.is_public) == (State.WAITING, False)


def test_a_decision_made_twice_is_made_once():
    comment = make_comment()
    first, second = make_moderator(), make_moderator()
    approve_comment(comment_id=comment.pk, moderator=first)
    assert approve_comment(comment_id=comment.pk, moderator=second).decided_by == first


def test_approving_never_brings_back_what_another_moderator_hid():
    assert refusal(approve_comment, comment_id=make_hidden().pk, moderator=make_moderator()) == "illegal_move"
    assert (
        refusal(restore_comment, comment_id=make_comment().pk, moderator=make_moderator()) == "illegal_move"
    )


@pytest.mark.parametrize(("reason", "text"), [("", ""), ("no such", ""), ("other", "  ")])
def test_hiding_needs_a_reason(reason, text):
    values = {"comment_id": make_shown().pk, "moderator": make_moderator(), "reason": reason, "text": text}
    assert refusal(hide_comment, **values) == "reason_missing"


@pytest.mark.parametrize("service", [approve_comment, restore_comment, hide_comment])
def test_only_a_moderator_of_the_page_decides(service):
    comment, elsewhere = make_comment(), make_page()
    more = {"reason": "person"} if service is hide_comment else {}
    for person in (make_user(), make_user(is_staff=True), make_moderator(branch=elsewhere)):
        with pytest.raises(PermissionDenied):
            service(comment_id=comment.pk, moderator=person, **more)
    comment.refresh_from_db()
    assert comment.state == State.WAITING


def test_posting_is_few_statements(django_assert_max_num_queries):
    page = make_page()
    deep = make_shown(page=page, reply_to=make_shown(page=page, reply_to=make_shown(page=page).pk).pk)
    with django_assert_max_num_queries(13):
        post_comment(target=page, text=LONG_ENOUGH, reply_to=deep.pk)
