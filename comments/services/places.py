"""Where a new comment stands in its thread. Call it under the thread's lock."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Max, Min, Q
from django_comments_xtd.models import XtdComment

from comments.models import Comment


@dataclass(frozen=True, slots=True)
class Place:
    """The thread fields of a comment that is about to be stored under the id `pk`."""

    pk: int
    thread_id: int
    parent_id: int
    level: int = 0
    order: int = 1


def first_place() -> Place:
    """The place of a comment that begins a thread of its own."""
    pk = _next_id()
    return Place(pk=pk, thread_id=pk, parent_id=pk)


def place_below(parent: Comment) -> Place:
    """Make room below `parent`, after the replies it already has, and count the reply on all comments above it."""
    thread = XtdComment.norel_objects.filter(thread_id=parent.thread_id).order_by()
    after_parent = Q(order__gt=parent.order, level__lte=parent.level)
    found = thread.aggregate(last=Max("order"), following=Min("order", filter=after_parent))
    order = found["following"] or found["last"] + 1
    if found["following"]:
        thread.filter(order__gte=order).update(order=F("order") + 1)
    thread.filter(pk__in=_with_those_above(parent)).update(nested_count=F("nested_count") + 1)
    return Place(_next_id(), parent.thread_id, parent.pk, parent.level + 1, order)


def _with_those_above(comment: Comment) -> list[int]:
    if comment.level == 0:
        return [comment.pk]
    earlier = XtdComment.norel_objects.filter(thread_id=comment.thread_id, order__lt=comment.order).order_by()
    parents = dict(earlier.values_list("pk", "parent_id"))
    chain = [comment.pk, comment.parent_id]
    while parents[chain[-1]] != chain[-1]:
        chain.append(parents[chain[-1]])
    return chain


def _next_id() -> int:
    """Draw the comment's id before it is stored, since a root's `thread_id` is its own id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('django_comments', 'id'))")
        row: tuple[int] = cursor.fetchone()
    return row[0]
