"""A page of a thread as readers see it: roots newest first, each with its replies. A constant number of queries."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator

from comments.models import Comment
from comments.rules.states import State

PAGE_PARAMETER = "inlagg"


@dataclass(slots=True)
class Node:
    """A comment and the replies below it, in reading order."""

    comment: Comment
    replies: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One page of the thread: its nodes, how many approved comments the whole thread has, and the paging."""

    nodes: list[Node]
    count: int
    paging: PaginatorPage


def page_size() -> int:
    """How many threads stand on one page."""
    return int(getattr(settings, "RADSLAG_THREAD_PAGE_SIZE", 20))


def thread_page(page: Any, number: str | int = 1) -> ThreadPage:
    """Read page `number` of the thread under `page`; the nearest one there is when there is no such page."""
    on_page = Comment.objects.on(page)
    roots_there = on_page.listed().roots()
    if str(number) == "1" and len(roots := list(roots_there[: page_size() + 1])) <= page_size():
        return _whole_thread(roots)
    paging = Paginator(roots_there, page_size()).get_page(number)
    roots = list(paging.object_list)
    replies = Comment.objects.replies_to(roots).listed() if roots else []
    return ThreadPage(_tree(roots, replies), on_page.approved().count(), paging)


def _whole_thread(roots: list[Comment]) -> ThreadPage:
    """A thread that fits on one page is counted by what is read: two queries less on most pages of the site."""
    replies = list(Comment.objects.replies_to(roots).listed()) if roots else []
    count = sum(comment.state == State.APPROVED for comment in (*roots, *replies))
    return ThreadPage(_tree(roots, replies), count, Paginator(roots, page_size()).get_page(1))


def _tree(roots: list[Comment], replies: Any) -> list[Node]:
    nodes = {root.pk: Node(root) for root in roots}
    for reply in replies:
        node = nodes[reply.pk] = Node(reply)
        above = nodes.get(reply.parent_id) or nodes[reply.thread_id]
        above.replies.append(node)
    return [nodes[root.pk] for root in roots]


def address_in_thread(comment: Comment, page_url: str) -> str | None:
    """Where readers find `comment`: its page of the thread and its anchor. None when its thread is not shown."""
    root = comment
    if comment.level:
        found = Comment.objects.listed().order_by().filter(pk=comment.thread_id).first()
        if found is None:
            return None
        root = found
    number = Comment.objects.newer_roots_than(root).order_by().count() // page_size() + 1
    query = f"?{PAGE_PARAMETER}={number}" if number > 1 else ""
    return f"{page_url}{query}#{comment.anchor}"
