"""What every page type of the site has."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models import BooleanField, Func, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from radslag.editors.checklist import Remark
from radslag.editors.copying import FittingCopyForm
from radslag.for_programs.being_found import breadcrumbs
from radslag.page_cache.memory import same_for_readers

Rows = TypeVar("Rows", bound=QuerySet[Any])


def with_pictures(pages: Iterable["BasePage"]) -> list["BasePage"]:
    """The pages with their pictures read at once, one query for each page type, for lists of mixed types."""
    listed = list(pages)
    for page_type in {type(page) for page in listed}:
        prefetch_related_objects([page for page in listed if type(page) is page_type], "picture__renditions")
    return listed


class _IsRestricted(Func):
    """Whether a path lies on or under a page, or an alias of one, with a view restriction. Written out: a dozen queries of
    a page hold it, and to have each put together from querysets took a fifth of the time of the front page."""

    template = (
        "EXISTS (SELECT FROM wagtailcore_pageviewrestriction AS barred JOIN wagtailcore_page AS around"
        " ON around.id = barred.page_id OR around.alias_of_id = barred.page_id"
        " WHERE starts_with(%(expressions)s, around.path))"
    )
    arity = 1
    output_field = BooleanField()


def readable_by_all(pages: Rows, path: str = "path") -> Rows:
    """Leave out what stands on or under a page with a view restriction, without a query of its own.

    `path` names the field that holds the page's path in the tree, such as `page__path` for what belongs to a page.
    """
    return pages.filter(~_IsRestricted(path))


def _source(page: Page) -> Page:
    """The page that an alias shows; it alone has view restrictions."""
    return _source(page.alias_of) if page.alias_of_id else page


class BasePage(Page):
    """A page with a lead and a picture. Its template has Django's default name: app/model_name.html."""

    lead = models.TextField(
        _("lead"),
        max_length=400,
        blank=True,
        help_text=_(
            "Two or three short sentences: what the page is about and why it matters. "
            "Shown first, in lists and in search results."
        ),
    )
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_(
            "Decorates the top of the page and cards that lead to it. Let it have its subject in the middle."
        ),
    )

    easy_read = RichTextField(
        _("easy to read"),
        blank=True,
        features=["h3", "bold", "ul", "ol", "link"],
        help_text=_(
            "The same in easy Swedish (lättläst): short sentences, everyday words, the most important first. "
            "Readers who ask for it see it before the rest. Leave empty if there is none."
        ),
    )

    opening_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead"), FieldPanel("picture")]
    content_panels = [*opening_panels, FieldPanel("easy_read")]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("For search engines"),
        ),
        MultiFieldPanel([FieldPanel("show_in_menus")], heading=_("For the menu of the site")),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("lead", boost=2),
        index.AutocompleteField("lead"),
        index.SearchField("easy_read"),
    ]

    copy_form_class: ClassVar[type[CopyForm]] = FittingCopyForm
    is_paginated: ClassVar[bool] = False
    """Whether the page is a list in several pages (`?sida=2`), each with an address of its own."""
    shared_as: ClassVar[str] = "website"
    """What a shared link says it is, in Open Graph's words: website or article."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, which is the same for every reader: what a person has of their own stands on pages of its own."""
        return same_for_readers(super().serve(request, *args, **kwargs))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the path to the page, and whether the reader asked for the easy text (`?lattlast=1`)."""
        context = super().get_context(request, *args, **kwargs)
        context["trail"] = self.trail()
        context["easy_asked"] = request.GET.get("lattlast") == "1"
        return context

    @cached_property
    def line(self) -> list[Page]:
        """The pages above this one, from the root down: read once for the path and for who may see the page."""
        fields = ("title", "url_path", "locale", "depth", "path", "live", "alias_of", "translation_key")
        return list(self.get_ancestors().only(*fields))

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """An alias of an alias shows the source itself: what is private there is found in one step."""
        source = _source(self)
        if source is not self:
            self.alias_of = source
        return super().save(*args, **kwargs)

    def trail(self) -> list[Page]:
        """The pages above this one, from the home page down."""
        return [page for page in self.line if page.depth > 1]

    def get_view_restrictions(self) -> "QuerySet[PageViewRestriction]":
        """Who may see the page: as Wagtail has it, with ancestors that are known already."""
        pages = {_source(page).pk for page in (*self.line, self)}
        return PageViewRestriction.objects.filter(page_id__in=pages)

    def may_be_read(self, request: HttpRequest) -> bool:
        """Whether the reader of `request` may see the page: published, and no view restriction in the way."""
        return self.live and all(r.accept_request(request) for r in self.get_view_restrictions())

    def publishing_remarks(self, now: dt.datetime) -> list[Remark]:
        """What the check list says of the page as it stands; page types add theirs. It warns and never blocks."""
        from radslag.editors.checklist.general import general_remarks

        return general_remarks(self, now)

    @property
    def description(self) -> str:
        """What a search engine or a shared link says of the page."""
        return self.search_description or self.lead

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """What the page is in the words of schema.org, for search engines. A page type adds its own facts to these.

        Keys are schema.org's, values plain Python that JSON can hold; whole addresses by `being_found.absolute`.
        """
        return breadcrumbs(self, request)
