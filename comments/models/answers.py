"""What the municipality does with a comment: answers a question, tells what became of an idea."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.querysets.comments import QuestionQuerySet
from comments.rules.states import State


class Question(models.Model):
    """A comment that asks the municipality something, with who answers and by when. Public, but for who answers."""

    comment = models.OneToOneField(
        "comments.Comment", models.CASCADE, primary_key=True, related_name="question_to_us"
    )
    unit = models.CharField(_("who answers, in public"), max_length=80, help_text=_("A unit, not a person."))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who answers"),
        help_text=_("Gets the reminders. Seen by staff only."),
    )
    due_on = models.DateField(_("answer by"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.ForeignKey(
        "comments.Comment", models.SET_NULL, null=True, related_name="+", verbose_name=_("answer")
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question to us")
        verbose_name_plural = _("questions to us")
        default_permissions = ()
        indexes = [
            models.Index(fields=["due_on"], condition=Q(answered_at=None), name="comments_unanswered_by_day")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer=None) | Q(answered_at__isnull=False), name="comments_answer_has_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.comment_id}"

    @property
    def is_answered(self) -> bool:
        """Whether readers can read the answer; hidden or taken back it is none, and the question is open again."""
        return self.answer is not None and self.answer.state == State.APPROVED


class Outcome(models.Model):
    """What became of an idea in a comment: the matter or the proposal it led to. Kinds of things are registered in
    `comments.talked_about.targets`."""

    comment = models.OneToOneField(
        "comments.Comment", models.CASCADE, primary_key=True, related_name="outcome"
    )
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    text = models.CharField(_("in words"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("what became of it")
        verbose_name_plural = _("what became of them")
        default_permissions = ()
        indexes = [models.Index(fields=["content_type", "object_id"], name="comments_outcome_by_thing")]

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id}"


class QueueAlarm(models.Model):
    """When a moderator was last told by mail that the queue has become old."""

    moderator = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("alarm of the queue")
        verbose_name_plural = _("alarms of the queue")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.moderator_id} {self.sent_at}"
