"""The one lock of a thread: the row of the comment that began it."""

from django.db.models import Q, Subquery
from django_comments_xtd.models import XtdComment

from comments.models import Comment


def lock_thread_of(comment_id: int) -> bool:
    """Hold the thread that comment `comment_id` stands in until the transaction ends; whether there is such a comment.

    Places in a thread and decisions about its comments change only under this lock.
    """
    root = XtdComment.norel_objects.filter(pk=comment_id).order_by().values("thread_id")
    rows = Comment.objects.select_for_update(of=("self",)).order_by().filter(pk=Subquery(root))
    return bool(list(rows.values_list("pk", flat=True)))


def locked_with_thread(comment_id: int) -> Comment | None:
    """The comment with its conversation, read under the lock of its thread; the comment's own row is held, too.

    One statement: the thread's first row is the oldest, and so the first that is locked.
    """
    root = XtdComment.norel_objects.filter(pk=comment_id).order_by().values("thread_id")
    both = Comment.objects.filter(Q(pk=comment_id) | Q(pk=Subquery(root))).order_by("pk")
    rows = both.select_for_update(of=("self",)).select_related("conversation")
    return next((row for row in rows if row.pk == comment_id), None)
