"""What monitoring is told of the conversations: how many comments wait to be read, and how long."""

from django.db.models import Count, Min

from comments.models import Comment
from comments.rules.states import State
from radslag.clock import database_now
from radslag.operation.gauges import Gauge


def queue() -> list[Gauge]:
    """Comments that wait for a moderator."""
    waiting = Comment.objects.filter(state=State.WAITING).aggregate(n=Count("pk"), oldest=Min("submit_date"))
    age = (database_now() - waiting["oldest"]).total_seconds() if waiting["oldest"] else 0
    return [
        Gauge("comments_waiting", "Comments that wait to be read by a moderator", waiting["n"]),
        Gauge("comment_oldest_seconds", "Age of the comment that has waited longest", age),
    ]
