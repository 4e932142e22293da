"""Which conversations everyone may read at this moment: what is told by mail or in lists is of these alone."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from comments.models import Comment, Conversation, Decision
from comments.rules.acts import Act
from comments.talked_about.targets import shown_targets
from radslag.incoming.plain import plain_line
from radslag.pages import readable_by_all


def public_targets(conversations: Iterable[Conversation]) -> dict[int, Any]:
    """What the conversations are about, by their primary keys: published, for everyone, not switched off. A constant
    number of queries."""
    shown = shown_targets(conversations)
    numbers = {target.thread_page.pk for target in shown.values()}
    pages = readable_by_all(Page.objects.live().filter(pk__in=numbers)) if numbers else Page.objects.none()
    public = set(pages.values_list("pk", flat=True))
    return {pk: target for pk, target in shown.items() if target.thread_page.pk in public}


def is_public(conversation: Conversation) -> bool:
    """Whether everyone may read the conversation."""
    return bool(public_targets([conversation]))


def may_be_told(numbers: list[int], since: dt.datetime) -> bool:
    """Whether everyone may still read these comments, as they were `since`: none out of sight, none with words taken out.

    One that may not be told is enough: a mail about several then does not leave.
    """
    shown = Comment.objects.approved().order_by().filter(pk__in=numbers, erased_at=None)
    comments = list(shown.select_related("conversation__page"))
    conversations = {comment.conversation for comment in comments}
    if len(comments) < len(set(numbers)) or len(public_targets(conversations)) < len(conversations):
        return False
    return not Decision.objects.filter(comment__in=numbers, act=Act.REDACT, at__gt=since).exists()


def titles_of(conversations: Iterable[Conversation]) -> dict[int, str]:
    """What they are about, on one line; those that are not public are left out."""
    return {pk: plain_line(str(target.thread_title)) for pk, target in public_targets(conversations).items()}


def title_of(conversation: Conversation) -> str:
    """What it is about, for a sentence; nothing is said of what is not public (any more)."""
    return titles_of([conversation]).get(conversation.pk, _("a page that is not public now"))
