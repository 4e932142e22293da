"""Reads over many rows for the home page and for search."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wagtail.models import Page

from budgeting import display
from comments.models import Comment
from comments.threads import Node
from councils.models import CouncilPage
from home.models.news import NewsIndexPage, NewsPage
from radslag.clock import database_now

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
    return {
        "rounds": display.open_rounds(now=now, limit=ROUNDS_ON_HOME),
        "next_council": next_council(home),
        "money": display.year_money_of_all(now),
        "exchange": latest_exchange(home),
        "news": list(NewsPage.objects.descendant_of(home).for_lists()[:NEWS_ON_HOME]),
        "news_index": NewsIndexPage.objects.child_of(home).live().defer_streamfields().first(),
    }


def next_council(home: Page) -> CouncilPage | None:
    """The nearest council whose day is set and not past."""
    today = database_now().date()
    coming = CouncilPage.objects.descendant_of(home).live().filter(date__gte=today, precision="day")
    council: CouncilPage | None = coming.defer_streamfields().order_by("date").first()
    return council if council and not council.is_past else None


def latest_exchange(home: Page) -> Exchange | None:
    """The newest answer from the municipality that readers may see, with what was asked."""
    pages = Page.objects.descendant_of(home).live().public()
    answers = Comment.objects.approved().filter(is_staff_answer=True, level=1, page__in=pages)
    answer = answers.select_related("page").order_by("-submit_date").first()
    question = Comment.objects.approved().filter(pk=answer.parent_id).first() if answer else None
    if answer is None or question is None:
        return None
    return Exchange(Node(question, [Node(answer)]), answer.page)


def search_pages(query: str) -> Any:
    """Published, public pages that hold every word of `query`, best first (PostgreSQL's Swedish configuration)."""
    return Page.objects.live().public().filter(depth__gt=1).specific().search(query, operator="and")
