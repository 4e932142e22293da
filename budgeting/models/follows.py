"""Who wants to be told about a round or a project, and what has been told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgeting.models.projects import Project
from budgeting.models.rounds import Round
from budgeting.querysets.follows import RoundFollowQuerySet
from comments.models import Participant


class RoundFollow(models.Model):
    """A participant wants mails about the dates of a round, or about one project of it. Nothing is sent before `confirmed_at`."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="follows")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="round_follows")
    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE, related_name="follows")
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    told_until = models.DateTimeField(null=True)
    """What was published of the project until then is not told any more: it was, or it stood there when they began to follow.
    What the clock brings to a round is noted in `RoundNotice`."""
    told_at = models.DateTimeField(null=True)
    """When the last mail with news about the project was written."""

    objects: ClassVar = RoundFollowQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("follower of a round")
        verbose_name_plural = _("followers of rounds")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["round", "participant", "project"],
                name="budgeting_one_follow_each",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.round_id}"


class RoundEvent(models.TextChoices):
    """What the clock brings that followers are told of."""

    SUBMISSION_OPENS = "submission_opens", _("Submission opens")
    PROPOSALS_SHOWN = "proposals_shown", _("Proposals are shown")
    VOTING_OPENS = "voting_opens", _("Voting opens")
    LAST_DAY = "last_day", _("Voting closes tomorrow")
    RESULT = "result_at", _("The result is published")


class RoundNotice(models.Model):
    """Followers of a round were told of an event: once, however many workers run."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="notices")
    event = models.CharField(max_length=20, choices=RoundEvent.choices)
    instant = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("notice about a round")
        verbose_name_plural = _("notices about rounds")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["round", "event"], name="budgeting_one_notice_each"),
            models.CheckConstraint(
                name="budgeting_notice_known_event", condition=Q(event__in=RoundEvent.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.round_id}"
