"""What readers do with a comment without writing: like it, report it, follow its thread."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.conversation import Conversation
from comments.models.participant import Participant
from comments.rules.acts import Pace, ReportReason


class Like(models.Model):
    """A participant likes a comment. `Comment.likes` counts these."""

    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="like_rows")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="likes")
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("like")
        verbose_name_plural = _("likes")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["comment", "participant"], name="comments_one_like_each")
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.participant_id}"


class Report(models.Model):
    """A reader says that something is wrong with a comment. `Comment.reports` counts those not yet handled.

    `key` tells reporters apart: "p" and the participant's id, or for who is not known a keyed hash of the session.
    """

    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="report_rows")
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="reports")
    key = models.CharField(max_length=64, editable=False)
    reason = models.CharField(_("reason"), max_length=20, choices=ReportReason)
    text = models.CharField(_("in words"), max_length=500, blank=True)
    at = models.DateTimeField(_("reported"))
    handled_at = models.DateTimeField(_("handled"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["comment", "key"], name="comments_one_report_each"),
            models.CheckConstraint(
                condition=Q(reason__in=ReportReason.values), name="comments_report_reason_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.comment_id}"


class Follow(models.Model):
    """A participant wants mails about a conversation, or about one thread of it (`root`, the comment that began it).

    Nothing is sent before `confirmed_at`. `sent_until`: what was shown before that instant has been told in a digest.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="follows")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="follows")
    root = models.ForeignKey("comments.Comment", models.CASCADE, null=True, related_name="follows")
    pace = models.CharField(_("how often"), max_length=10, choices=Pace, default=Pace.AT_ONCE)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    sent_until = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "conversation", "root"],
                nulls_distinct=False,
                name="comments_one_follow_each",
            ),
            models.CheckConstraint(condition=Q(pace__in=Pace.values), name="comments_pace_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.conversation_id}"


class Notice(models.Model):
    """A follower was told of a comment: so that nobody is told twice, however often the task runs."""

    follow = models.ForeignKey(Follow, models.CASCADE, related_name="notices")
    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["follow", "comment"], name="comments_one_notice_each")]

    def __str__(self) -> str:
        return f"{self.follow_id} {self.comment_id}"
