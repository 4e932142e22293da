"""Where hits come from: one query set for each source, of what everyone may read at an instant and nothing else."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    FloatField,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, Site

from budgeting.models import Proposal
from budgeting.models.proposals import SEARCHED_WORDS
from councils.models import Matter
from home.search.kinds import MATTERS, PROPOSALS, SUBJECTS
from radslag.models import Area, Theme
from radslag.pages import readable_by_all
from radslag.readers.stems import CONFIG

FOREIGN, SUBJECT = 0.3, 2.0
"""How a page in another language, and the page that gathers everything on a subject, weigh against the rest."""

PLAIN = Value(1.0)
MATTER_WORDS = SearchVector("title", weight="A", config=CONFIG) + SearchVector(
    "text", "unit", "reason", weight="C", config=CONFIG
)
Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Source:
    """`public`: the rows; `words`: what is searched; `weighed`: the same with titles before bodies."""

    name: str
    kind: str
    public: Callable[[], Rows]
    words: Any
    weighed: Any
    factor: Any = PLAIN

    def matching(self, query: SearchQuery) -> Rows:
        """The rows that hold the words."""
        return self.public().alias(words=self.words).filter(words=query).order_by()

    def counts(self, query: SearchQuery) -> Rows:
        """How many there are: (name, content type or 0, number)."""
        rows = self.matching(query).annotate(source=Value(self.name, CharField()), type=self._type)
        return rows.values("source", "type").annotate(n=Count("pk")).values_list("source", "type", "n")

    def ranked(self, query: SearchQuery) -> Rows:
        """(name, number of the row, content type or 0, rank)."""
        rank = SearchRank(self.weighed, query) * self.factor
        rows = self.matching(query).annotate(source=Value(self.name, CharField()), type=self._type)
        return rows.annotate(
            rank=Func(rank, template="%(expressions)s", output_field=FloatField())
        ).values_list("source", "pk", "type", "rank")

    @property
    def _type(self) -> Any:
        return F("content_type_id") if self.name == "page" else Value(0, IntegerField())


class Weight(Func):
    """PostgreSQL's setweight: A counts most, D least."""

    function = "setweight"

    def __init__(self, vector: str, letter: str) -> None:
        super().__init__(F(vector), Value(letter, CharField()), template="%(function)s(%(expressions)s)")


def sources(request: HttpRequest, now: dt.datetime) -> list[Source]:
    """Every source, as readers in general may read it at `now`."""
    title, body = "index_entries__title", "index_entries__body"
    own = When(locale__language_code=get_language(), then=Value(1.0))
    return [
        Source(
            "page",
            "",
            lambda: public_pages(request),
            CombinedExpression(F(title), "||", F(body)),
            CombinedExpression(Weight(title, "A"), "||", Weight(body, "C")),
            Case(own, default=Value(FOREIGN)),
        ),
        Source("proposal", PROPOSALS, lambda: Proposal.objects.shown_at(now), SEARCHED_WORDS, SEARCHED_WORDS),
        Source("matter", MATTERS, Matter.objects.public, MATTER_WORDS, MATTER_WORDS),
        *(_subjects(model) for model in (Area, Theme)),
    ]


def public_pages(request: HttpRequest) -> Rows:
    """Published pages of the site that everyone may read; of copies that only mirror another page, none."""
    site = Site.find_for_request(request)
    inside = Q(pk__in=[])
    for root in Site.get_site_root_paths():
        if site is not None and root.site_id == site.pk:
            inside |= Q(url_path__startswith=root.root_path)
    return readable_by_all(Page.objects.live().filter(inside, alias_of=None))


def _subjects(model: type[Area] | type[Theme]) -> Source:
    words = SearchVector("name", weight="A", config=CONFIG) + SearchVector(
        "description", weight="C", config=CONFIG
    )
    return Source(model._meta.model_name or "", SUBJECTS, model.objects.all, words, words, Value(SUBJECT))
