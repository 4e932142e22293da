"""The contract of a round: what residents rely on. It is no page and has no drafts, copies or translations."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgeting.counting import ties
from budgeting.models.money import KronorField
from budgeting.querysets import RoundQuerySet
from budgeting.rules.phases import Phase, Schedule

if TYPE_CHECKING:
    from budgeting.models.pages import RoundPage

MOST_CHOICES = 10
"""The ballot bar draws a stone for each choice; more than ten can't be told apart."""


class Rule(models.TextChoices):
    """How votes become winners."""

    GREEDY_SKIP = "greedy_skip", _("Most votes first; past a proposal that does not fit, go on to the next")
    GREEDY_STOP = "greedy_stop", _("Most votes first; stop at the first proposal that does not fit")


class TieRule(models.TextChoices):
    """Who goes first when votes are equal."""

    LOT = ties.LOT, _("A lot, fixed before voting opens")
    CHEAPEST = ties.CHEAPEST, _("The cheaper proposal first")
    DEAREST = ties.DEAREST, _("The dearer proposal first")
    EARLIEST = ties.EARLIEST, _("The proposal handed in first")


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
        _("proposals per person"), default=3, help_text=_("How many proposals one person may hand in.")
    )

    ballot_min = models.PositiveSmallIntegerField(_("least number of choices"), default=1)
    ballot_max = models.PositiveSmallIntegerField(_("greatest number of choices"), default=3)
    rule = models.CharField(
        _("counting rule"),
        max_length=20,
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
    lot_commitment = models.CharField(
        _("seal of the lot"),
        max_length=64,
        editable=False,
        help_text=_("SHA-256 of the lot’s seed, public from the start."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-voting_closes", "-pk"]
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.CheckConstraint(
                name="budgeting_round_instants_in_order",
                condition=Q(submission_opens__lt=F("submission_closes"))
                & Q(submission_closes__lte=F("proposals_shown"))
                & Q(proposals_shown__lte=F("voting_opens"))
                & Q(voting_opens__lt=F("voting_closes"))
                & Q(voting_closes__lt=F("result_at")),
            ),
            models.CheckConstraint(name="budgeting_round_budget_positive", condition=Q(budget_ore__gt=0)),
            models.CheckConstraint(
                name="budgeting_round_cap_within_budget",
                condition=Q(cap_ore__gt=0) & Q(cap_ore__lte=F("budget_ore")),
            ),
            models.CheckConstraint(
                name="budgeting_round_ballot_limits",
                condition=Q(ballot_min__gte=1)
                & Q(ballot_max__gte=F("ballot_min"))
                & Q(ballot_max__lte=MOST_CHOICES),
            ),
            models.CheckConstraint(name="budgeting_round_threshold_positive", condition=Q(threshold__gte=1)),
            models.CheckConstraint(
                name="budgeting_round_applicant_limit", condition=Q(proposals_per_person__gte=1)
            ),
            models.CheckConstraint(name="budgeting_round_known_rule", condition=Q(rule__in=Rule.values)),
            models.CheckConstraint(
                name="budgeting_round_known_tie_rule", condition=Q(tie_rule__in=TieRule.values)
            ),
        ]

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
        """The phase at `now`, by the clock alone."""
        return self.schedule.phase_at(now)

    def page_in(self, language: str) -> RoundPage | None:
        """The published page in a language, else any published page; None when there is none."""
        pages = list(self.pages.filter(live=True).select_related("locale").order_by("pk"))
        return next(
            (page for page in pages if page.locale.language_code == language), pages[0] if pages else None
        )

    @property
    def stops(self) -> bool:
        """Whether the count ends at the first proposal that does not fit."""
        return self.rule == Rule.GREEDY_STOP


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
