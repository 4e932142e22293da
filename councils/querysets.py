"""Reads over many councils and matters."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.search import SearchVector
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from wagtail.models import Page

from radslag.pages import readable_by_all
from radslag.readers.stems import words_query

if TYPE_CHECKING:
    from councils.models import CouncilIndexPage

MOST_LETTERS = 100


class MatterQuerySet(QuerySet[Any]):
    """Matters, by who may read them and by what has been said of them."""

    def public(self) -> Self:
        """Those whose council is published and readable by everyone."""
        return readable_by_all(self.filter(council__live=True), path="council__path")

    def in_series(self, series: CouncilIndexPage) -> Self:
        """Those of the councils of a series, in whichever language its pages are."""
        inside = Q(pk__in=[])
        for page in Page.objects.filter(translation_key=series.translation_key):
            inside |= Q(council__path__startswith=page.path)
        return self.filter(inside)

    def of_council(self, council: Page) -> Self:
        """Those raised at one council, also when they were written down under its page in another language."""
        return self.filter(council__translation_key=council.translation_key)

    def shown_on(self, council: Page) -> Self:
        """Those of the council that its page may show: its own, and public ones of its pages in other languages.

        Whoever reads the page may read its own. A page in another language may be a draft, or for some alone.
        """
        elsewhere = self.model._default_manager.public().of_council(council)
        return self.filter(Q(council=council.pk) | Q(pk__in=elsewhere.values("pk")))

    def silent_on(self, today: dt.date) -> Self:
        """Open ones of which nothing was said for 90 days."""
        return self.filter(_silence(today))

    def with_silence_on(self, today: dt.date) -> Self:
        """Each with `silent`: whether it is one of those."""
        return self.annotate(silent=ExpressionWrapper(_silence(today), output_field=BooleanField()))

    def with_newest(self) -> Self:
        """Each with `newest`: date (ISO 8601) and text of the newest update that says something, or None."""
        said = self.model._meta.get_field("updates").related_model.objects.filter(matter=OuterRef("pk"))
        said = said.exclude(text="").order_by("-date", "-pk")
        return self.annotate(newest=Subquery(said.values(said=JSONObject(date="date", text="text"))[:1]))

    def about(self, words: str) -> Self:
        """Those that hold all the words, in any form of them, in what was asked for or in what was said since."""
        query = words_query(words[:MOST_LETTERS])
        if query is None:
            return self.none() if words.strip() else self
        vector = SearchVector("title", "text", "unit", "reason", config="swedish")
        said = self.model._meta.get_field("updates").related_model.objects.filter(matter=OuterRef("pk"))
        said = said.annotate(words=SearchVector("text", "reason", config="swedish")).filter(words=query)
        return self.annotate(words=vector).filter(Q(words=query) | Exists(said))


def _silence(today: dt.date) -> Q:
    from councils.models.matters import OPEN_STATUSES, SILENT_DAYS

    return Q(status__in=OPEN_STATUSES, latest__lte=today - dt.timedelta(days=SILENT_DAYS))
