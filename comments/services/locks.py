"""The one lock of a thread: the row of the comment that began it."""

from django.db.models import Subquery
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
    """The comment with its conversation, read once its thread is held.

    Two statements: one that waits for the lock and reads in the same breath gives the place as it was before the wait.
    """
    if not lock_thread_of(comment_id):
        return None
    return Comment.objects.select_related("conversation").get(pk=comment_id)
