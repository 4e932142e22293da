"""Everything about an area or a theme, by kind: what is open first, then what was said and done."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import CharField, Count, DateField, F, QuerySet, Value, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from budgeting import display
from budgeting.models import BudgetingPage, Proposal, Round
from councils import display as councils
from councils.display.links import addresses_of
from councils.models import (
    CouncilIndexPage,
    CouncilPage,
    Matter,
    MatterRegisterPage,
    ReportIndexPage,
    TraineeReportPage,
)
from home.models import NewsIndexPage, NewsPage
from radslag.clock import database_now
from radslag.language.dates import vague_date
from radslag.models import Area, Theme
from radslag.pages import readable_by_all
from radslag.readers.cards import add_pictures, for_cards, of_types

Subject = Area | Theme
MOST_CARDS, MOST_ROWS = 3, 5
PARAMETER = {Area: "omrade", Theme: "tema"}
"""By which the lists of news, reports and matters are filtered."""


@dataclass(slots=True)
class Group:
    """What there is of one kind: the first of it, how many there are, and where the rest is."""

    name: str
    heading: str
    rows: list[Any]
    total: int
    more_url: str = ""
    more_label: str = ""

    @property
    def has_more(self) -> bool:
        """Whether there is more than shows."""
        return self.total > len(self.rows)


@dataclass(slots=True)
class Gathered:
    """The page of a subject. `rounds` are those that residents can follow or take part in now."""

    subject: Subject
    rounds: list[Any] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is about the subject yet."""
        return not self.rounds and not self.groups


def gather(subject: Subject, request: HttpRequest) -> Gathered:
    """Everything that everyone may read about the subject now, in the reader's language."""
    now = database_now()
    lists = _lists(request)
    groups = [
        *_groups_of_pages(subject, lists),
        _proposals(subject, now),
        _matters(subject, lists.get(MatterRegisterPage, ""), now),
    ]
    order = ["budgets", "news", "councils", "matters", "reports", "proposals"]
    found = sorted((group for group in groups if group.total), key=lambda group: order.index(group.name))
    return Gathered(subject, _rounds(subject, now, request), found)


def _rounds(subject: Subject, now: dt.datetime, request: HttpRequest) -> list[Any]:
    """Rounds of the area that go on at `now`; what one can do first."""
    if not isinstance(subject, Area):
        return []
    return display.going_on(Round.objects.filter(programme__area=subject), now=now, request=request)


def _lists(request: HttpRequest) -> dict[type[Page], str]:
    """The addresses of the lists where there is more, in the reader's language: one query for all of them.

    Where organisations have lists of their own, none of these holds everything, and none is linked.
    """
    types = (NewsIndexPage, CouncilIndexPage, ReportIndexPage, MatterRegisterPage)
    pages = Page.objects.live().filter(of_types(*types), locale__language_code=get_language())
    found: dict[type[Page], str] = {}
    for page in readable_by_all(pages).order_by("path"):
        model = page.cached_content_type.model_class()
        found[model] = "" if model in found else page.get_url(request) or ""
    return found


def _groups_of_pages(subject: Subject, lists: dict[type[Page], str]) -> list[Group]:
    """Pages about the subject by kind: one question for what there is, one for what shows, two for pictures."""
    found: dict[str, list[int]] = {}
    for name, pk, _day in _numbers(subject):
        found.setdefault(name, []).append(pk)
    shown = {pk for pks in found.values() for pk in pks[:MOST_CARDS]}
    cards = for_cards(Page.objects.filter(pk__in=shown)).annotate(
        day=F("newspage__date"), council_day=F("councilpage__date"), precision=F("councilpage__precision")
    )
    pages = {page.pk: page for page in cards}
    add_pictures(pages.values())
    headings = {
        "budgets": (_("Participatory budget"), None, ""),
        "news": (_("News"), NewsIndexPage, _("All news about %(subject)s")),
        "councils": (_("Residents’ councils"), CouncilIndexPage, _("All councils")),
        "reports": (_("Reports"), ReportIndexPage, _("All reports about %(subject)s")),
    }
    groups = []
    for name, (heading, index, label) in headings.items():
        rows = [_dated(pages[pk]) for pk in found.get(name, [])[:MOST_CARDS] if pk in pages]
        url = _filtered(lists.get(index, ""), subject, name) if index else ""
        groups.append(
            Group(name, heading, rows, len(found.get(name, [])), url, label % {"subject": subject.name})
        )
    return groups


