"""Reads over many comments and questions. Nothing here writes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from comments.rules.orders import Order
from comments.rules.states import State

if TYPE_CHECKING:
    from comments.models import Comment, Question  # noqa: F401  # in the name of a base class

_FIRST_REPLIES = """
SELECT first.id FROM unnest(%s::bigint[]) AS thread(id) CROSS JOIN LATERAL (
  SELECT x.comment_ptr_id AS id
  FROM django_comments_xtd_xtdcomment AS x JOIN comments_comment AS k ON k.xtdcomment_ptr_id = x.comment_ptr_id
  WHERE x.thread_id = thread.id AND x.level > 0 AND k.listed_in IS NOT NULL
  ORDER BY x."order" LIMIT %s
) AS first
UNION
SELECT xtdcomment_ptr_id FROM comments_comment
WHERE listed_in = ANY(%s::bigint[]) AND pinned_at IS NOT NULL AND thread_at IS NULL
"""
"""The first replies of each thread and its pinned ones, by indexes: of a long thread no more is read than of a short one."""

PINNED_FIRST = F("pinned_at").desc(nulls_last=True)
_SORTED: dict[Order, tuple[Any, ...]] = {
    Order.NEWEST: (PINNED_FIRST, F("thread_at").desc(), F("pk").desc()),
    Order.OLDEST: (PINNED_FIRST, F("thread_at").asc(), F("pk").asc()),
    Order.LIKED: (PINNED_FIRST, F("likes").desc(), F("thread_at").desc(), F("pk").desc()),
}

ANSWERED = Q(answer__state=State.APPROVED)
"""Of questions to us. An answer that is hidden, taken back or looked at anew is none: the question is open again."""
OPEN = Q(answer=None) | ~Q(answer__state=State.APPROVED)


class QuestionQuerySet(models.QuerySet["Question"]):
    def open(self) -> "QuestionQuerySet":
        """Those that wait for an answer that readers can read."""
        return self.filter(OPEN)

    def with_answered_on(self) -> "QuestionQuerySet":
        """Adds `answered_on`: when the shown answer came; None while the question is open."""
        return self.annotate(answered_on=Case(When(ANSWERED, then=F("answered_at")), default=None))


class CommentQuerySet(models.QuerySet["Comment"]):
    def about(self, target: Any) -> "CommentQuerySet":
        """The comments of the conversation about `target`, without a query of its own for its row."""
        return self.in_conversation(ContentType.objects.get_for_model(target).pk, target.pk)

    def in_conversation(self, kind: int, number: int) -> "CommentQuerySet":
        """The same; `kind` is the primary key of the target's content type, and `number` its own."""
        from comments.models import Conversation

        row = Conversation.objects.filter(content_type=kind, object_id=number).values("pk")[:1]
        return self.filter(conversation_id=Subquery(row))

    def approved(self) -> "CommentQuerySet":
        return self.filter(state=State.APPROVED)

    def listed(self) -> "CommentQuerySet":
        """Those that readers meet in the thread: approved ones as text, others as stubs."""
        return self.filter(listed_in__isnull=False)

    def roots(self, order: Order = Order.NEWEST) -> "CommentQuerySet":
        """The listed comments that began a thread, pinned ones first."""
        return self.filter(thread_at__isnull=False).order_by(*_SORTED[order])

    def with_reply_counts(self) -> "CommentQuerySet":
        """Adds `replies_listed` and `replies_approved` to comments that began a thread."""
        replies = self.model.objects.order_by().filter(listed_in=OuterRef("pk"), thread_at=None)
        counted = replies.values("listed_in").annotate(n=Count("pk")).values("n")
        return self.annotate(
            replies_listed=Coalesce(Subquery(counted), 0),
            replies_approved=Coalesce(Subquery(counted.filter(state=State.APPROVED)), 0),
        )

    def counted_in(self, threads: "CommentQuerySet") -> "CommentQuerySet":
        """`threads` with `roots_in_all` and `approved_in_all`: what these comments come to, in the same query."""
        all_of_them = self.order_by().values("conversation")
        return threads.annotate(
            roots_in_all=Subquery(all_of_them.annotate(n=Count("thread_at")).values("n")),
            approved_in_all=Coalesce(
                Subquery(all_of_them.filter(state=State.APPROVED).annotate(n=Count("pk")).values("n")), 0
            ),
        )

    def with_answers(self) -> "CommentQuerySet":
        """With the question to us and the outcome that a comment may have, in the same query."""
        return self.select_related("question_to_us", "outcome")

    def first_replies_to(self, roots: "Iterable[Comment]", most: int) -> "CommentQuerySet":
        """The first `most` listed replies of each thread that `roots` began, and its pinned ones; in reading order."""
        return self.first_replies_in([root.pk for root in roots], most)

    def first_replies_in(self, threads: list[int], most: int) -> "CommentQuerySet":
        """The same; `threads` are the primary keys of the comments that began them."""
        chosen = RawSQL(_FIRST_REPLIES, [threads, most, threads])  # noqa: S611  # nosec B611  # the statement is a constant
        return self.filter(pk__in=chosen).order_by("thread_id", "order")

    def replies_in(self, root: "Comment") -> "CommentQuerySet":
        """All listed replies of the thread that `root` began, in reading order."""
        return self.listed().filter(thread_id=root.pk, level__gt=0).order_by("order")

    def roots_before(self, root: "Comment") -> "CommentQuerySet":
        """The listed roots that stand before `root` in its conversation, in the order that pages have."""
        newer = Q(thread_at__gt=root.thread_at) | Q(thread_at=root.thread_at, pk__gt=root.pk)
        if root.pinned_at is None:
            before = Q(pinned_at__isnull=False) | newer
        else:
            before = Q(pinned_at__gt=root.pinned_at) | (Q(pinned_at=root.pinned_at) & newer)
        there = self.filter(conversation_id=root.conversation_id, thread_at__isnull=False)
        return there.order_by().filter(before)
