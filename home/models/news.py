"""News."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from comments.models import ThreadMixin
from home import feeds
from radslag.blocks.body import BodyBlock
from radslag.blocks.remarks import figure_remarks
from radslag.editors.checklist import Remark
from radslag.for_programs.being_found import absolute, article
from radslag.pages import BasePage, readable_by_all
from radslag.readers.filters import Facet, Filtered, filtered, related_slugs
from radslag.readers.paging import page_of
from radslag.readers.subjects import SubjectsMixin

NEWS_A_PAGE = 12
LONG_AGO = dt.timedelta(days=183)


class NewsIndexPage(RoutablePageMixin, BasePage):
    """All news, newest first, by year, area and theme; and the feeds of the same."""

    page_description = _("The list of news, with feeds to follow.")

    is_paginated = True
    content_panels = BasePage.content_panels
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["home.NewsPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("news (the list)")
        verbose_name_plural = _("lists of news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of the published news, as the address filters them."""
        context = super().get_context(request, *args, **kwargs)
        found = self.filtered(request.GET)
        shown = page_of(found.keys, NEWS_A_PAGE, request.GET)
        shown.object_list = NewsPage.objects.in_order(list(shown.object_list))
        context |= {"found": found, "news": shown, "feed_query": found.clear and "?" + found.query}
        return context

    def filtered(self, query: Mapping[str, str]) -> Filtered:
        """The primary keys of the news that an address asks for, newest first, and the links of the filters."""
        news = NewsPage.objects.child_of(self).published()
        areas, area_names = related_slugs(news, "areas")
        themes, theme_names = related_slugs(news, "themes")
        rows = {
            pk: {"ar": {str(date.year)}, "omrade": areas.get(pk, ()), "tema": themes.get(pk, ())}
            for pk, date in news.values_list("pk", "date")
        }
        years = {year: year for row in rows.values() for year in row["ar"]}
        facets = [
            Facet("ar", _("Year"), years),
            Facet("omrade", _("Area"), area_names),
            Facet("tema", _("Theme"), theme_names),
        ]
        return filtered(rows, facets, query)

    @path("rss/", name="rss")
    def rss(self, request: HttpRequest) -> HttpResponseBase:
        """The feed as RSS 2.0; filters of the list work here too."""
        return feeds.rss(*self._feed(request, "rss/"), request)

    @path("json/", name="json")
    def json(self, request: HttpRequest) -> HttpResponseBase:
        """The feed as JSON Feed 1.1."""
        return feeds.json_feed(*self._feed(request, "json/"), request)

    def _feed(self, request: HttpRequest, end: str) -> tuple[feeds.Channel, list["NewsPage"]]:
        found = self.filtered(request.GET)
        home = absolute(request, self.get_url(request))
        channel = feeds.Channel(
            title=" – ".join([self.title, *found.chosen_labels]),
            description=self.description or self.title,
            home=home,
            address=home + end + (f"?{found.query}" if found.query else ""),
            language=self.locale.language_code,
            changed=self.last_published_at or self.first_published_at or feeds.LONG_AGO,
        )
        return channel, NewsPage.objects.in_order(found.keys[: feeds.MOST_ITEMS])


class NewsPageQuerySet(PageQuerySet):
    """Reads over many news."""

    def published(self) -> "NewsPageQuerySet":
        """Published news that everyone may read, newest first."""
        return readable_by_all(self.live()).order_by("-date", "-pk")

    def for_lists(self) -> "NewsPageQuerySet":
        """The same with what a card shows and no more."""
        rows = self.published().defer_streamfields().select_related("picture")
        return rows.prefetch_related("picture__renditions", "areas", "themes")

    def in_order(self, keys: list[int]) -> list["NewsPage"]:
        """The news with these primary keys, in their order, for a list."""
        found = {page.pk: page for page in self.filter(pk__in=keys).for_lists()}
        return [found[key] for key in keys if key in found]


class NewsPage(ThreadMixin, SubjectsMixin, BasePage):
    """A piece of news, dated; may hold figures, recommendations and contacts."""

    page_description = _("Something that has happened, with its date. May hold figures, advice and contacts.")

    date = models.DateField(_("date"), default=timezone.localdate, help_text=_("The date readers see."))
    picture_text = models.CharField(
        _("what the picture shows"),
        max_length=240,
        blank=True,
        help_text=_("For those who do not see it. Leave empty if the picture only decorates the page."),
    )
    picture_caption = models.CharField(
        _("caption of the picture"),
        max_length=240,
        blank=True,
        help_text=_("Shown under the picture, such as who took it."),
    )
    body = StreamField(
        BodyBlock(), blank=True, verbose_name=_("content"), help_text=_("Begin each part with a heading.")
    )

    shared_as = "article"
    content_panels = [
        *BasePage.opening_panels,
        FieldRowPanel([FieldPanel("picture_text"), FieldPanel("picture_caption")]),
        FieldPanel("easy_read"),
        FieldPanel("date"),
        *SubjectsMixin.subject_panels,
        FieldPanel("body"),
        *ThreadMixin.thread_panels,
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body"), index.FilterField("date")]
    parent_page_types: ClassVar[list[str]] = ["home.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    objects = PageManager.from_queryset(NewsPageQuerySet)()

    class Meta:
        verbose_name = _("news page")
        verbose_name_plural = _("news pages")

    @property
    def updated(self) -> dt.date | None:
        """The day of the last change, when that is a later day than the one readers see."""
        last = self.last_published_at and timezone.localdate(self.last_published_at)
        first = self.first_published_at and timezone.localdate(self.first_published_at)
        return last if last and last > self.date and last != first else None

    @property
    def feed_id(self) -> str:
        """What names this piece of news in feeds: the same when its title or address changes."""
        return f"urn:uuid:{self.translation_key}"

    def publishing_remarks(self, now: dt.datetime) -> list[Remark]:
        """What the check list says besides: dates to come, old figures, a picture that is only half described."""
        remarks = [*super().publishing_remarks(now), *figure_remarks(self.body, "body", now)]
        if self.date and self.date > timezone.localdate(now):
            remarks.append(Remark(_("The date is in the future. Readers see it as it stands."), "date"))
        if self.date and not self.live and self.date < timezone.localdate(now) - LONG_AGO:
            remarks.append(Remark(_("The date is more than half a year ago. Is the year right?"), "date"))
        if self.picture_caption and not self.picture_text:
            remarks.append(
                Remark(
                    _("The picture has a caption but no description for those who do not see it."),
                    "picture_text",
                )
            )
        return remarks

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """An article of news."""
        facts = article(self, request, published=self.date, kind="NewsArticle")
        return [*super().structured_data(request), facts]
