"""Reads over rounds, proposals and ballots."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Least
from django.utils import timezone

from budgeting.counting.steps import FUNDED_CODES
from budgeting.querysets.projects import decided_ore, newest_outcome, paid_ore, taken_by_year
from radslag.clock import database_now
from radslag.incoming.row_numbers import is_row_number
from radslag.pages import readable_by_all
from radslag.readers.stems import words_query

if TYPE_CHECKING:
    from wagtail.models import Page


PUBLIC_STATUSES = ("received", "accepted", "declined", "merged")
"""What is handed in and not taken back is public from its round's instant on, whatever was decided about it."""


def clock_at(now: datetime, prefix: str = "") -> Least:
    """What the own clock of each row's round shows at `now`, as `Round.clock_at`: LEAST passes over what is empty."""
    instant = Value(now, output_field=models.DateTimeField())
    return Least(F(f"{prefix}paused_at"), F(f"{prefix}cancelled_at"), instant)


def rounds_for_everyone() -> models.QuerySet[Any]:
    """The numbers of the rounds with a published page that everyone may read, for `round__in=`."""
    from budgeting.models.pages import RoundPage

    return readable_by_all(RoundPage.objects.live()).values("round")


class RoundQuerySet(models.QuerySet[Any]):
    """Rounds."""

    def due_for_count(self, now: datetime) -> RoundQuerySet:
        """Rounds whose voting has closed, that nobody has counted, and that nobody has stopped.

        A ballot that one person wants challenged holds the count up for a second one to say so, until the result at most;
        not one that its voter has withdrawn. A lot that is drawn in public is waited for without end.
        """
        waiting = waiting_challenges(OuterRef("pk"))
        undrawn = Q(lot_source="drawn", draw__confirmed_at__isnull=True) & ~Q(tie_rule="earliest")
        uncounted = self.filter(counts__isnull=True, paused_at__isnull=True, cancelled_at__isnull=True)
        return uncounted.exclude(undrawn).filter(
            ~Exists(waiting) | Q(result_at__lte=now), voting_closes__lte=now
        )

    def going_on(self, now: datetime) -> RoundQuerySet:
        """Rounds that residents take part in or wait for: from the first proposal until the result shows."""
        unfinished = self.filter(Q(result_at__gt=clock_at(now)) | Q(counts__isnull=True))
        return unfinished.filter(cancelled_at__isnull=True, submission_opens__lte=clock_at(now))

    def taking_proposals(self, now: datetime) -> RoundQuerySet:
        """Rounds that take proposals at `now`."""
        return self.not_stopped(now).filter(submission_opens__lte=now, submission_closes__gt=now)

    def taking_votes(self, now: datetime) -> RoundQuerySet:
        """Rounds that take votes at `now`."""
        return self.not_stopped(now).filter(voting_opens__lte=now, voting_closes__gt=now)

    def taking_decisions(self, now: datetime) -> RoundQuerySet:
        """Rounds whose proposals can be decided about at `now`, by the clock of each: in a pause too."""
        clock = clock_at(now)
        return self.uncancelled().filter(submission_opens__lte=clock, voting_opens__gt=clock)

    def not_stopped(self, now: datetime) -> RoundQuerySet:
        """Without the rounds that people have paused or cancelled."""
        return self.exclude(paused_at__lte=now).exclude(cancelled_at__lte=now)

    def own(self) -> RoundQuerySet:
        """Without elections elsewhere that were imported: their money is nobody's here, and nobody here took part."""
        return self.filter(imported_from="")

    def uncancelled(self) -> RoundQuerySet:
        """Rounds that share in the money of their year."""
        return self.own().filter(cancelled_at__isnull=True)

    def with_result(self, now: datetime) -> RoundQuerySet:
        """Rounds whose result everyone may know at `now`: a count is made before, and is nobody's until then."""
        return self.uncancelled().filter(counts__isnull=False, result_at__lte=clock_at(now)).distinct()

    def of_year(self, year: int) -> RoundQuerySet:
        """Rounds whose result falls in the calendar year, in the site's time zone."""
        return self.own().filter(
            result_at__gte=timezone.make_aware(datetime(year, 1, 1)),  # noqa: DTZ001
            result_at__lt=timezone.make_aware(datetime(year + 1, 1, 1)),  # noqa: DTZ001
        )

    def under(self, pages: models.QuerySet[Page]) -> RoundQuerySet:
        """Rounds whose programme is one of the pages: the way rights follow the page tree."""
        return self.filter(programme__in=pages)

    def dearest_year_ore(self, translation_key: Any) -> int:
        """What a programme's rounds and projects take of the calendar year in which they take most, in öre; 0 without rounds."""
        rounds = self.uncancelled().filter(programme__translation_key=translation_key)
        years = taken_by_year(rounds, [translation_key], database_now()).values()
        return max((year.taken_ore for year in years), default=0)


