"""What the database holds about the terms of a round, whatever a service or a form says."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from budgeting.models.round_choices import (
    MOST_CHOICES,
    MOST_POINTS,
    Applicants,
    BallotKind,
    Leftover,
    LotSource,
    Rule,
    TieRule,
    Utility,
    VoterIdentity,
)

CONSTRAINTS = [
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
        condition=Q(ballot_min__gte=1) & Q(ballot_max__gte=F("ballot_min")) & Q(ballot_max__lte=MOST_CHOICES),
    ),
    models.CheckConstraint(name="budgeting_round_threshold_positive", condition=Q(threshold__gte=1)),
    models.CheckConstraint(name="budgeting_round_applicant_limit", condition=Q(proposals_per_person__gte=1)),
    models.CheckConstraint(
        name="budgeting_round_applicant_limits_positive",
        condition=(Q(proposals_per_quarter__isnull=True) | Q(proposals_per_quarter__gte=1))
        & (Q(applicant_round_ore__isnull=True) | Q(applicant_round_ore__gt=0))
        & (Q(applicant_quarter_ore__isnull=True) | Q(applicant_quarter_ore__gt=0)),
    ),
    models.CheckConstraint(
        name="budgeting_round_known_choices",
        condition=Q(applicants__in=Applicants.values) & Q(leftover__in=Leftover.values),
    ),
    models.CheckConstraint(
        name="budgeting_round_one_or_two_reviewers", condition=Q(reviewers_needed__in=(1, 2))
    ),
    models.UniqueConstraint(fields=["id", "ballot_kind"], name="budgeting_round_and_ballot_kind"),
    models.CheckConstraint(
        name="budgeting_round_known_ballot",
        condition=Q(identity__in=VoterIdentity.values) & Q(ballot_kind__in=BallotKind.values),
    ),
    models.CheckConstraint(
        name="budgeting_round_postal_codes_by_email_or_eid",
        condition=Q(postal_codes="") | ~Q(identity=VoterIdentity.CODES),
    ),
    models.CheckConstraint(
        name="budgeting_round_points",
        condition=Q(ballot_kind=BallotKind.POINTS, points_most__gte=1, points_total__lte=MOST_POINTS)
        & Q(points_most__lte=F("points_total"), points_most__isnull=False, points_total__isnull=False)
        | ~Q(ballot_kind=BallotKind.POINTS) & Q(points_total__isnull=True, points_most__isnull=True),
    ),
    models.CheckConstraint(name="budgeting_round_known_rule", condition=Q(rule__in=Rule.values)),
    models.CheckConstraint(
        name="budgeting_round_known_terms_of_count",
        condition=Q(utility__in=Utility.values) & Q(lot_source__in=LotSource.values),
    ),
    models.CheckConstraint(
        name="budgeting_round_threshold_a_share",
        condition=Q(threshold_percent__isnull=True) | Q(threshold_percent__range=(1, 100)),
    ),
    models.CheckConstraint(name="budgeting_round_known_tie_rule", condition=Q(tie_rule__in=TieRule.values)),
]
