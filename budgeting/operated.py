"""What those who run the site are told of rounds. Nothing of votes, neither how many nor how they fall."""

from django.db.models import Count, Min

from budgeting.models import Round
from radslag.clock import database_now
from radslag.operation import gauges
from radslag.operation.gauges import Gauge


def register() -> None:
    """Tell monitoring of late counts."""
    gauges.register(counts_due)


def counts_due() -> list[Gauge]:
    """Rounds whose voting is over and that nobody has counted, though nothing stands in the way."""
    now = database_now()
    due = Round.objects.due_for_count(now).aggregate(n=Count("pk"), first=Min("voting_closes"))
    age = (now - due["first"]).total_seconds() if due["first"] else 0
    return [
        Gauge("rounds_uncounted", "Rounds that a worker should have counted", due["n"]),
        Gauge("round_uncounted_seconds", "Seconds since voting closed in the first of them", age),
        Gauge("rounds_voting", "Rounds in which one votes now", Round.objects.taking_votes(now).count()),
    ]