def _dated(page: Any) -> Any:
    """A council says when it is as exactly as is known."""
    page.when = vague_date(page.council_day, page.precision) if page.council_day else ""
    return page


def _numbers(subject: Subject) -> Iterable[tuple[str, int, dt.date | None]]:
    """Kind, number and day of every page about the subject, newest first."""
    relation = "areas" if isinstance(subject, Area) else "themes"
    kinds: list[tuple[str, Any, Any]] = [
        ("news", NewsPage.objects.filter(**{relation: subject}), F("date")),
        ("councils", CouncilPage.objects.filter(**{relation: subject}), F("date")),
        ("reports", TraineeReportPage.objects.filter(**{relation: subject}), F("period_end")),
    ]
    if isinstance(subject, Area):
        none = Value(None, output_field=DateField())
        kinds.append(("budgets", BudgetingPage.objects.filter(area=subject), none))
    first, *others = (_rows(name, pages, day) for name, pages, day in kinds)
    return first.union(*others, all=True).order_by("-shown_day", "-pk")


def _rows(name: str, pages: Any, day: Any) -> QuerySet[Any, Any]:
    public = readable_by_all(pages.live().filter(locale__language_code=get_language())).order_by()
    rows: QuerySet[Any, Any] = public.annotate(kind=Value(name, CharField()), shown_day=day).values_list(
        "kind", "pk", "shown_day"
    )
    return rows


def _filtered(url: str, subject: Subject, name: str) -> str:
    """The address of a list, filtered where the list can be filtered so."""
    if not url or name == "councils" or (name == "reports" and isinstance(subject, Area)):
        return url
    return f"{url}?{PARAMETER[type(subject)]}={subject.slug}"


def _proposals(subject: Subject, now: dt.datetime) -> Group:
    """Accepted proposals of the area's rounds, or of the theme; those of the newest round first."""
    about = {"round__programme__area": subject} if isinstance(subject, Area) else {"theme": subject}
    rows = _first(
        Proposal.objects.shown_at(now)
        .filter(**about)
        .select_related("round", "project")
        .order_by("-round__voting_closes", "round", "number")
    )
    label = _("All proposals in %(round)s") % {"round": rows[0].round.name} if rows else ""
    url = display.page_urls([rows[0].round])[rows[0].round_id] if rows and isinstance(subject, Area) else ""
    return Group("proposals", _("Proposals"), rows, rows[0].total if rows else 0, url, label)


def _matters(subject: Subject, register_url: str, now: dt.datetime) -> Group:
    """What was raised at councils about the area, latest news first."""
    if not isinstance(subject, Area):
        return Group("matters", "", [], 0)
    matters = Matter.objects.public().filter(area=subject).order_by("-latest", "-pk")
    matters = matters.annotate(total=Window(Count("pk")))[:MOST_ROWS]
    rows = councils.matter_rows(matters, register_url="", now=now)
    urls = addresses_of(row.matter for row in rows)
    rows = [replace(row, url=urls[row.matter.pk]) for row in rows]
    total = rows[0].matter.total if rows else 0
    label = _("All matters about %(subject)s") % {"subject": subject.name}
    return Group("matters", _("Matters"), rows, total, _filtered(register_url, subject, "matters"), label)


def _first(rows: QuerySet[Any]) -> list[Any]:
    """The first rows, each of which knows how many there are."""
    return list(rows.annotate(total=Window(Count("pk")))[:MOST_ROWS])


def trail() -> list[dict[str, str]]:
    """The way to the page of a subject."""
    return [
        {"url": reverse("wagtail_serve", args=[""]), "title": _("Start")},
        {"url": reverse("subjects"), "title": _("Areas and themes")},
    ]
