"""Where a new comment stands in its thread. Call it under the thread's lock."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Case, F, Max, Min, Q, When
from django_comments_xtd.models import XtdComment

from comments.models import Comment


@dataclass(frozen=True, slots=True)
class Place:
    """The thread fields of a comment that is about to be stored; the one that begins a thread has its id beforehand."""

    pk: int | None
    thread_id: int
    parent_id: int
    level: int = 0
    order: int = 1


def first_place() -> Place:
    """The place of a comment that begins a thread of its own."""
    pk = _next_id()
    return Place(pk=pk, thread_id=pk, parent_id=pk)


def place_below(parent: Comment) -> Place:
    """Make room below `parent`, after the replies it already has, and count the reply on all comments above it.

    Two statements, however deep: one finds the place, one moves and counts.
    """
    thread = XtdComment.norel_objects.filter(thread_id=parent.thread_id).order_by()
    after_parent = Q(order__gt=parent.order, level__lte=parent.level)
    found = thread.aggregate(last=Max("order"), following=Min("order", filter=after_parent))
    order = found["following"] or found["last"] + 1
    above, later = Q(pk__in=_with_those_above(parent)), Q(order__gte=order)
    thread.filter(above | later).update(
        nested_count=Case(When(above, then=F("nested_count") + 1), default=F("nested_count")),
        order=Case(When(later, then=F("order") + 1), default=F("order")),
    )
    return Place(None, parent.thread_id, parent.pk, parent.level + 1, order)


def _with_those_above(comment: Comment) -> set[int]:
    """The comment, its parent and so on up to the one that began the thread. Three levels are known without asking."""
    chain = [comment.pk, comment.parent_id]
    if comment.level > 2:
        earlier = XtdComment.norel_objects.filter(thread_id=comment.thread_id, order__lt=comment.order)
        parents = dict(earlier.order_by().values_list("pk", "parent_id"))
        while parents[chain[-1]] != chain[-1]:
            chain.append(parents[chain[-1]])
    return {*chain, comment.thread_id}


def _next_id() -> int:
    """Draw the comment's id before it is stored, since a root's `thread_id` is its own id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('django_comments', 'id'))")
        row: tuple[int] = cursor.fetchone()
    return row[0]
