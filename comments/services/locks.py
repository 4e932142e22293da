"""The one lock of a thread: the row of the comment that began it."""

from comments.models import Comment


def lock_thread(root_id: int) -> bool:
    """Hold the thread that comment `root_id` began until the transaction ends; whether there is such a thread.

    Places in a thread and decisions about its comments change only under this lock.
    """
    rows = Comment.objects.select_for_update(of=("self",)).order_by().filter(pk=root_id)
    return rows.values_list("pk").first() is not None