class ProposalQuerySet(models.QuerySet[Any]):
    """Proposals."""

    def accepted(self) -> ProposalQuerySet:
        """Those one may vote for."""
        return self.filter(status="accepted")

    def of_person(self, user: Any) -> ProposalQuerySet:
        """A resident's own, newest first."""
        own = (
            self.filter(author=user)
            .select_related("round", "draft", "project")
            .order_by("-submitted_at", "-pk")
        )
        return own.prefetch_related("inquiries", "merges_away__target", "merges_here__source")

    def waiting_for(self, reviewer: Any) -> ProposalQuerySet:
        """Those that the reviewer can decide next: received, not handed in by them, nothing said yet as it reads now."""
        from budgeting.models.review import Verdict

        said = Verdict.objects.filter(proposal=OuterRef("pk"), by=reviewer)
        said = said.filter(Q(proposal__edited_at=None) | Q(at__gte=F("proposal__edited_at")))
        return self.filter(~Exists(said), status="received").exclude(author=reviewer)

    def funded(self, now: datetime) -> ProposalQuerySet:
        """Those that a public result gave money; the newest count holds.

        Each with `given_ore`, where decisions since are included, and `paid_ore`.
        """
        funded = newest_outcome(OuterRef("pk")).filter(code__in=FUNDED_CODES)
        own = self.filter(round__imported_from="")
        public = own.filter(Exists(funded), round__result_at__lte=clock_at(now, "round__"))
        return public.annotate(given_ore=decided_ore(OuterRef("pk")), paid_ore=paid_ore(OuterRef("pk")))

    def public_numbers(self, shown_from: datetime) -> ProposalQuerySet:
        """What has a public page once proposals are shown: all that was handed in, but for what its author took back before."""
        return self.filter(Q(status__in=PUBLIC_STATUSES) | Q(status="withdrawn", decided_at__gte=shown_from))

    def with_public_page(self, now: datetime) -> ProposalQuerySet:
        """Those of all rounds that have a public page at `now`, as `public_numbers` has it for one round."""
        shown = Q(status__in=PUBLIC_STATUSES)
        withdrawn = Q(status="withdrawn", decided_at__gte=F("round__proposals_shown"))
        own = self.filter(round__imported_from="")
        return own.filter(shown | withdrawn, round__proposals_shown__lte=clock_at(now, "round__"))

    def numbers_about(self, words: str) -> set[int]:
        """The numbers of those that hold all the words, in any form of them, or have the number that is written."""
        from budgeting.models.proposals import SEARCHED_WORDS

        asked = words.lstrip("#").strip()
        if is_row_number(asked):
            return set(self.filter(number=int(asked)).values_list("number", flat=True))
        query = words_query(words)
        if query is None:
            return set()
        return set(self.annotate(words=SEARCHED_WORDS).filter(words=query).values_list("number", flat=True))

    def shown_at(self, now: datetime) -> ProposalQuerySet:
        """Accepted ones that everyone may read at `now`: their round shows them then, on a page open to all."""
        own = self.accepted().filter(round__imported_from="")
        shown = own.filter(round__proposals_shown__lte=clock_at(now, "round__"))
        return shown.filter(round__in=rounds_for_everyone())

    def for_everyone(self, now: datetime) -> ProposalQuerySet:
        """Those whose page everyone may read at `now`, whatever became of them."""
        return self.with_public_page(now).filter(round__in=rounds_for_everyone())


class BallotQuerySet(models.QuerySet[Any]):
    """Ballots."""

    def counted(self, round_id: int) -> BallotQuerySet:
        """Those of a round that are counted: all but the ones that two people have challenged."""
        return self.filter(~_challenged(round_id), round=round_id, left_out=False)

    def passed_over(self, round_id: int) -> BallotQuerySet:
        """The others of the round: few, if any."""
        return self.filter(Q(_challenged(round_id)) | Q(left_out=True), round=round_id)


def waiting_challenges(round_id: Any) -> models.QuerySet[Any]:
    """Requests about a ballot of the round that a second person has not answered: to leave it out, or to count it after all.

    A ballot that its voter has withdrawn since needs no answer.
    """
    from budgeting.models.trust import Challenge

    unanswered = Q(at=None) | Q(lift_asked_at__isnull=False)
    return Challenge.objects.filter(unanswered, round=round_id, dropped_at=None, receipt__isnull=False)


def _challenged(round_id: int) -> Exists:
    from budgeting.models.trust import Challenge

    challenges = Challenge.objects.in_force().filter(
        round=round_id, receipt__voter_key=OuterRef("voter_key"), receipt__round=round_id
    )
    return Exists(challenges)
