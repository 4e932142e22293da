"""Matters (ärenden): what was raised at a council, and what became of it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from comments.talked_about.things import TalkedAbout
from councils.models.councils import CouncilPage
from councils.models.groups import ParticipantGroup
from councils.querysets import MatterQuerySet

SILENT_DAYS = 90
"""So many days without a word about an open matter, and both readers and editors are told."""


class MatterStatus(models.TextChoices):
    """Where a matter stands, as a person decided."""

    RECEIVED = "received", _("Received")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    NOT_DONE = "not_done", _("Will not be done")


OPEN_STATUSES = frozenset({MatterStatus.RECEIVED, MatterStatus.UNDER_WAY})
CLOSED_STATUSES = frozenset({MatterStatus.DONE, MatterStatus.NOT_DONE})
MOVES: dict[str, frozenset[str]] = {
    MatterStatus.RECEIVED: frozenset({MatterStatus.UNDER_WAY, MatterStatus.DONE, MatterStatus.NOT_DONE}),
    MatterStatus.UNDER_WAY: frozenset({MatterStatus.DONE, MatterStatus.NOT_DONE}),
    MatterStatus.DONE: frozenset({MatterStatus.UNDER_WAY}),
    MatterStatus.NOT_DONE: frozenset({MatterStatus.UNDER_WAY}),
}
"""From each status, those it may move to. What is finished can be taken up again."""


def _reason_iff_not_done(name: str) -> models.CheckConstraint:
    refused = models.Q(status=MatterStatus.NOT_DONE)
    return models.CheckConstraint(
        name=name, condition=(refused & ~models.Q(reason="")) | (~refused & models.Q(reason=""))
    )


class Matter(TalkedAbout, index.Indexed, models.Model):
    """What somebody raised at a council. Written by `councils.services.matters` alone."""

    council = models.ForeignKey(
        CouncilPage, on_delete=models.PROTECT, related_name="matters", verbose_name=_("council")
    )
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what was asked for"), max_length=2000, blank=True)
    unit = models.CharField(_("responsible unit"), max_length=120)
    raised_by = models.CharField(_("raised by"), max_length=20, choices=ParticipantGroup.choices, blank=True)
    area = models.ForeignKey(
        "radslag.Area",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("area"),
    )
    received = models.DateField(_("received"))
    status = models.CharField(
        _("status"), max_length=20, choices=MatterStatus.choices, default=MatterStatus.RECEIVED
    )
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    latest = models.DateField(_("latest news"), editable=False)
    """The date of the newest update, or when it was received. Kept by the service with every write."""

    objects: ClassVar = MatterQuerySet.as_manager()

    search_fields = [
        index.SearchField("title", boost=2),
        index.AutocompleteField("title"),
        index.SearchField("text"),
        index.SearchField("unit"),
        index.FilterField("council_id"),
    ]

    class Meta:
        ordering = ["-latest", "-pk"]
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        indexes = [models.Index(fields=["status", "latest"], name="councils_matter_status_latest")]
        constraints = [
            models.CheckConstraint(
                name="councils_matter_status_known", condition=models.Q(status__in=MatterStatus.values)
            ),
            _reason_iff_not_done("councils_matter_reason_iff_not_done"),
            models.CheckConstraint(
                name="councils_matter_has_title_and_unit", condition=~models.Q(title="") & ~models.Q(unit="")
            ),
            models.CheckConstraint(
                name="councils_matter_latest_not_before_received",
                condition=models.Q(latest__gte=models.F("received")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether something more is to come."""
        return self.status in OPEN_STATUSES

    @property
    def moves(self) -> frozenset[str]:
        """The statuses it may move to from the one it has."""
        return MOVES[self.status]

    def is_silent_on(self, today: dt.date) -> bool:
        """Whether it is open and nothing was said of it for 90 days: the ninetieth day after the latest word counts."""
        return self.is_open and today >= self.latest + dt.timedelta(days=SILENT_DAYS)


class MatterUpdate(models.Model):
    """A dated line on what has happened with a matter, and the status it got then."""

    matter = models.ForeignKey(
        Matter, on_delete=models.CASCADE, related_name="updates", verbose_name=_("matter")
    )
    date = models.DateField(_("date"))
    text = models.TextField(_("what has happened"), max_length=2000, blank=True)
    status = models.CharField(_("new status"), max_length=20, choices=MatterStatus.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    """For the editors' side; never public."""

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name = _("update of a matter")
        verbose_name_plural = _("updates of matters")
        constraints = [
            models.CheckConstraint(
                name="councils_update_status_known",
                condition=models.Q(status="") | models.Q(status__in=MatterStatus.values),
            ),
            _reason_iff_not_done("councils_update_reason_iff_not_done"),
            models.CheckConstraint(
                name="councils_update_says_something", condition=~models.Q(text="") | ~models.Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter}, {self.date}"


class SilenceReminder(models.Model):
    """When an editor was last reminded by mail of matters about which nothing was said."""

    editor = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("editor")
    )
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("reminder of silent matters")
        verbose_name_plural = _("reminders of silent matters")

    def __str__(self) -> str:
        return f"{self.editor}, {self.sent_at}"
