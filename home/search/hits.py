"""Hits as they show: title, kind, a fact that tells them apart, and an extract. One query for each source."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat, Left
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from budgeting.models import Proposal
from councils.display.links import addresses_of
from councils.models import CouncilPage, Matter
from home.models import NewsPage
from home.search.kinds import ONE_OF
from home.search.marks import cut_from, extract, marked, whole
from radslag.language.dates import vague_date
from radslag.models import Area, Theme
from radslag.templatetags.dates import day

BEGINNING = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found. `language` is set when it is not the reader's."""

    kind: str
    title: SafeString
    url: str
    extract: SafeString
    fact: str = ""
    language: str = ""

    @property
    def label(self) -> str:
        """What it is, in a word or two."""
        return str(ONE_OF[self.kind])


def shown(places: Iterable[tuple[str, int, str]], query: SearchQuery) -> list[Hit]:
    """The hits at `places` (source, number of the row, kind), in their order."""
    places = list(places)
    wanted: dict[str, list[int]] = {}
    kinds = {(name, pk): kind for name, pk, kind in places}
    for name, pk, _kind in places:
        wanted.setdefault(name, []).append(pk)
    found = {
        (name, row.pk): HIT_OF[name](row, kinds[name, row.pk])
        for name, pks in wanted.items()
        for row in READ[name](pks, query)
    }
    return [found[name, pk] for name, pk, _kind in places if (name, pk) in found]


def _marked(rows: Any, query: SearchQuery, title: str, text: Any) -> Any:
    return rows.annotate(
        marked_title=whole(title, query), extract=extract(text, query), beginning=Left(text, BEGINNING)
    )


def _pages(pks: list[int], query: SearchQuery) -> list[Page]:
    rows = Page.objects.filter(pk__in=pks).select_related("locale")
    pages = list(_marked(rows, query, "title", F("index_entries__body_text")))
    dates = dict(NewsPage.objects.filter(pk__in=pks).values_list("pk", "date"))
    meetings = {pk: (date, how) for pk, date, how in _meetings(pks)}
    for page in pages:
        page.fact = vague_date(*meetings[page.pk]) if page.pk in meetings else day(dates.get(page.pk))
    return pages


def _meetings(pks: list[int]) -> Any:
    return CouncilPage.objects.filter(pk__in=pks).values_list("pk", "date", "precision")


def _proposals(pks: list[int], query: SearchQuery) -> Any:
    text = Concat("what", Value(" "), "benefit", output_field=CharField())
    return _marked(Proposal.objects.filter(pk__in=pks).select_related("round"), query, "title", text)


def _matters(pks: list[int], query: SearchQuery) -> list[Matter]:
    text = Concat("text", Value(" "), "reason", output_field=CharField())
    rows = Matter.objects.filter(pk__in=pks).select_related("council")
    matters = list(_marked(rows, query, "title", text))
    urls = addresses_of(matters)
    for matter in matters:
        matter.url = urls[matter.pk]
    return matters


def _subjects(model: type[Area] | type[Theme]) -> Callable[[list[int], SearchQuery], Any]:
    return lambda pks, query: _marked(model.objects.filter(pk__in=pks), query, "name", F("description"))


def _page_hit(page: Any, kind: str) -> Hit:
    code = page.locale.language_code
    language = "" if code == get_language() else code
    return _hit(page, kind, page.url or "", page.fact, language)


def _proposal_hit(proposal: Any, kind: str) -> Hit:
    fact = _("No. %(number)s in %(round)s") % {"number": proposal.number, "round": proposal.round.name}
    return _hit(proposal, kind, proposal.get_absolute_url(), fact)


def _matter_hit(matter: Any, kind: str) -> Hit:
    return _hit(matter, kind, matter.url, matter.get_status_display())


def _subject_hit(subject: Any, kind: str) -> Hit:
    return _hit(subject, kind, subject.get_absolute_url())


def _hit(row: Any, kind: str, url: str, fact: str = "", language: str = "") -> Hit:
    text = cut_from(row.extract or "", row.beginning or "")
    return Hit(kind, marked(row.marked_title), url, text, fact, language)


READ: dict[str, Callable[[list[int], SearchQuery], Any]] = {
    "page": _pages,
    "proposal": _proposals,
    "matter": _matters,
    "area": _subjects(Area),
    "theme": _subjects(Theme),
}
HIT_OF: dict[str, Callable[[Any, str], Hit]] = {
    "page": _page_hit,
    "proposal": _proposal_hit,
    "matter": _matter_hit,
    "area": _subject_hit,
    "theme": _subject_hit,
}
