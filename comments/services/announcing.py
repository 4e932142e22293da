"""Who is told of what happened with a comment. Nobody is told within the request: a task is left for the worker."""

from comments.models import Comment, Decision


def announce(comment: Comment, decision: Decision) -> None:
    """Leave the tasks that tell the author and the followers of `decision`, in the caller's transaction."""
