"""A comment in a thread under a page."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_comments.managers import CommentManager
from django_comments_xtd.models import XtdComment

from comments.querysets import CommentQuerySet
from comments.rules.states import HiddenReason, State, is_listed

NAME_MAX_LENGTH = 50


class Comment(XtdComment):
    """What someone wrote, where it stands in its thread, and what a moderator decided about it.

    The place (`thread_id`, `parent_id`, `level`, `order`) and the text are fields of the parent models. `is_public` there
    means "readers meet it in the thread, as text or as a stub", `is_removed` means "hidden": both follow from `state`.
    """

    # Named, because the accessor that Django would make on the parent, `comment`, is a field there.
    xtdcomment_ptr = models.OneToOneField(
        XtdComment, models.CASCADE, parent_link=True, primary_key=True, related_name="in_thread"
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        models.PROTECT,  # what residents wrote goes with no page: see comments.page_guards
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("page"),
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    shown_at = models.DateTimeField(_("first shown"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    hidden_reason = models.CharField(_("reason"), max_length=20, choices=HiddenReason, blank=True)
    hidden_text = models.CharField(_("reason in words"), max_length=200, blank=True)
    is_staff_answer = models.BooleanField(_("answer from the municipality"), default=False)
    fingerprint = models.CharField(
        max_length=64, unique=True, editable=False, help_text=_("Equal for the same text sent twice.")
    )

    objects = CommentManager.from_queryset(CommentQuerySet)()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        default_permissions = ()
        permissions = [("moderate_comment", _("Can approve and hide comments"))]
        indexes = [models.Index(fields=["page", "state"], name="comments_by_page_and_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="comments_state_is_known"),
            models.CheckConstraint(
                condition=(Q(state=State.HIDDEN) & ~Q(hidden_reason=""))
                | (~Q(state=State.HIDDEN) & Q(hidden_reason="", hidden_text="")),
                name="comments_hidden_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(hidden_reason=HiddenReason.OTHER) | ~Q(hidden_text=""),
                name="comments_other_reason_in_words",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, decided_at=None, shown_at=None)
                | (~Q(state=State.WAITING) & Q(decided_at__isnull=False)),
                name="comments_decision_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED) | Q(shown_at__isnull=False), name="comments_shown_has_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_name}: {self.comment[:50]}"

    def save(self, **kwargs: Any) -> None:
        """Write the comment, with `is_public` and `is_removed` in step with its state.

        Jumps over xtd's own `save()`, which computes the place of a reply without a lock and in three transactions; a new
        comment has its place from `services.post_comment`, else `ValueError`.
        """
        if self._state.adding and not self.thread_id:
            raise ValueError("a new comment gets its place in the thread from services.post_comment")
        self.is_public = is_listed(self.state, reason=self.hidden_reason, was_shown=self.shown_at is not None)
        self.is_removed = self.is_hidden
        super(XtdComment, self).save(**kwargs)

    @property
    def shown_name(self) -> str | Promise:
        """The name readers see: what the author wrote, never that of an account."""
        if self.is_staff_answer:
            return _("Answer from the municipality")
        return self.user_name or _("Anonymous")

    @property
    def is_hidden(self) -> bool:
        return self.state == State.HIDDEN

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING

    @property
    def can_be_answered(self) -> bool:
        """Whether a reply to it has a level to stand on; that its thread is open is another matter."""
        return self.state == State.APPROVED and self.level < settings.COMMENTS_XTD_MAX_THREAD_LEVEL

    @property
    def anchor(self) -> str:
        return f"inlagg-{self.pk}"

    def get_absolute_url(self) -> str:
        """The address that leads to the comment's place: the right page of its thread."""
        return reverse("comments:permalink", args=[self.pk])
