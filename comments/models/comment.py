"""A comment in a thread under a page."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_comments.managers import CommentManager
from django_comments_xtd.models import XtdComment

from comments.models.conversation import Conversation
from comments.models.participant import Participant
from comments.querysets.comments import CommentQuerySet
from comments.rules.states import (
    ANSWERABLE_STATES,
    LISTED_STATES,
    QUEUED_STATES,
    HiddenReason,
    State,
    is_listed,
)

NAME_MAX_LENGTH = 50


class Comment(XtdComment):
    """What someone wrote, where it stands in its thread, and what was decided about it (see `Decision` for the log).

    The place (`thread_id`, `parent_id`, `level`, `order`) and the text are fields of the parent models. `is_public` there
    means "readers meet it in the thread, as text or as a stub", `is_removed` means "shown as a stub": both follow from
    `state`. The author is `user` when staff or someone logged in wrote it, and `participant` when an address is known.
    `page` is that of the conversation, repeated for the lists of moderators.
    """

    # Named, because the accessor that Django would make on the parent, `comment`, is a field there.
    xtdcomment_ptr = models.OneToOneField(
        XtdComment, models.CASCADE, parent_link=True, primary_key=True, related_name="in_thread"
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        models.PROTECT,  # what residents wrote goes with no page: see comments.admin.page_guards
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("page"),
    )
    conversation = models.ForeignKey(
        Conversation,
        models.PROTECT,
        related_name="comments",
        db_index=False,
        verbose_name=_("conversation"),
    )
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, related_name="comments", verbose_name=_("participant")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    shown_at = models.DateTimeField(_("first shown"), null=True, editable=False)
    waiting_since = models.DateTimeField(
        _("waiting since"), null=True, editable=False, help_text=_("When it came to the moderators’ queue.")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    hidden_reason = models.CharField(_("reason"), max_length=20, choices=HiddenReason, blank=True)
    hidden_text = models.CharField(_("reason in words"), max_length=200, blank=True)
    holds = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("held by rules")
    )
    edited_at = models.DateTimeField(_("changed by the author"), null=True, editable=False)
    redacted_at = models.DateTimeField(_("personal data taken out"), null=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)
    pinned_at = models.DateTimeField(_("pinned"), null=True, editable=False)
    likes = models.PositiveIntegerField(_("likes"), default=0, editable=False)
    reports = models.PositiveIntegerField(_("reports to look at"), default=0, editable=False)
    text_key = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("Equal for the same words, for finding copies."),
    )
    is_staff_answer = models.BooleanField(_("answer from the municipality"), default=False)
    thread_at = models.DateTimeField(null=True, editable=False)
    """When the thread that it begins came, if readers meet it; empty for replies. Kept by `save()` for sorting threads."""
    listed_in = models.BigIntegerField(null=True, editable=False)
    """The thread in which readers meet it, if they do. Kept by `save()` for counting replies."""
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
        indexes = [
            models.Index(
                fields=["conversation", "state"], include=["thread_at"], name="comments_by_conversation"
            ),
            models.Index(
                F("conversation"),
                F("pinned_at").desc(nulls_last=True),
                F("thread_at").desc(),
                F("xtdcomment_ptr").desc(),
                condition=Q(thread_at__isnull=False),
                name="comments_threads_newest_first",
            ),
            models.Index(
                fields=["listed_in", "state"],
                condition=Q(listed_in__isnull=False),
                name="comments_by_thread",
            ),
            models.Index(
                fields=["listed_in"], condition=Q(pinned_at__isnull=False), name="comments_pinned_by_thread"
            ),
            models.Index(
                fields=["-shown_at"], condition=Q(state=State.APPROVED), name="comments_latest_shown"
            ),
            models.Index(fields=["page", "state"], name="comments_by_page_and_state"),
            models.Index(
                fields=["waiting_since"], condition=Q(state__in=sorted(QUEUED_STATES)), name="comments_queue"
            ),
            models.Index(fields=["page"], condition=Q(reports__gt=0), name="comments_reported"),
            models.Index(fields=["text_key"], condition=~Q(text_key=""), name="comments_by_text"),
        ]
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
                condition=Q(state__in=[State.UNCONFIRMED, State.WAITING], decided_at=None)
                | (~Q(state__in=[State.UNCONFIRMED, State.WAITING]) & Q(decided_at__isnull=False)),
                name="comments_decision_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.APPROVED, State.ASIDE]) | Q(shown_at__isnull=False),
                name="comments_shown_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(QUEUED_STATES)) | Q(waiting_since__isnull=False),
                name="comments_queued_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.UNCONFIRMED) | Q(shown_at=None),
                name="comments_unconfirmed_never_shown",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(state__in=[State.HIDDEN, State.WITHDRAWN], text_key=""),
                name="comments_erased_is_not_shown",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.APPROVED, State.ASIDE]) | Q(listed_in__isnull=False),
                name="comments_shown_is_listed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.UNCONFIRMED, State.WAITING])
                | Q(listed_in=None, thread_at=None),
                name="comments_waiting_is_not_listed",
            ),
            models.CheckConstraint(
                condition=Q(thread_at=None) | Q(listed_in=F("xtdcomment_ptr")),
                name="comments_thread_begins_with_itself",
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
        self.is_removed = self.is_stub
        self.listed_in = self.thread_id if self.is_public else None
        self.thread_at = self.submit_date if self.is_public and self.level == 0 else None
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
    def is_stub(self) -> bool:
        """Whether readers meet a sentence in its place, not its text."""
        return self.state in LISTED_STATES and self.state != State.APPROVED

    @property
    def is_waiting(self) -> bool:
        """Whether a moderator is to read it."""
        return self.state in QUEUED_STATES

    @property
    def was_approved_by_moderator(self) -> bool:
        """Then reports do not set it aside again."""
        return self.state == State.APPROVED and self.decided_by_id is not None

    @property
    def can_be_answered(self) -> bool:
        """Whether a reply to it has a level to stand on; that its thread is open is another matter."""
        return self.state in ANSWERABLE_STATES and self.level < settings.COMMENTS_XTD_MAX_THREAD_LEVEL

    @property
    def version(self) -> str:
        """Another one when the text, the name or the state is another: what a moderator has read is what she decides about."""
        return hashlib.sha256("\x1f".join((self.state, self.user_name, self.comment)).encode()).hexdigest()[
            :16
        ]

    @property
    def anchor(self) -> str:
        return f"inlagg-{self.pk}"

    def get_absolute_url(self) -> str:
        """The address that leads to the comment's place: the right page of its thread."""
        return reverse("comments:permalink", args=[self.pk])
