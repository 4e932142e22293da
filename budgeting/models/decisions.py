"""Decisions about money after the count: more for a project, less for it, what it gave back; and what a round brought on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgeting.models.money import KronorField
from budgeting.models.of_two import OfTwoPeople, person
from budgeting.models.proposals import Proposal
from budgeting.models.round_choices import Leftover
from budgeting.models.rounds import Round
from budgeting.querysets.projects import MoneyDecisionQuerySet

MAX_REASON = 500


class MoneyDecision(OfTwoPeople):
    """A published decision that changes what the count gave a proposal, by öre: more, or less.

    One person asks for it and another confirms; in force, and public with its reason, from `at` on, and never changed then.
    More is taken from the programme's money of the year of `at`. Less goes where the round's leftover goes (`goes_to`).
    One that `closes` gives back all that a finished project did not use: up to the programme's amount for two, and when
    the project is done and has been paid something, one person is enough (trigger in migration 0028).
    """

    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="money_decisions", verbose_name=_("proposal")
    )
    amount_ore = KronorField(_("amount"))
    reason = models.TextField(_("reason"), max_length=MAX_REASON)
    closes = models.BooleanField(_("gives back what is left"), default=False)
    goes_to = models.CharField(_("goes to"), max_length=12, choices=Leftover.choices, blank=True)
    colleagues_told_at = models.DateTimeField(null=True, editable=False)
    """When the mails to those who may confirm it were written: once, however often the task runs."""

    objects: ClassVar = MoneyDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("decision about money")
        verbose_name_plural = _("decisions about money")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="budgeting_decision_is_something", condition=~Q(amount_ore=0)),
            models.CheckConstraint(name="budgeting_decision_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="budgeting_less_money_goes_somewhere",
                condition=Q(amount_ore__gt=0, goes_to="")
                | Q(amount_ore__lt=0, goes_to__in=sorted(Leftover.values)),
            ),
            models.CheckConstraint(
                name="budgeting_closing_gives_back", condition=Q(closes=False) | Q(amount_ore__lt=0)
            ),
            models.CheckConstraint(
                name="budgeting_decision_in_force_or_dropped",
                condition=Q(at__isnull=True) | Q(dropped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="budgeting_decision_of_two_people",
                condition=Q(at__isnull=True) | ~Q(confirmed_by=F("asked_by")),
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(at__isnull=True, dropped_at__isnull=True),
                name="budgeting_one_money_request_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class CarriedOver(models.Model):
    """Money that a finished round had left and that is part of the next one's budget. Öre; public on both rounds' pages.

    What can be carried over is what the count left and what projects gave back, in rounds whose leftover says so.
    """

    from_round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="carried_on", verbose_name=_("from the round")
    )
    to_round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="carried_in", verbose_name=_("to the round")
    )
    amount_ore = KronorField(_("amount"))
    by = person(_("carried over by"))
    at = models.DateTimeField(_("carried over"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("money carried over")
        verbose_name_plural = _("money carried over")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="budgeting_carried_over_positive", condition=Q(amount_ore__gt=0)),
            models.CheckConstraint(
                name="budgeting_carried_over_to_another", condition=~Q(from_round=F("to_round"))
            ),
            models.UniqueConstraint(fields=["from_round", "to_round"], name="budgeting_carried_over_once"),
        ]

    def __str__(self) -> str:
        return f"{self.from_round} → {self.to_round}"
