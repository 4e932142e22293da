"""Who is told of what happened with a comment. Nobody is told within the request: a task is left for the worker.

Tasks carry numbers alone. Who they are for, and whether there is still anything to tell, is looked up when they run
(`services.telling`).
"""

from django.db.models import Q, QuerySet

from comments.models import Comment, Decision, Follow
from comments.rules.acts import Act, Pace
from comments.rules.states import State
from comments.tasks import tell_author_task, tell_followers_task

TOLD = frozenset(
    {Act.APPROVE, Act.HIDE, Act.RESTORE, Act.SET_ASIDE, Act.REDACT, Act.ANSWER_APPEAL, Act.UNDO, Act.CONFIRM}
)
"""What the author gets a mail about; of the author's own acts only the first, which brings the private link."""


def announce(comment: Comment, decision: Decision) -> None:
    """Leave the tasks that tell the author and the followers of `decision`, in the caller's transaction."""
    if decision.act in TOLD and comment.participant_id is not None:
        tell_author_task.enqueue(decision.pk)
    if comment.state == State.APPROVED and comment.shown_at == decision.at:
        announce_posted(comment)


def announce_posted(comment: Comment) -> None:
    """The same for a comment that is shown from now on: by its author, at once, or by staff. Costs nothing for one that is
    not shown, and one statement when nobody follows."""
    if comment.state != State.APPROVED:
        return
    answers_someone = comment.is_staff_answer and comment.level > 0
    if answers_someone or followers_of(comment).exists():
        tell_followers_task.enqueue(comment.pk)


def followers_of(comment: Comment) -> QuerySet[Follow]:
    """The confirmed follows, at once, of the comment's conversation or thread; not its author's own."""
    rows = Follow.objects.filter(
        Q(root=None) | Q(root_id=comment.thread_id),
        conversation_id=comment.conversation_id,
        confirmed_at__isnull=False,
        pace=Pace.AT_ONCE,
    )
    return rows.exclude(participant_id=comment.participant_id) if comment.participant_id else rows
