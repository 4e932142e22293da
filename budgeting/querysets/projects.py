"""Reads over projects, their updates, and decisions about their money."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Self

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, ExtractYear, JSONObject
from django.utils import timezone

from budgeting.counting.steps import FUNDED_CODES
from budgeting.querysets.of_two import OfTwoPeopleQuerySet


class ProjectQuerySet(QuerySet[Any]):
    """Projects. Only of results that are public: none is made before."""

    def silent_on(self, today: dt.date) -> Self:
        """Open ones about which nothing was published for 60 days."""
        return self.filter(_silence(today))

    def with_silence_on(self, today: dt.date) -> Self:
        """Each with `silent`: whether it is one of those."""
        return self.annotate(silent=ExpressionWrapper(_silence(today), output_field=BooleanField()))

    def with_money(self) -> Self:
        """Each with its ledger in öre: `decided_ore` (what the newest count and decisions since gave it), `paid_ore`.

        What the newest count no longer gives money has nothing decided.
        """
        return self.annotate(
            decided_ore=decided_ore(OuterRef("proposal")), paid_ore=paid_ore(OuterRef("proposal"))
        ).annotate(left_ore=F("decided_ore") - F("paid_ore"))

    def with_newest(self) -> Self:
        """Each with `newest`: date (ISO 8601) and text of the newest published update that says something, or None."""
        said = _updates().published().filter(project=OuterRef("pk")).exclude(text="")
        newest = said.order_by("-date", "-pk").values(said=JSONObject(date="date", text="text"))
        return self.annotate(newest=Subquery(newest[:1]))

    def with_waiting(self) -> Self:
        """Each with `waiting`: how many updates of the applicant wait for staff to publish them."""
        waiting = _updates().waiting().filter(project=OuterRef("pk")).order_by().values("project")
        return self.annotate(waiting=Coalesce(Subquery(waiting.annotate(n=Count("pk")).values("n")), 0))


class UpdateQuerySet(QuerySet[Any]):
    """Updates of projects."""

    def published(self) -> Self:
        """Those that everyone may read."""
        return self.filter(published_at__isnull=False)

    def waiting(self) -> Self:
        """An applicant's, that staff have not yet published or declined."""
        return self.filter(published_at__isnull=True, declined_at__isnull=True)


class MoneyDecisionQuerySet(OfTwoPeopleQuerySet):
    """Decisions of more or less money than the count gave."""

    def that_count(self) -> Self:
        """Those in force about proposals that the newest count gives money: of what it no longer does nothing is decided, so
        that nothing of it is given back either."""
        funded = newest_outcome(OuterRef("proposal")).filter(code__in=FUNDED_CODES)
        return self.in_force().filter(Exists(funded))

    def sum_ore(self) -> int:
        """Öre all together: what was given back is less than nothing."""
        total: int | None = self.aggregate(total=Sum("amount_ore"))["total"]
        return total or 0


class PaymentRequestQuerySet(QuerySet[Any]):
    """Payments and counter-entries that one person has entered and another is to confirm."""

    def waiting(self) -> Self:
        """Neither confirmed nor dropped."""
        return self.filter(confirmed_at__isnull=True, dropped_at__isnull=True)


def newest_outcome(proposal: Any) -> QuerySet[Any]:
    """What the newest count of its round said of `proposal` (an expression), if it said anything."""
    from budgeting.models.counts import Count as RoundCount
    from budgeting.models.counts import Outcome

    newer = RoundCount.objects.filter(round=OuterRef("count__round"), pk__gt=OuterRef("count"))
    return Outcome.objects.filter(~Exists(newer), proposal=proposal)


def decided_ore(proposal: Any) -> Coalesce:
    """Öre decided for `proposal` (an expression): by the newest count of its round, and by decisions since; else 0."""
    from budgeting.models.decisions import MoneyDecision

    since = (
        MoneyDecision.objects.in_force().filter(proposal=OuterRef("proposal")).order_by().values("proposal")
    )
    more = Coalesce(Subquery(since.annotate(sum=Sum("amount_ore")).values("sum")), 0)
    funded = newest_outcome(proposal).filter(code__in=FUNDED_CODES).annotate(more=more)
    return Coalesce(Subquery(funded.values(decided=F("cost_ore") + F("more"))[:1]), 0)


def paid_ore(proposal: Any) -> Coalesce:
    """Öre paid to `proposal` (an expression) so far, without what was taken back."""
    from budgeting.models.payments import Payment

    paid = Payment.objects.filter(proposal=proposal).order_by().values("proposal")
    return Coalesce(Subquery(paid.annotate(sum=Sum("amount_ore")).values("sum")), 0)


@dataclass(slots=True)
class YearTaken:
    """What a year's money has gone to, in öre."""

    taken_ore: int = 0
    given_ore: int = 0
    """The part of it that projects got. The rest is in rounds that are not finished, or waits to be carried over."""
    paid_ore: int = 0
    """What of it has been paid."""

    @property
    def reserved_ore(self) -> int:
        """What no project has got."""
        return max(0, self.taken_ore - self.given_ore)


