"""News."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from comments.models import ThreadMixin
from radslag.blocks.body import BodyBlock
from radslag.pages import BasePage, readable_by_all
from radslag.subjects import SubjectsMixin

NEWS_A_PAGE = 12


class NewsIndexPage(BasePage):
    """All news, newest first."""

    content_panels = BasePage.content_panels
    is_paginated = True
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["home.NewsPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("news (the list)")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of the published news."""
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.child_of(self).for_lists()
        context["news"] = Paginator(news, NEWS_A_PAGE).get_page(request.GET.get("sida"))
        return context


class NewsPageQuerySet(PageQuerySet):
    """Reads over many news."""

    def for_lists(self) -> "NewsPageQuerySet":
        """Published news that everyone may read, newest first, with what a card shows and no more."""
        return (
            readable_by_all(self.live())
            .order_by("-date", "-pk")
            .defer_streamfields()
            .select_related("picture")
            .prefetch_related("picture__renditions", "areas", "themes")
        )


class NewsPage(ThreadMixin, SubjectsMixin, BasePage):
    """A piece of news, dated; may hold figures, recommendations and contacts."""

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

    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("picture_text"), FieldPanel("picture_caption")]),
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
