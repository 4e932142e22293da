"""A finished count: a stored record that anyone can repeat. Written once, never changed (a trigger says so)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from budgeting.counting import explain
from budgeting.counting.greedy import FUNDED_CODES, Code, Step
from budgeting.models.money import KronorField
from budgeting.models.proposals import Proposal
from budgeting.models.round_choices import BallotKind, Rule, TieRule
from budgeting.models.rounds import Round


class Count(models.Model):
    """The count of a round. The newest one is the result; `seed` opens the seal that was published before voting."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="counts", verbose_name=_("round"))
    counted_at = models.DateTimeField(_("counted"))
    version = models.CharField(_("software version"), max_length=20)
    rule = models.CharField(_("counting rule"), max_length=20, choices=Rule.choices)
    tie_rule = models.CharField(_("when votes are equal"), max_length=20, choices=TieRule.choices)
    seed = models.CharField(_("seed of the lot"), max_length=64)
    threshold = models.PositiveIntegerField(_("least number of votes"))
    budget_ore = KronorField(_("budget"))
    spent_ore = models.BigIntegerField(_("decided for proposals"))
    ballots = models.PositiveIntegerField(_("ballots"))
    votes = models.PositiveIntegerField(_("votes"))
    inputs_hash = models.CharField(_("fingerprint of what was counted"), max_length=64)
    steps = models.JSONField(_("steps"))
    result_hash = models.CharField(_("fingerprint of the result"), max_length=64)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("count")
        verbose_name_plural = _("counts")

    def __str__(self) -> str:
        return f"count {self.pk} of round {self.round_id}"

    @property
    def remaining_ore(self) -> int:
        """What is left of the budget, in öre."""
        return self.budget_ore - self.spent_ore

    @property
    def stops(self) -> bool:
        """Whether the count ended at the first proposal that did not fit."""
        return self.rule == Rule.GREEDY_STOP


class Outcome(models.Model):
    """What the count decided about one proposal. Amounts in öre; `tied` holds public numbers."""

    count = models.ForeignKey(Count, on_delete=models.CASCADE, related_name="outcomes")
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="outcomes", verbose_name=_("proposal")
    )
    rank = models.PositiveIntegerField(_("place"))
    votes = models.PositiveIntegerField(_("votes"))
    cost_ore = models.BigIntegerField(_("cost"))
    code = models.CharField(_("decision"), max_length=20)
    before_ore = models.BigIntegerField()
    after_ore = models.BigIntegerField()
    tied = models.JSONField(default=list)
    blocker = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["count", "rank"]
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.UniqueConstraint(fields=["count", "proposal"], name="budgeting_one_outcome_per_proposal"),
            models.UniqueConstraint(fields=["count", "rank"], name="budgeting_one_outcome_per_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.code}"

    @property
    def funded(self) -> bool:
        """Whether the proposal gets money."""
        return self.code in FUNDED_CODES

    def why(self, *, titles: dict[int, str], last: bool) -> str:
        """One sentence, in the reader's language. `titles` by public number; the count must be loaded."""
        step = Step(
            rank=self.rank,
            project=self.proposal.number,
            code=Code(self.code),
            votes=self.votes,
            cost=self.cost_ore,
            before=self.before_ore,
            after=self.after_ore,
            tied=tuple(self.tied),
            blocker=self.blocker,
        )
        return explain.explain(
            step,
            language=get_language() or "sv",
            titles=titles,
            tie_rule=self.count.tie_rule,
            threshold=self.count.threshold,
            stop=self.count.stops,
            last=last,
            unit="points" if self.proposal.round.ballot_kind == BallotKind.POINTS else "votes",
        )
