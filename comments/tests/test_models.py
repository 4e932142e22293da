"""What the database itself refuses, and what a comment knows about itself."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.signals import pre_save
from django_comments.models import Comment as StoredText
from django_comments_xtd.models import XtdComment

from comments.models import Comment
from comments.rules.states import MOVES, HiddenReason, State, is_listed, may_move
from comments.tests.builders import make_comment, make_hidden, make_page, make_shown

pytestmark = pytest.mark.django_db


def refused(comment, **values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**values)
    return True


def test_a_hidden_comment_must_have_a_reason():
    assert refused(make_hidden(), hidden_reason="")


def test_only_a_hidden_comment_has_a_reason():
    assert refused(make_shown(), hidden_reason=HiddenReason.SPAM)


def test_another_reason_must_be_said_in_words():
    assert refused(make_hidden(), hidden_reason=HiddenReason.OTHER, hidden_text="")


def test_a_decision_has_a_date():
    assert refused(make_shown(), decided_at=None)
    assert refused(make_shown(), shown_at=None)
    assert refused(make_comment(), decided_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def test_no_other_state_than_the_known_ones():
    assert refused(make_comment(), state="published")


def test_no_network_address_is_ever_stored_with_a_comment():
    comment = make_comment()
    assert comment.ip_address is None
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredText.objects.filter(pk=comment.pk).update(ip_address="192.0.2.1")


def test_two_comments_never_stand_in_one_place():
    root = make_shown()
    make_comment(page=root.page, reply_to=root.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        XtdComment.norel_objects.filter(thread_id=root.pk).update(order=1)
        connection.check_constraints()


def test_a_comment_without_a_place_is_not_stored():
    with pytest.raises(ValueError, match="post_comment"):
        Comment(comment="hej").save()


@pytest.mark.parametrize("state", [State.WAITING, State.APPROVED, State.HIDDEN])
def test_the_columns_of_the_parent_model_follow_the_state(state):
    comment = {State.WAITING: make_comment, State.APPROVED: make_shown, State.HIDDEN: make_hidden}[state]()
    comment.refresh_from_db()
    assert comment.state == state
    assert comment.is_public == (state != State.WAITING)
    assert comment.is_removed == (state == State.HIDDEN)


def test_junk_that_was_never_shown_leaves_no_stub():
    assert not is_listed(State.HIDDEN, reason=HiddenReason.SPAM, was_shown=False)
    assert is_listed(State.HIDDEN, reason=HiddenReason.SPAM, was_shown=True)
    assert is_listed(State.HIDDEN, reason=HiddenReason.INSULT, was_shown=False)


def test_moves_are_told_for_every_state():
    assert set(MOVES) == set(State)
    assert may_move(State.WAITING, State.HIDDEN)
    assert not may_move(State.WITHDRAWN, State.APPROVED)


def test_the_hook_that_would_publish_waiting_replies_is_gone():
    receivers = [receiver.__name__ for receiver in pre_save._live_receivers(Comment)[0]]
    assert "publish_or_unpublish_on_pre_save" not in receivers


def test_the_name_shown_is_never_that_of_an_account():
    comment = make_comment(page=make_page(), name="")
    assert str(comment.shown_name) in ("Anonymous", "Anonym")
