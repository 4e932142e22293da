"""A finished count: a stored record that anyone can repeat. Written once, never changed (a trigger says so)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from budgeting.counting.sentences import Telling, sentence
from budgeting.counting.steps import FUNDED_CODES, Code, Step
from budgeting.models.acts import RoundAct
from budgeting.models.money import KronorField
from budgeting.models.proposals import Proposal
from budgeting.models.round_choices import GREEDY_RULES, BallotKind, Rule, TieRule, Utility
from budgeting.models.rounds import Round
from budgeting.rules.money import format_kronor

MAX_SEED = 200


class Count(models.Model):
    """The count of a round. The newest one is the result; `seed` opens the seal that was published before voting."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="counts", verbose_name=_("round"))
    counted_at = models.DateTimeField(_("counted"))
    version = models.CharField(_("software version"), max_length=20)
    rule = models.CharField(_("counting rule"), max_length=30, choices=Rule.choices)
    utility = models.CharField(
        _("what a chosen proposal is worth"),
        max_length=11,
        choices=Utility.choices,
        default=Utility.COST,
        db_default=Utility.COST,
    )
    tie_rule = models.CharField(_("when votes are equal"), max_length=20, choices=TieRule.choices)
    seed = models.CharField(_("seed of the lot"), max_length=MAX_SEED, blank=True)
    threshold = models.PositiveIntegerField(_("least number of votes"))
    threshold_percent = models.PositiveSmallIntegerField(_("least share of the voters"), null=True)
    act = models.OneToOneField(
        RoundAct, null=True, on_delete=models.PROTECT, related_name="count", verbose_name=_("decision")
    )
    """The published decision of two people that this count follows; None for the first count of a round."""
    budget_ore = KronorField(_("budget"))
    spent_ore = models.BigIntegerField(_("decided for proposals"))
    ballots = models.PositiveIntegerField(_("ballots"))
    votes = models.PositiveIntegerField(_("votes"))
    facts = models.JSONField(default=dict, db_default={})
    """What the result says beside its steps, such as the share of each voter (services.counting.facts_of)."""
    inputs_hash = models.CharField(_("fingerprint of what was counted"), max_length=64)
    steps = models.JSONField(_("steps"))
    result_hash = models.CharField(_("fingerprint of the result"), max_length=64)
    transaction_id = models.CharField(max_length=20, blank=True, default="", db_default="", editable=False)
    """Set by the database: what the count decided is written in that very transaction or not at all."""

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(act__isnull=True), name="budgeting_one_count_without_a_decision"
            ),
        ]

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

    @property
    def shares_equally(self) -> bool:
        """Whether each voter held an equal share of the money."""
        return self.rule not in GREEDY_RULES


class CountInputs(models.Model):
    """What was counted, to the letter: canonical JSON, of which the count has the SHA-256 (budgeting.counting.inputs).

    Its ballots stand for nobody, but they are whole ballots: published by the rules of display/open_data.py alone.
    """

    count = models.OneToOneField(Count, on_delete=models.PROTECT, related_name="inputs", primary_key=True)
    text = models.TextField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"inputs of {self.count_id}"


class Recount(models.Model):
    """Somebody had the site count again, from the stored ballots. Written once, never changed."""

    count = models.ForeignKey(
        Count, on_delete=models.PROTECT, related_name="recounts", verbose_name=_("count")
    )
    at = models.DateTimeField(_("recounted"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("recounted by"),
    )
    version = models.CharField(_("software version"), max_length=20)
    inputs_hash = models.CharField(_("fingerprint of what was counted"), max_length=64)
    result_hash = models.CharField(_("fingerprint of the result"), max_length=64)
    agrees = models.BooleanField(_("the same"))

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("recount")
        verbose_name_plural = _("recounts")
        default_permissions = ()

    def __str__(self) -> str:
        return f"recount {self.pk} of {self.count_id}"


class PublicDraw(models.Model):
    """The seed of a lot that was drawn in public after the close. One types it in, another types it in again."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="draw", primary_key=True)
    seed = models.CharField(_("what was drawn"), max_length=MAX_SEED)
    how = models.TextField(_("how it was drawn"), max_length=500)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("typed in by"),
    )
    typed_at = models.DateTimeField(_("typed in"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("typed in again by"),
    )
    confirmed_at = models.DateTimeField(_("in force from"), null=True)

    class Meta:
        verbose_name = _("public draw")
        verbose_name_plural = _("public draws")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="budgeting_draw_has_seed", condition=~Q(seed="") & ~Q(how="")),
            models.CheckConstraint(
                name="budgeting_draw_of_two_people",
                condition=Q(confirmed_at__isnull=True) | ~Q(confirmed_by=F("typed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"draw of round {self.round_id}"


class Outcome(models.Model):
    """What the count decided about one proposal. Amounts in öre; `tied` holds public numbers."""

    count = models.ForeignKey(Count, on_delete=models.CASCADE, related_name="outcomes")
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="outcomes", verbose_name=_("proposal")
    )
    rank = models.PositiveIntegerField(_("place"))
    votes = models.PositiveIntegerField(_("votes"))
    cost_ore = models.BigIntegerField(_("cost"))
    code = models.CharField(_("decision"), max_length=30)
    numbers = models.JSONField(default=dict, db_default={})
    """What else the sentence about it says: the step as it stands in the count (budgeting.counting.steps)."""
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

    def why(
        self,
        *,
        titles: dict[int, str],
        last: bool,
        costs: dict[int, int] | None = None,
        ranks: dict[int, int] | None = None,
    ) -> str:
        """One sentence, in the reader's language. `titles` and `costs` (öre) by public number, `ranks` the number at each
        rank; the count must be loaded."""
        telling = Telling(
            language=get_language() or "sv",
            titles=titles,  # type: ignore[arg-type]
            money=format_kronor,
            rule=self.count.rule,
            tie_rule=self.count.tie_rule,
            threshold=self.count.threshold,
            percent=self.count.threshold_percent,
            voters=self.count.facts.get("voters", self.count.ballots),
            drawn=self.proposal.round.waits_for_draw,
            costs=costs or {},  # type: ignore[arg-type]
            unit="points" if self.proposal.round.ballot_kind == BallotKind.POINTS else "votes",
            last=self.rank if last else 0,
            ranks=ranks or {},
        )
        return sentence(self.step, telling)

    @property
    def step(self) -> Step:
        """The decision as it stands in the count."""
        if self.numbers:
            return Step.from_json(self.numbers)
        return Step(
            rank=self.rank,
            project=self.proposal.number,
            code=Code(self.code),
            votes=self.votes,
            cost=self.cost_ore,
            before=self.before_ore,
            after=self.after_ore,
            tied=tuple(self.tied),
            blocker=self.blocker,
            supporters=self.votes,
        )
