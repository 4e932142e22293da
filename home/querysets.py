"""Reads over many rows for the home page and for search."""

from typing import TYPE_CHECKING, Any

from wagtail.models import Page

from councils.models import CouncilPage
from home.models.news import NewsPage
from radslag.clock import database_now

if TYPE_CHECKING:
    from home.models.home import HomePage

NEWS_ON_HOME = 3


def front_page(home: "HomePage") -> dict[str, Any]:
    """What the home page shows by itself: the next council, news."""
    return {
        "next_council": next_council(home),
        "news": list(NewsPage.objects.descendant_of(home).for_lists()[:NEWS_ON_HOME]),
    }


def next_council(home: Page) -> CouncilPage | None:
    """The nearest council whose day is set and not past."""
    today = database_now().date()
    coming = CouncilPage.objects.descendant_of(home).live().filter(date__gte=today, precision="day")
    council: CouncilPage | None = coming.defer_streamfields().order_by("date").first()
    return council if council and not council.is_past else None


def search_pages(query: str) -> Any:
    """Published, public pages that hold every word of `query`, best first (PostgreSQL's Swedish configuration)."""
    return Page.objects.live().public().filter(depth__gt=1).specific().search(query, operator="and")
