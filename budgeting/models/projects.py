"""What became of a proposal that got money: who is responsible, the plan, where it stands, and what has been said of it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budgeting.models.proposals import Proposal
from budgeting.querysets.projects import ProjectQuerySet
from radslag.language.dates import Precision, last_day, vague_date

SILENT_DAYS = 60
"""So many days without a published word about a project that is not finished, and both readers and staff are told."""
MAX_TEXT = 2000
MAX_REASON = 500
MAX_LINE = 120


class ProjectStatus(models.TextChoices):
    """Where a project stands, as a person decided."""

    NOT_STARTED = "not_started", pgettext_lazy("project", "Not started")
    UNDER_WAY = "under_way", _("Under way")
    LATE = "late", pgettext_lazy("project", "Late")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


OPEN_STATUSES = frozenset({ProjectStatus.NOT_STARTED, ProjectStatus.UNDER_WAY, ProjectStatus.LATE})
REASONED = frozenset({ProjectStatus.LATE, ProjectStatus.STOPPED})
"""What is never said without a reason that everyone can read."""
LEGAL_MOVES: dict[str, frozenset[str]] = {
    ProjectStatus.NOT_STARTED: frozenset(
        {ProjectStatus.UNDER_WAY, ProjectStatus.LATE, ProjectStatus.DONE, ProjectStatus.STOPPED}
    ),
    ProjectStatus.UNDER_WAY: frozenset({ProjectStatus.LATE, ProjectStatus.DONE, ProjectStatus.STOPPED}),
    ProjectStatus.LATE: frozenset(
        {ProjectStatus.UNDER_WAY, ProjectStatus.LATE, ProjectStatus.DONE, ProjectStatus.STOPPED}
    ),
    ProjectStatus.DONE: frozenset({ProjectStatus.UNDER_WAY}),
    ProjectStatus.STOPPED: frozenset({ProjectStatus.UNDER_WAY, ProjectStatus.NOT_STARTED}),
}
"""From each status, those it may move to. What is late can become later; what is finished can be taken up again."""


def reason_iff_needed(name: str) -> models.CheckConstraint:
    needed = Q(status__in=sorted(REASONED))
    return models.CheckConstraint(name=name, condition=(needed & ~Q(reason="")) | (~needed & Q(reason="")))


class Project(models.Model):
    """What a proposal that a public result gave money to becomes. Made by itself, written by `services.projects` alone.

    `unfunded_at` is set while a newer count no longer gives it money: it stays to be seen, stopped, with the reason.
    """

    proposal = models.OneToOneField(
        Proposal, on_delete=models.PROTECT, related_name="project", verbose_name=_("proposal")
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("responsible person"),
    )
    """Of staff; gets the mails. Never public."""
    responsible_shown = models.CharField(_("responsible, as shown"), max_length=MAX_LINE, blank=True)
    plan = models.TextField(_("plan"), max_length=MAX_TEXT, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=ProjectStatus.choices, default=ProjectStatus.NOT_STARTED
    )
    reason = models.TextField(_("reason"), max_length=MAX_REASON, blank=True)
    expected_on = models.DateField(_("expected to be done"), null=True, blank=True)
    expected_precision = models.CharField(
        _("how exact the date is"), max_length=10, choices=Precision.choices, default=Precision.MONTH
    )
    done_on = models.DateField(_("done"), null=True, blank=True, editable=False)
    unfunded_at = models.DateTimeField(_("lost its money"), null=True, editable=False)
    created_at = models.DateTimeField(_("made"), editable=False)
    latest = models.DateField(_("latest news"), editable=False)
    """The day of the newest published update, or of the result. Kept by the service with every write."""

    objects: ClassVar = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["proposal__round", "proposal__number"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        default_permissions = ("change", "view")
        indexes = [models.Index(fields=["status", "latest"], name="budgeting_project_by_news")]
        constraints = [
            models.CheckConstraint(
                name="budgeting_project_known_status", condition=Q(status__in=ProjectStatus.values)
            ),
            reason_iff_needed("budgeting_project_reason_iff_needed"),
            models.CheckConstraint(
                name="budgeting_late_project_has_new_date",
                condition=~Q(status=ProjectStatus.LATE) | Q(expected_on__isnull=False),
            ),
            models.CheckConstraint(
                name="budgeting_project_done_on_a_day",
                condition=Q(status=ProjectStatus.DONE, done_on__isnull=False)
                | (~Q(status=ProjectStatus.DONE) & Q(done_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="budgeting_project_without_money_is_stopped",
                condition=Q(unfunded_at__isnull=True) | Q(status=ProjectStatus.STOPPED),
            ),
            models.CheckConstraint(
                name="budgeting_project_known_precision", condition=Q(expected_precision__in=Precision.values)
            ),
        ]

    def __str__(self) -> str:
        return str(self.proposal)

    @property
    def is_open(self) -> bool:
        """Whether something more is to come."""
        return self.status in OPEN_STATUSES

    @property
    def moves(self) -> frozenset[str]:
        """The statuses it may move to from the one it has; none while it has no money."""
        return LEGAL_MOVES[self.status] if self.unfunded_at is None else frozenset()

    @property
    def expected(self) -> str:
        """When it is expected to be done, as vague as it was said: “maj 2027”; empty when nobody has said."""
        return vague_date(self.expected_on, self.expected_precision) if self.expected_on else ""

    def is_silent_on(self, today: dt.date) -> bool:
        """Whether it is open and nothing was published about it for 60 days: the sixtieth day after the latest word counts."""
        return self.is_open and today >= self.latest + dt.timedelta(days=SILENT_DAYS)

    def is_overdue_on(self, today: dt.date) -> bool:
        """Whether it is open and the time when it was expected to be done has passed."""
        return (
            self.is_open
            and self.expected_on is not None
            and today > last_day(self.expected_on, self.expected_precision)
        )


class Milestone(models.Model):
    """A step of the plan: when it is to be done, and when it was."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="milestones", verbose_name=_("project")
    )
    title = models.CharField(_("step"), max_length=MAX_LINE)
    planned_on = models.DateField(_("planned"))
    precision = models.CharField(
        _("how exact the date is"), max_length=10, choices=Precision.choices, default=Precision.MONTH
    )
    done_on = models.DateField(_("done"), null=True, blank=True)

    class Meta:
        ordering = ["planned_on", "pk"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="budgeting_milestone_has_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="budgeting_milestone_known_precision", condition=Q(precision__in=Precision.values)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def planned(self) -> str:
        """When it is to be done, as vague as it was said."""
        return vague_date(self.planned_on, self.precision)

    def is_late_on(self, today: dt.date) -> bool:
        """Whether it is not done though the whole of its time has passed."""
        return self.done_on is None and today > last_day(self.planned_on, self.precision)
