"""Reads over many rows for the home page."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from comments.models import Comment
from comments.threads import Node
from councils.models import CouncilPage
from radslag.dates import Precision
from radslag.pages import readable_by_all


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of a resident with the municipality's answer, and the page they stand on."""

    node: Node
    page: Page


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
    answers = readable_by_all(answers, path="page__path")
    newest = answers.order_by("-submit_date", "-pk")[:1]
    either = Q(pk__in=newest.values("pk")) | Q(pk__in=newest.values("parent_id"))
    found = {c.level: c for c in Comment.objects.approved().filter(either).select_related("page")}
    if len(found) < len(("question", "answer")):
        return None
    return Exchange(Node(found[0], [Node(found[1])]), found[1].page)
