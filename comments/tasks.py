"""Background tasks of conversations. A task's row holds a number and nothing that a person wrote."""

from django_tasks import task


@task()
def tell_author_task(decision_id: int) -> None:
    """Tell the author of a comment what was decided about it."""
    from comments.services.telling import tell_author

    tell_author(decision_id=decision_id)


@task()
def tell_followers_task(comment_id: int) -> None:
    """Tell those who follow that a comment is shown."""
    from comments.services.telling import tell_followers

    tell_followers(comment_id=comment_id)
