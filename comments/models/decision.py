"""The log of a comment: who did what with it, when and why."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.rules.acts import Act
from comments.rules.states import HiddenReason, State


class Decision(models.Model):
    """One line of the log. Lines are added, never changed; only erasure and retention empty `text_before` and
    `name_before`, and `told_at` is set once.

    `by` is a moderator; without one it was the author or a rule (`act` tells which). `state_before` and `text_before`
    are what undo goes back to; `text_before` is kept only when the text was changed,
    then `name_before` says the name that stood with it.
    """

    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="decisions")
    act = models.CharField(_("what"), max_length=20, choices=Act)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"))
    reason = models.CharField(_("reason"), max_length=20, choices=HiddenReason, blank=True)
    text = models.CharField(_("in words"), max_length=1000, blank=True)
    holds = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("rules"))
    state_before = models.CharField(_("state before"), max_length=20, choices=State, blank=True)
    text_before = models.TextField(_("text before"), blank=True)
    name_before = models.CharField(_("name before"), max_length=50, blank=True)
    waited = models.DurationField(_("had waited"), null=True, help_text=_("From when it came to the queue."))
    told_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When the author was told by mail.")
    )
    undoes = models.OneToOneField(
        "self", models.CASCADE, null=True, related_name="undone_by", verbose_name=_("undoes")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        default_permissions = ()
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["comment", "-at"], name="comments_decision_of_comment"),
            models.Index(fields=["act", "at"], name="comments_decision_by_act"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=Act.values), name="comments_act_is_known"),
            models.CheckConstraint(condition=~Q(act=Act.HIDE) | ~Q(reason=""), name="comments_hide_says_why"),
            models.CheckConstraint(
                condition=Q(act=Act.UNDO, undoes__isnull=False) | (~Q(act=Act.UNDO) & Q(undoes=None)),
                name="comments_undo_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at}"


class Appeal(models.Model):
    """The author asks for a new look at a decision to hide. Another moderator answers, if there is one."""

    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="appeals")
    decision = models.OneToOneField(
        Decision, models.CASCADE, related_name="appeal", verbose_name=_("decision")
    )
    text = models.TextField(_("what the author writes"), max_length=1000)
    made_at = models.DateTimeField(_("made"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("answered by")
    )
    granted = models.BooleanField(_("shown again"), null=True)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["comment"], condition=Q(answered_at=None), name="comments_one_open_appeal"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, granted=None)
                | Q(answered_at__isnull=False, granted__isnull=False),
                name="comments_answered_appeal_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
