"""What the conversations look like in figures, for everyone: from the log of decisions, in a constant number of aggregates.

What was undone is not counted, nor that it was undone.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DateField,
    DurationField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast

from comments.models import Appeal, Comment, Decision, Question, Report
from comments.querysets.comments import ANSWERED, OPEN
from comments.rules.acts import Act, Hold
from comments.rules.states import HiddenReason, State

STANDS = (Act.APPROVE, Act.DISMISS, Act.REDACT)
"""What a moderator decides when a reported comment stays."""


class Percentile(Aggregate):
    """The value below which the share `at` of the durations lies (continuous, PostgreSQL's percentile_cont)."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(at)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression: str, *, at: str, **extra: Any) -> None:
        super().__init__(expression, at=at, **extra)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: from `since` (None: from the beginning) until `until`, on pages below `paths` (empty: on all)."""

    since: dt.datetime | None
    until: dt.datetime
    paths: Sequence[str] = ()

    def of(self, rows: QuerySet[Any], instant: str, page: str) -> QuerySet[Any]:
        """Those of `rows` whose `instant` lies in the period, on the pages of the site."""
        period = Q(**{f"{instant}__lt": self.until})
        if self.since:
            period &= Q(**{f"{instant}__gte": self.since})
        below = Q()
        for path in self.paths:
            below |= Q(**{f"{page}__path__startswith": path})
        return rows.filter(period & below).order_by()


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of one period. Each count is of comments unless it says otherwise."""

    written: int
    shown: int
    by_staff: int
    hidden: dict[HiddenReason, int]
    held: dict[Hold, int]
    withdrawn: int
    set_aside: int
    redacted: int
    reports: int
    reports_hidden: int
    """Reports after which the comment was hidden."""
    reports_stands: int
    appeals: int
    appeals_granted: int
    appeals_refused: int
    reviewed: int
    reviewed_in_time: int
    median: dt.timedelta | None
    ninetieth: dt.timedelta | None
    questions: int
    answered_in_time: int
    answered_late: int
    questions_late: int
    """Questions whose day has passed without an answer."""

    @property
    def hidden_in_all(self) -> int:
        return sum(self.hidden.values())

    @property
    def reports_open(self) -> int:
        return self.reports - self.reports_hidden - self.reports_stands

    @property
    def appeals_open(self) -> int:
        return self.appeals - self.appeals_granted - self.appeals_refused

    @property
    def questions_due(self) -> int:
        """Questions that were answered or should have been."""
        return self.answered_in_time + self.answered_late + self.questions_late


def collect(scope: Scope, *, promise: dt.timedelta, today: dt.date) -> Statistics:
    """Count everything: eight queries. `promise` is how long a comment is to wait at most, `today` the local day."""
    acts = _acts(scope)
    return Statistics(
        hidden=_known(HiddenReason, {reason: n for (act, reason), n in acts.items() if act == Act.HIDE}),
        held=_held(scope),
        withdrawn=_sum(acts, Act.WITHDRAW),
        set_aside=_sum(acts, Act.SET_ASIDE),
        redacted=_sum(acts, Act.REDACT),
        **_comments(scope),
        **_reports(scope),
        **_appeals(scope),
        **_reviews(scope, promise),
        **_questions(scope, today),
    )


def _lasting() -> QuerySet[Decision]:
    return Decision.objects.filter(undone_by=None).exclude(act=Act.UNDO)


def _acts(scope: Scope) -> dict[tuple[str, str], int]:
    rows = scope.of(_lasting(), "at", "comment__page").values_list("act", "reason").annotate(n=Count("pk"))
    return {(act, reason): n for act, reason, n in rows}


def _sum(acts: dict[tuple[str, str], int], wanted: Act) -> int:
    return sum(n for (act, _reason), n in acts.items() if act == wanted)


def _held(scope: Scope) -> dict[Hold, int]:
    held = scope.of(_lasting().filter(act=Act.HOLD), "at", "comment__page")
    rows = held.annotate(rule=Func(F("holds"), function="unnest")).values_list("rule").annotate(n=Count("pk"))
    return _known(Hold, dict(rows))


def _known(kind: Any, counts: dict[str, int]) -> dict[Any, int]:
    """The counts of values that are known, the greatest first."""
    known = {kind(value): n for value, n in counts.items() if value in kind.values}
    return dict(sorted(known.items(), key=lambda pair: -pair[1]))


def _comments(scope: Scope) -> dict[str, Any]:
    shown = Q(shown_at__lt=scope.until)
    if scope.since:
        shown &= Q(shown_at__gte=scope.since)
    written = scope.of(Comment.objects.exclude(state=State.UNCONFIRMED), "submit_date", "page")
    counted = Scope(None, scope.until, scope.paths).of(Comment.objects.filter(shown), "shown_at", "page")
    found = counted.aggregate(shown=Count("pk"), by_staff=Count("pk", filter=Q(is_staff_answer=True)))
    return {"written": written.count(), **found}


def _reports(scope: Scope) -> dict[str, Any]:
    """What came of a report is the decision of the instant at which it was handled."""
    came = Decision.objects.filter(comment=OuterRef("comment"), at=OuterRef("handled_at")).order_by("-pk")
    reports = scope.of(Report.objects.all(), "at", "comment__page")
    known = reports.annotate(came=Subquery(came.values("act")[:1]))
    return known.aggregate(
        reports=Count("pk"),
        reports_hidden=Count("pk", filter=Q(came=Act.HIDE)),
        reports_stands=Count("pk", filter=Q(handled_at__isnull=False) & ~Q(came=Act.HIDE)),
    )


def _appeals(scope: Scope) -> dict[str, Any]:
    return scope.of(Appeal.objects.all(), "made_at", "comment__page").aggregate(
        appeals=Count("pk"),
        appeals_granted=Count("pk", filter=Q(granted=True)),
        appeals_refused=Count("pk", filter=Q(granted=False)),
    )


def _reviews(scope: Scope, promise: dt.timedelta) -> dict[str, Any]:
    """How long comments waited until a moderator had decided."""
    reviews = scope.of(_lasting().filter(waited__isnull=False, by__isnull=False), "at", "comment__page")
    return reviews.aggregate(
        reviewed=Count("pk"),
        reviewed_in_time=Count("pk", filter=Q(waited__lte=promise)),
        median=Percentile("waited", at="0.5"),
        ninetieth=Percentile("waited", at="0.9"),
    )


def _questions(scope: Scope, today: dt.date) -> dict[str, Any]:
    """A question counts for the period in which it was put on the list. In time is until the end of its day."""
    asked = scope.of(Question.objects.all(), "asked_at", "comment__page")
    dated = asked.annotate(answered_on=Cast("answered_at", DateField()))
    in_time = ANSWERED & Q(answered_on__lte=F("due_on"))
    return dated.aggregate(
        questions=Count("pk"),
        answered_in_time=Count("pk", filter=in_time),
        answered_late=Count("pk", filter=ANSWERED & Q(answered_on__gt=F("due_on"))),
        questions_late=Count("pk", filter=OPEN & Q(due_on__lt=today)),
    )
