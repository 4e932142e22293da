"""Reads over many rows for the home page."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone
from wagtail.models import Page

from comments.display.threads import Node
from comments.models import Comment
from comments.rules.shares import cut
from comments.talked_about.targets import shown_targets
from councils.models import CouncilPage
from radslag.language.dates import Precision
from radslag.pages import readable_by_all

MOST_BYTES = 2_000
"""So much of a text stands on the home page."""
LOOKED_AT = 5
"""So many of the newest answers are looked at, one after the other: some may stand in conversations that are turned off."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of a resident with the municipality's answer, and what the conversation they stand in is about."""

    node: Node
    target: Any


def next_council(home: Page, now: dt.datetime) -> CouncilPage | None:
    """The nearest council whose day is set and that is not over at `now`."""
    local = timezone.localtime(now)
    published = readable_by_all(CouncilPage.objects.descendant_of(home).live())
    coming = published.filter(date__gte=local.date(), precision=Precision.DAY)
    coming = coming.exclude(date=local.date(), ends__isnull=False, ends__lte=local.time())
    return coming.defer_streamfields().order_by("date", "starts", "number", "pk").first()


def latest_exchange(home: Page) -> Exchange | None:
    """The newest answer from the municipality that readers may see, with what was asked."""
    answers = Comment.objects.approved().filter(
        is_staff_answer=True, level=1, page__live=True, page__path__startswith=home.path
    )
    answers = answers.filter(
        content_type=F("page__content_type")
    )  # on pages: of a proposal its own page tells
    newest = readable_by_all(answers, path="page__path").order_by("-shown_at", "-pk")
    numbers = newest.values("pk")[:LOOKED_AT].union(newest.values("parent_id")[:LOOKED_AT])
    read = Comment.objects.approved().filter(pk__in=numbers).select_related("conversation").with_answers()
    comments = {comment.pk: comment for comment in read.order_by("-shown_at", "-pk")}
    for answer in (comment for comment in comments.values() if comment.level == 1):
        about = shown_targets([answer.conversation]).get(answer.conversation_id)
        asked = comments.get(answer.parent_id)
        if about and asked is not None:
            shown = Node(answer, text=cut(answer.comment, MOST_BYTES))
            return Exchange(Node(asked, [shown], text=cut(asked.comment, MOST_BYTES)), about)
    return None