def taken_by_year(
    rounds: QuerySet[Any], translation_keys: Iterable[Any], now: dt.datetime
) -> defaultdict[int, YearTaken]:
    """What rounds of the programmes, and decisions about more for projects, take from the money of each calendar year.

    A round takes its budget, without what earlier rounds carried over to it. One that is counted and returns what is left takes
    what its projects got, without what they gave back. More for a project takes from the year of the decision.

    What the projects of a round are paid is first what came from another year: of this year is only the rest.
    """
    from budgeting.models.counts import Count as RoundCount
    from budgeting.models.decisions import CarriedOver, MoneyDecision
    from budgeting.models.payments import Payment
    from budgeting.models.round_choices import Leftover

    decided = MoneyDecision.objects.that_count()
    counts = RoundCount.objects.filter(round=OuterRef("pk")).order_by("-pk")
    back = (
        decided.filter(proposal__round=OuterRef("pk"), amount_ore__lt=0).order_by().values("proposal__round")
    )
    paid = Payment.objects.filter(proposal__round=OuterRef("pk")).order_by().values("proposal__round")
    moved = CarriedOver.objects.filter(to_round=OuterRef("pk")).order_by().values("to_round")
    years = {"one": ExtractYear("from_round__result_at"), "other": ExtractYear("to_round__result_at")}
    from_other_years = moved.alias(**years).annotate(sum=Sum("amount_ore", filter=~Q(one=F("other"))))
    rows = rounds.annotate(
        spent_ore=Subquery(counts.values("spent_ore")[:1]),
        back_ore=Coalesce(Subquery(back.annotate(sum=Sum("amount_ore")).values("sum")), 0),
        carried_ore=Coalesce(Subquery(moved.annotate(sum=Sum("amount_ore")).values("sum")), 0),
        from_other_years_ore=Coalesce(Subquery(from_other_years.values("sum")), 0),
        paid_ore=Coalesce(Subquery(paid.annotate(sum=Sum("amount_ore")).values("sum")), 0),
    )
    taken: defaultdict[int, YearTaken] = defaultdict(YearTaken)
    paid_of_more: defaultdict[int, int] = defaultdict(int)
    more = decided.filter(proposal__round__programme__translation_key__in=translation_keys, amount_ore__gt=0)
    for (round_id, _proposal), decisions in groupby(_with_ledger(more), key=_project_of):
        paid_of_more[round_id] += _take_more(taken, list(decisions))
    for row in rows:
        year = taken[timezone.localtime(row.result_at).year]
        finished = row.spent_ore is not None and row.clock_at(now) >= row.result_at
        got_ore = row.spent_ore + row.back_ore if finished else 0
        returns = finished and row.leftover == Leftover.RETURNED
        # Below 0 when more was given back than the round gave: then of more, which the year of that decision has taken.
        less_ore = min(0, got_ore)
        year.taken_ore += max(less_ore, (got_ore if returns else row.budget_ore) - row.carried_ore)
        given_ore = max(less_ore, got_ore - row.from_other_years_ore)
        paid_ore = row.paid_ore - paid_of_more[row.pk] - row.from_other_years_ore
        year.given_ore += given_ore
        year.paid_ore += max(0, min(paid_ore, given_ore))
    return taken


def _with_ledger(more: QuerySet[Any]) -> QuerySet[Any]:
    """The decisions, those about one proposal after each other, with what the proposal has and has been paid: one query."""
    return (
        more.annotate(
            round_id=F("proposal__round"),
            decided_ore=decided_ore(OuterRef("proposal")),
            paid_ore=paid_ore(OuterRef("proposal")),
        )
        .only("proposal_id", "at", "amount_ore")
        .order_by("proposal", "at", "pk")
    )


def _project_of(decision: Any) -> tuple[int, int]:
    return decision.round_id, decision.proposal_id


def _take_more(taken: defaultdict[int, YearTaken], decisions: list[Any]) -> int:
    """What was decided more for one proposal, from the years when it was; return how much of it is paid, in öre. What the
    proposal is paid is first what its round gave it, and only then what was decided later, in that order."""
    first = decisions[0]
    from_the_round_ore = max(0, first.decided_ore - sum(one.amount_ore for one in decisions))
    left_ore = paid_ore = max(0, first.paid_ore - from_the_round_ore)
    for one in decisions:
        year = taken[timezone.localtime(one.at).year]
        paid_here_ore = min(left_ore, one.amount_ore)
        year.taken_ore += one.amount_ore
        year.given_ore += one.amount_ore
        year.paid_ore += paid_here_ore
        left_ore -= paid_here_ore
    return paid_ore - left_ore


def _updates() -> Any:
    from budgeting.models.project_updates import ProjectUpdate

    return ProjectUpdate.objects.all()


def _silence(today: dt.date) -> Q:
    from budgeting.models.projects import OPEN_STATUSES, SILENT_DAYS

    return Q(status__in=OPEN_STATUSES, latest__lte=today - dt.timedelta(days=SILENT_DAYS))
