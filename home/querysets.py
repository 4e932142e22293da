"""Reads over many rows for the home page and for search."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from budgeting import display
from comments.models import Comment
from comments.threads import Node
from councils.models import CouncilPage
from home.models.news import NewsIndexPage, NewsPage
from radslag.clock import database_now
from radslag.dates import Precision
from radslag.pages import readable_by_all

if TYPE_CHECKING:
    from home.models.home import HomePage

NEWS_ON_HOME = 3
ROUNDS_ON_HOME = 3


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of a resident with the municipality's answer, and the page they stand on."""

    node: Node
    page: Page


def front_page(home: "HomePage") -> dict[str, Any]:
    """What the home page shows by itself: open rounds, the next council, the year's money, an answer, news."""
    now = database_now()
    news = list(NewsPage.objects.descendant_of(home).for_lists()[:NEWS_ON_HOME])
    return {
        "rounds": display.open_rounds(now=now, limit=ROUNDS_ON_HOME),
        "next_council": next_council(home, now),
        "money": display.year_money_of_all(now),
        "exchange": latest_exchange(home),
        "news": news,
        "news_index": news_index(home) if news else None,
    }


def news_index(home: Page) -> NewsIndexPage | None:
    """The page that lists all news."""
    found: NewsIndexPage | None = readable_by_all(NewsIndexPage.objects.child_of(home).live()).first()
    return found


def next_council(home: Page, now: dt.datetime) -> CouncilPage | None:
    """The nearest council whose day is set and that is not over at `now`."""
    published = readable_by_all(CouncilPage.objects.descendant_of(home).live())
    coming = published.filter(date__gte=timezone.localdate(now), precision=Precision.DAY)
    return next((c for c in coming.defer_streamfields().order_by("date")[:2] if not c.is_past_at(now)), None)


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
