"""What the home page shows: its parts in the editor's order, each with what it holds at this instant."""

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet
from wagtail.models import Page

from budgeting import display
from councils.models import ReportIndexPage, TraineeReportPage
from home.models.news import NewsIndexPage, NewsPage
from home.querysets import latest_exchange, next_council
from home.sections import SECTIONS
from radslag.clock import database_now
from radslag.pages import readable_by_all
from radslag.readers.cards import add_pictures, for_cards, of_types

if TYPE_CHECKING:
    from home.models.home import HomePage

NEWS_ON_HOME = 3
REPORTS_ON_HOME = 3
ROUNDS_ON_HOME = 4
PIN_PLACES = ("now", "news")


@dataclass(slots=True)
class Part:
    """A part of the page. A part that holds nothing is left out, but for what is open now, which says so."""

    name: str
    heading: str
    holds: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cards:
    """Pages that show as cards, read in one question: what is pinned, and the newest."""

    pinned_now: list[Any]
    news: list[Any]
    reports: list[Any]
    news_index: Any
    report_index: Any


def front_page(home: "HomePage") -> dict[str, Any]:
    """The parts of the home page."""
    now = database_now()
    chosen = [(part.block_type, part.value["heading"]) for part in home.sections]
    order = chosen or [(name, "") for name in SECTIONS]
    holds = _contents(home, now, {name for name, _heading in order})
    parts = [
        Part(name, heading or str(SECTIONS[name][0]), holds[name]) for name, heading in order if name in holds
    ]
    return {"parts": parts, "nothing_else": len(parts) == 1}


def _contents(home: "HomePage", now: dt.datetime, wanted: set[str]) -> dict[str, dict[str, Any]]:
    """What each wanted part holds, of those that hold something."""
    cards = _cards(home, wanted)
    front = display.front(now=now, limit=ROUNDS_ON_HOME) if wanted & {"now", "money"} else None
    council = next_council(home, now) if "now" in wanted else None
    exchange = latest_exchange(home) if "conversation" in wanted else None
    rounds = front.rounds if front else []
    shown_already = {row.url for row in rounds} | ({council.url} if council else set())
    pinned = [page for page in cards.pinned_now if page.url not in shown_already]
    everything: dict[str, tuple[Any, dict[str, Any]]] = {
        "now": (True, {"rounds": rounds, "next_council": council, "pinned": pinned}),
        "money": (front and front.money, {"money": front.money, "projects": front.projects} if front else {}),
        "guide": (home.guide, {"steps": home.guide}),
        "conversation": (exchange, {"exchange": exchange}),
        "news": (cards.news, {"news": cards.news, "index": cards.news_index}),
        "reports": (cards.reports, {"reports": cards.reports, "index": cards.report_index}),
        "body": (home.body, {"body": home.body}),
    }
    return {name: holds for name, (is_there, holds) in everything.items() if name in wanted and is_there}


def _cards(home: "HomePage", wanted: set[str]) -> Cards:
    """One question for the pages, two for all pictures, that of the home page too."""
    pins = [(pin.place, pin.target_id) for pin in home.pins.all()] if wanted & {"now", "news"} else []
    pages = {page.pk: page for page in _pages(home, [pk for _place, pk in pins])}
    pinned = {
        part: [pages[pk] for place, pk in dict.fromkeys(pins) if place == part and pk in pages]
        for part in PIN_PLACES
    }
    free = [page for page in pages.values() if page not in pinned["now"] + pinned["news"]]
    newest = sorted((p for p in free if p.day), key=lambda p: (p.day, p.pk), reverse=True)
    reports = sorted((p for p in free if p.last_month), key=lambda p: (p.last_month, p.pk), reverse=True)
    news = [*pinned["news"], *newest[: max(0, NEWS_ON_HOME - len(pinned["news"]))]]
    cards = Cards(
        pinned["now"],
        news if "news" in wanted else [],
        reports[:REPORTS_ON_HOME] if "reports" in wanted else [],
        next((page for page in pages.values() if page.is_news_index), None),
        next((page for page in pages.values() if page.is_report_index), None),
    )
    add_pictures([*cards.news, *cards.reports], also=[home])
    return cards


def _pages(home: "HomePage", pinned: list[int]) -> QuerySet[Any]:
    """The newest news and reports, what is pinned, and the two lists; of what everyone may read."""
    news = readable_by_all(NewsPage.objects.descendant_of(home).live()).order_by("-date", "-pk")
    reports = readable_by_all(TraineeReportPage.objects.descendant_of(home).live())
    wanted = (
        Q(pk__in=news.values("pk")[: NEWS_ON_HOME + len(pinned)])
        | Q(pk__in=reports.order_by("-period_end", "-pk").values("pk")[: REPORTS_ON_HOME + len(pinned)])
        | Q(pk__in=pinned)
        | (of_types(NewsIndexPage, ReportIndexPage) & Q(depth=home.depth + 1, path__startswith=home.path))
    )
    pages = readable_by_all(Page.objects.live().filter(wanted)).exclude(pk=home.pk)
    return for_cards(pages).annotate(
        day=F("newspage__date"),
        last_month=F("traineereportpage__period_end"),
        is_news_index=F("newsindexpage"),
        is_report_index=F("reportindexpage"),
    )
