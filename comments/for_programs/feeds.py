"""Conversations as RSS: the newest shown comments, names as they are shown, of pages that everyone may read."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from comments.display.addresses import address_of
from comments.models import Comment
from comments.rules.text import as_html
from comments.talked_about.targets import shown_targets
from radslag.for_programs.being_found import absolute
from radslag.for_programs.feeds import Item
from radslag.pages import readable_by_all

MOST_ITEMS = 50
CANDIDATES = 200
"""So many of the newest comments are looked at for the feed of all: some may stand in conversations that are turned off."""


def items_about(target: Any, request: HttpRequest) -> list[Item]:
    """The newest comments about `target`."""
    newest = Comment.objects.about(target).approved().order_by("-shown_at", "-pk")[:MOST_ITEMS]
    return [_item(comment, target, request) for comment in newest]


def items_of_all(request: HttpRequest) -> list[Item]:
    """The newest comments of all conversations that are shown to everyone."""
    approved = Comment.objects.approved().filter(page__live=True).order_by("-shown_at", "-pk")
    newest = readable_by_all(approved, "page__path").select_related("conversation")[:CANDIDATES]
    comments = list(newest)
    about = shown_targets({comment.conversation_id: comment.conversation for comment in comments}.values())
    shown = [comment for comment in comments if comment.conversation_id in about][:MOST_ITEMS]
    return [_item(comment, about[comment.conversation_id], request) for comment in shown]


def changed(items: Iterable[Item], otherwise: dt.datetime) -> dt.datetime:
    """When the feed last changed."""
    return max((item.changed for item in items), default=otherwise)


def _item(comment: Comment, target: Any, request: HttpRequest) -> Item:
    shown = comment.shown_at or comment.submit_date
    words = {"name": comment.shown_name, "about": target.thread_title}
    return Item(
        title=_("%(name)s on %(about)s") % words,
        link=absolute(request, address_of("permalink", comment.pk)),
        description=as_html(comment.comment),
        key=f"{request.get_host()}/inlagg/{comment.pk}",
        published=shown,
        changed=max(instant for instant in (shown, comment.edited_at, comment.redacted_at) if instant),
    )
