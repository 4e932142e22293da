"""The contract of a round: what residents rely on. It is no page and has no drafts, copies or translations."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgeting.models.money import KronorField
from budgeting.models.round_choices import (
    GREEDY_RULES,
    MOST_IN_THE_PURSE,
    Applicants,
    BallotKind,
    Leftover,
    LotSource,
    Rule,
    TieRule,
    Utility,
    VoterIdentity,
)
from budgeting.models.round_constraints import CONSTRAINTS
from budgeting.querysets.rounds import RoundQuerySet
from budgeting.rules.phases import Phase, Schedule
from budgeting.rules.sealing import seal_at

if TYPE_CHECKING:
    from budgeting.models.pages import RoundPage


class Round(models.Model):
    """One round of a programme: instants, money, ballot and rule. Changed only through services/rounds.py."""

    programme = models.ForeignKey(
        "budgeting.BudgetingPage",
        on_delete=models.PROTECT,
        related_name="rounds",
        verbose_name=_("programme"),
    )
    name = models.CharField(
        _("name"),
        max_length=120,
        help_text=_("As in lists: Mitt Närlunda, hösten 2026. The page has its own heading."),
    )

    submission_opens = models.DateTimeField(_("submission opens"))
    submission_closes = models.DateTimeField(_("submission closes"))
    proposals_shown = models.DateTimeField(
        _("proposals are shown"), help_text=_("From then on everyone can read the accepted proposals.")
    )
    voting_opens = models.DateTimeField(_("voting opens"))
    voting_closes = models.DateTimeField(_("voting closes"))
    result_at = models.DateTimeField(_("result is published"))

    budget_ore = KronorField(_("budget"), help_text=_("In kronor: what the proposals share."))
    cap_ore = KronorField(_("most a proposal may cost"), help_text=_("In kronor."))
    proposals_per_person = models.PositiveSmallIntegerField(
        _("proposals per person"), default=3, help_text=_("How many proposals one person may submit.")
    )
    proposals_per_quarter = models.PositiveSmallIntegerField(
        _("proposals per person and quarter"),
        null=True,
        blank=True,
        help_text=_(
            "In all rounds of the programme whose result falls in the same quarter. Empty: no limit."
        ),
    )
    applicant_round_ore = KronorField(
        _("most one applicant may ask for in the round"),
        null=True,
        blank=True,
        help_text=_("In kronor, all proposals of a person together. Empty: no limit."),
    )
    applicant_quarter_ore = KronorField(
        _("most one applicant may ask for in a quarter"),
        null=True,
        blank=True,
        help_text=_("In kronor, in all rounds whose result falls in the same quarter. Empty: no limit."),
    )
    applicants = models.CharField(
        _("who may submit proposals"),
        max_length=12,
        choices=Applicants.choices,
        default=Applicants.GROUPS_TOO,
    )
    least_age = models.PositiveSmallIntegerField(
        _("least age"),
        null=True,
        blank=True,
        help_text=_(
            "Whoever submits a proposal or votes declares to be at least this old. Empty: no least age."
        ),
    )
    leftover = models.CharField(
        _("money left over"), max_length=12, choices=Leftover.choices, default=Leftover.RETURNED
    )
    reviewers_needed = models.PositiveSmallIntegerField(
        _("reviewers for each decision"),
        default=1,
        help_text=_("With 2, a proposal is accepted or declined when two reviewers say the same."),
    )

    identity = models.CharField(
        _("who may vote"), max_length=5, choices=VoterIdentity.choices, default=VoterIdentity.EMAIL
    )
    postal_codes = models.TextField(
        _("postal codes of voters"),
        blank=True,
        default="",
        help_text=_("Five digits each, with spaces between them. Empty: nobody is asked for a postal code."),
    )

    ballot_kind = models.CharField(
        _("ballot"), max_length=8, choices=BallotKind.choices, default=BallotKind.APPROVAL
    )
    ballot_min = models.PositiveSmallIntegerField(_("least number of choices"), default=1)
    ballot_max = models.PositiveSmallIntegerField(_("greatest number of choices"), default=3)
    points_total = models.PositiveSmallIntegerField(_("points to share out"), null=True, blank=True)
    points_most = models.PositiveSmallIntegerField(_("most points for a proposal"), null=True, blank=True)
    rule = models.CharField(
        _("counting rule"),
        max_length=30,
        choices=Rule.choices,
        default=Rule.GREEDY_SKIP,
        help_text=_("The rule often decides who gets money. It is shown before voting."),
    )
    tie_rule = models.CharField(
        _("when votes are equal"), max_length=20, choices=TieRule.choices, default=TieRule.LOT
    )
    threshold = models.PositiveIntegerField(
        _("least number of votes"), default=1, help_text=_("A proposal with fewer votes gets no money.")
    )
    threshold_percent = models.PositiveSmallIntegerField(
        _("least share of the voters"),
        null=True,
        blank=True,
        help_text=_(
            "In per cent: a proposal that fewer of the voters chose gets no money. Empty: no such limit."
        ),
    )
    utility = models.CharField(
        _("what a chosen proposal is worth"),
        max_length=11,
        choices=Utility.choices,
        default=Utility.COST,
        db_default=Utility.COST,
    )
    lot_source = models.CharField(
        _("the seed of the lot"),
        max_length=6,
        choices=LotSource.choices,
        default=LotSource.SEALED,
        db_default=LotSource.SEALED,
    )
    compares_rules = models.BooleanField(
        _("show what other rules would have given"), default=False, db_default=False
    )
    imported_from = models.CharField(
        _("imported from"), max_length=255, blank=True, default="", db_default="", editable=False
    )
    """Of an election elsewhere that was read from a file: where it comes from, with its currency. Else empty."""
    lot_commitment = models.CharField(
        _("seal of the lot"),
        max_length=64,
        editable=False,
        help_text=_("SHA-256 of the lot’s seed, public from the start."),
    )
    paused_at = models.DateTimeField(_("paused"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("dates changed"), db_default=Now(), editable=False)
    """When its name or an instant changed last, or people stopped it: set by the database (migration 0013)."""

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-voting_closes", "-pk"]
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = CONSTRAINTS

    def __str__(self) -> str:
        return self.name

    @property
    def schedule(self) -> Schedule:
        """The instants of the round."""
        return Schedule(
            submission_opens=self.submission_opens,
            submission_closes=self.submission_closes,
            proposals_shown=self.proposals_shown,
            voting_opens=self.voting_opens,
            voting_closes=self.voting_closes,
            result=self.result_at,
        )

    def phase_at(self, now: datetime) -> Phase:
        """The phase at `now`: by the round's own clock, unless people have cancelled it."""
        if self.is_cancelled_at(now):
            return Phase.CANCELLED
        return self.schedule.phase_at(self.clock_at(now))

    def clock_at(self, now: datetime) -> datetime:
        """What the round's own clock shows at `now`: it stands still from a pause or a cancellation on."""
        return min(instant for instant in (now, self.paused_at, self.cancelled_at) if instant is not None)

    def is_paused_at(self, now: datetime) -> bool:
        """Whether people have stopped the round for a while."""
        return self.paused_at is not None and self.paused_at <= now and not self.is_cancelled_at(now)

    def is_cancelled_at(self, now: datetime) -> bool:
        """Whether people have ended the round for good."""
        return self.cancelled_at is not None and self.cancelled_at <= now

    @property
    def quarter(self) -> tuple[int, int]:
        """Year and quarter (1 to 4) in which the result falls, by local time: limits per quarter count there."""
        result = timezone.localtime(self.result_at)
        return result.year, (result.month + 2) // 3

    def page_in(self, language: str) -> RoundPage | None:
        """The published page in a language, else any published page; None when there is none."""
        pages = list(self.pages.filter(live=True).select_related("locale").order_by("pk"))
        return next(
            (page for page in pages if page.locale.language_code == language), pages[0] if pages else None
        )

    @property
    def seal_at(self) -> datetime:
        """When its ballots are untied from their voters for good, unless somebody does it earlier."""
        return seal_at(result_at=self.result_at, cancelled_at=self.cancelled_at)

    @property
    def ballot_limit(self) -> int:
        """The most proposals that a ballot can hold."""
        if self.ballot_kind == BallotKind.POINTS:
            return self.points_total or 1
        return MOST_IN_THE_PURSE if self.ballot_kind == BallotKind.KNAPSACK else self.ballot_max

    @property
    def postal_code_list(self) -> tuple[str, ...]:
        """The postal codes that a voter may have, five digits each; none when nobody is asked."""
        return tuple(self.postal_codes.split())

    @property
    def stops(self) -> bool:
        """Whether the count ends at the first proposal that does not fit."""
        return self.rule == Rule.GREEDY_STOP

    @property
    def shares_equally(self) -> bool:
        """Whether each voter holds an equal share of the money, so that the count needs every ballot."""
        return self.rule not in GREEDY_RULES

    @property
    def waits_for_draw(self) -> bool:
        """Whether people draw the lot in public after the close, before the count."""
        return self.lot_source == LotSource.DRAWN and self.tie_rule != TieRule.EARLIEST


class RoundSecret(models.Model):
    """What must not leak before or after the vote. Kept apart from the contract and deleted at sealing."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="secret", primary_key=True)
    voter_secret = models.BinaryField(max_length=32)
    lot_seed = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("secret of a round")
        verbose_name_plural = _("secrets of rounds")

    def __str__(self) -> str:
        return f"secret of round {self.pk}"
