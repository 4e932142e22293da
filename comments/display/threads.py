"""The conversation as readers see it: threads in pages, each with its first replies. A constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.urls import reverse

from comments.display.addresses import address_of
from comments.models import Comment, Question
from comments.querysets.comments import CommentQuerySet
from comments.rules.orders import Order
from comments.rules.shares import fitted, weight_of
from comments.talked_about import outcomes
from radslag.caches.composed import Composed
from radslag.incoming.row_numbers import row_number

PAGE_PARAMETER = "inlagg"
ORDER_PARAMETER = "ordning"
REPLIES_PARAMETER = "sida"
FIRST_REPLIES = 3
"""So many replies of each thread stand on the page of the conversation."""
REPLIES_A_PAGE = 40
"""So many replies stand on one page of a whole thread."""
TEXT_ROOM = 17_200
"""So many bytes of a page are for what people have written: with it any page of a conversation stays below 60 kB."""
LEAST_ROOM = 2_000
LONGEST_NAME = 24
"""So much of a name stands where a reply says whom it answers."""


@dataclass(slots=True)
class Node:
    """A comment as a page shows it, and the replies below it that the page shows, in one flat list.

    `text` is what there is room for; None is all of it. `all_replies` counts those there are, shown here or not.
    `answers` is the comment that a reply further in stands below; `is_answered` is about a question to us.
    """

    comment: Comment
    replies: list["Node"] = field(default_factory=list)
    text: str | None = None
    all_replies: int = 0
    answers: Comment | None = None
    became: outcomes.Became | None = None
    is_answered: bool = False

    @property
    def words(self) -> str:
        """What a page shows of the comment in full: its text, or for a stub the words of the moderator."""
        return self.comment.hidden_text if self.comment.is_stub else self.comment.comment

    @property
    def is_cut(self) -> bool:
        return self.text is not None and self.text != self.words

    @property
    def step(self) -> int:
        """How far in a reply stands below the first step; 0 for what answers the beginning of the thread."""
        return max(self.comment.level - 1, 0)

    @property
    def has_more(self) -> bool:
        """Whether the thread has replies that the page does not show."""
        return self.all_replies > len(self.replies)

    @property
    def shown_words(self) -> str:
        return self.words if self.text is None else self.text

    @property
    def question(self) -> Question | None:
        """The question to us that the comment is, if it is one."""
        return getattr(self.comment, "question_to_us", None)

    # For templates.
    @property
    def permalink(self) -> str:
        return address_of("permalink", self.comment.pk)

    @property
    def thread(self) -> str:
        return address_of("thread", self.comment.pk)


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One page of a conversation: its threads, how many approved comments all of it has, the paging and the order."""

    nodes: list[Node]
    count: int
    paging: PaginatorPage
    order: Order = Order.NEWEST


def _roots(kind: int, pk: int, *, order: Order, begin: int, size: int) -> CommentQuerySet:
    there = Comment.objects.in_conversation(kind, pk)
    threads = there.roots(order).with_reply_counts().with_answers()
    return there.counted_in(threads)[begin : begin + size]


def _replies(threads: list[int]) -> CommentQuerySet:
    return Comment.objects.first_replies_in(threads, FIRST_REPLIES).with_answers()


_ROOTS = Composed(_roots)
_REPLIES = Composed(_replies)


def page_size() -> int:
    """How many threads stand on one page."""
    return int(getattr(settings, "RADSLAG_THREAD_PAGE_SIZE", 10))


