"""A conversation as open data: JSON, version 1.

    {"version": "radslag-conversation-1", "title": …, "url": …, "comments_in_all": 12, "next": null, "comments": [
      {"id": 7, "url": …, "thread": 7, "answers": null, "level": 0, "place": 1, "state": "approved",
       "name": "Boende i Sandby", "from_the_municipality": false, "text": …, "date": …, "changed": null,
       "personal_data_taken_out": false, "pinned": false, "likes": 3}, …]}

`thread` is the id of the comment that began it, `answers` of the one it answers, `place` where it stands in its thread.
`state` is approved, aside (under review), hidden or withdrawn. What is not approved has no name, no text and no likes, but
`decided`, and if hidden `reason` and `reason_in_words`. Instants are ISO 8601 in Swedish time. `next` is the address of the
next part; a part has at most 500 comments. No addresses of people, and nothing that is not on the page.
"""

import datetime as dt
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone

from comments.display.addresses import address_of
from comments.models import Comment
from radslag.for_programs.being_found import absolute

VERSION = "radslag-conversation-1"
COMMENTS_A_PART = 500


def part_of(target: Any, number: str) -> PaginatorPage:
    """Part `number` of the listed comments about `target`, thread by thread."""
    listed = Comment.objects.about(target).listed().order_by("thread_id", "order")
    return Paginator(listed, COMMENTS_A_PART).get_page(number)


def document(target: Any, part: PaginatorPage, request: HttpRequest) -> dict[str, Any]:
    """The document; see the module's own words."""
    following = f"{request.path}?del={part.next_page_number()}" if part.has_next() else ""
    return {
        "version": VERSION,
        "title": target.thread_title,
        "url": absolute(request, f"{target.thread_url()}#samtal"),
        "comments_in_all": part.paginator.count,
        "next": absolute(request, following) if following else None,
        "comments": [_row(comment, request) for comment in part.object_list],
    }


def _row(comment: Comment, request: HttpRequest) -> dict[str, Any]:
    row = {
        "id": comment.pk,
        "url": absolute(request, address_of("permalink", comment.pk)),
        "thread": comment.thread_id,
        "answers": comment.parent_id if comment.level else None,
        "level": comment.level,
        "place": comment.order,
        "state": comment.state,
        "date": _local(comment.submit_date),
    }
    return row | (_decision(comment) if comment.is_stub else _words(comment))


def _words(comment: Comment) -> dict[str, Any]:
    return {
        "name": str(comment.shown_name),
        "from_the_municipality": comment.is_staff_answer,
        "text": comment.comment,
        "changed": _local(comment.edited_at),
        "personal_data_taken_out": comment.redacted_at is not None,
        "pinned": comment.pinned_at is not None,
        "likes": comment.likes,
    }


def _decision(comment: Comment) -> dict[str, Any]:
    decided: dict[str, Any] = {"decided": _local(comment.decided_at)}
    if comment.is_hidden:
        decided |= {"reason": comment.hidden_reason, "reason_in_words": comment.hidden_text}
    return decided


def _local(instant: dt.datetime | None) -> str | None:
    return timezone.localtime(instant).isoformat() if instant else None