def thread_page(target: Any, number: str | int = 1, order: Order = Order.NEWEST) -> ThreadPage:
    """Read page `number` of the conversation about `target`; the nearest one there is when there is no such page."""
    asked, size = _number(number), page_size()
    kind = ContentType.objects.get_for_model(target).pk
    roots: list[Any] = _ROOTS.rows(kind, target.pk, order=order, begin=(asked - 1) * size, size=size)
    if not roots and asked > 1:
        last = -(-Comment.objects.about(target).roots().count() // size)
        return thread_page(target, last, order) if last else thread_page(target, 1, order)
    in_all = roots[0].roots_in_all if roots else 0
    paging = _CountedPaginator(roots, size, in_all).get_page(asked)
    return ThreadPage(_nodes(roots), roots[0].approved_in_all if roots else 0, paging, order)


def _number(asked: str | int) -> int:
    """The number of a page that an address asks for; 1 for what is no such number."""
    return row_number(str(asked)) or 1


def whole_thread(root: Comment, number: str | int = 1) -> tuple[Node, PaginatorPage]:
    """The thread that `root` began, with page `number` of its replies."""
    replies = Comment.objects.replies_in(root).with_answers()
    paging = Paginator(replies, REPLIES_A_PAGE).get_page(number)
    shown = list(paging.object_list)
    node = Node(root, [Node(reply) for reply in shown], all_replies=paging.paginator.count)
    _say_what_is_answered(node, _parents_before(shown))
    _fit([node])
    return node, paging


def whole_comment(comment: Comment) -> Node:
    """The comment alone, in full."""
    node = Node(comment)
    _add_outcomes([node])
    _say_what_is_answered_by_us([node])
    return node


def address_in_conversation(comment: Comment, url: str) -> str | None:
    """Where readers find `comment`: its page of the conversation at `url`, or of the whole thread, and its anchor.

    None when its thread is not shown.
    """
    root = comment
    if comment.level:
        found = Comment.objects.listed().order_by().filter(pk=comment.thread_id).first()
        if found is None:
            return None
        root = found
        shown = {c.pk for c in Comment.objects.first_replies_to([root], FIRST_REPLIES)}
        if comment.pk not in shown:
            return _address_in_thread(comment)
    number = Comment.objects.roots_before(root).count() // page_size() + 1
    query = f"?{PAGE_PARAMETER}={number}" if number > 1 else ""
    return f"{url}{query}#{comment.anchor}"


def _address_in_thread(reply: Comment) -> str:
    thread = Comment.objects.listed().order_by().filter(thread_id=reply.thread_id)
    before = thread.filter(level__gt=0, order__lt=reply.order).count()
    number = before // REPLIES_A_PAGE + 1
    query = f"?{REPLIES_PARAMETER}={number}" if number > 1 else ""
    return f"{reverse('comments:thread', args=[reply.thread_id])}{query}#{reply.anchor}"


class _CountedPaginator(Paginator):
    """Pages of rows that are read and counted already."""

    def __init__(self, rows: list[Any], size: int, number: int) -> None:
        super().__init__(rows, size)
        self.count = number  # instead of asking the rows


def _nodes(roots: list[Any]) -> list[Node]:
    """The threads that `roots` began with their first replies, fitted to the page."""
    nodes = {root.pk: Node(root, all_replies=root.replies_listed) for root in roots}
    answered = [root for root in roots if root.replies_listed]
    if answered:
        for reply in _REPLIES.rows([root.pk for root in answered]):
            nodes[reply.thread_id].replies.append(Node(reply))
    for node in nodes.values():
        # Sorting keeps the reading order of the others.
        node.replies = sorted(node.replies, key=lambda reply: reply.comment.pinned_at is None)[:FIRST_REPLIES]
        _say_what_is_answered(node)
    _fit(list(nodes.values()))
    return list(nodes.values())


def _parents_before(shown: list[Comment]) -> list[Comment]:
    """What replies on a page answer on the page before it."""
    here = {comment.pk for comment in shown}
    missing = {comment.parent_id for comment in shown if comment.level > 1} - here
    return list(Comment.objects.listed().order_by().filter(pk__in=missing)) if missing else []


def _say_what_is_answered(node: Node, elsewhere: Iterable[Comment] = ()) -> None:
    known = {comment.pk: comment for comment in (*elsewhere, *(reply.comment for reply in node.replies))}
    for reply in node.replies:
        if reply.comment.level > 1:
            reply.answers = known.get(reply.comment.parent_id)


def _fit(threads: list[Node]) -> None:
    """Cut the longest texts, so that all of them have room on one page; what became of ideas is read too."""
    nodes = [node for thread in threads for node in (thread, *thread.replies)]
    _add_outcomes(nodes)
    _say_what_is_answered_by_us(nodes)
    room = max(TEXT_ROOM - sum(_size_beside(node) for node in nodes), LEAST_ROOM)
    for node, text in zip(nodes, fitted([node.words for node in nodes], room), strict=True):
        node.text = text


def _size_beside(node: Node) -> int:
    """What stands beside the text and is as long as somebody made it: names, and what staff wrote."""
    answers = node.answers.user_name[:LONGEST_NAME] if node.answers else ""
    became = node.became.title + node.became.text if node.became else ""
    return weight_of(node.comment.user_name + answers + became)


def _add_outcomes(nodes: list[Node]) -> None:
    led = [node.comment for node in nodes if hasattr(node.comment, "outcome")]
    found = outcomes.things_of(led) if led else {}
    for node in nodes:
        node.became = found.get(node.comment.pk)


def _say_what_is_answered_by_us(nodes: list[Node]) -> None:
    """An answer that is hidden or taken back is none: see `Question.is_answered`."""
    answers = {node.question.answer_id for node in nodes if node.question} - {None}
    shown = (
        set(Comment.objects.approved().order_by().filter(pk__in=answers).values_list("pk", flat=True))
        if answers
        else ()
    )
    for node in nodes:
        node.is_answered = bool(node.question and node.question.answer_id in shown)
