"""The councils as a series."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from comments.models import ThreadMixin
from radslag.blocks.body import BodyBlock
from radslag.blocks.text import TEXT_FEATURES
from radslag.clock import database_now
from radslag.pages import BasePage


class CouncilIndexPage(ThreadMixin, BasePage):
    """The series: what a council is, a time line made from the meetings under this page, and what came of them."""

    page_description = _("A series of meetings: why there are councils, and the list of them.")

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("What a council is, and who comes. Shown above the time line."),
    )
    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=_("content"),
        help_text=_("Shown under the time line: thanks, an invitation to the next council, contacts."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    content_panels += ThreadMixin.thread_panels
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["councils.CouncilPage", "councils.MatterRegisterPage"]
    max_count_per_parent = 1
    is_paginated = True

    class Meta:
        verbose_name = _("residents' councils (the series)")
        verbose_name_plural = _("series of residents' councils")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the meetings and what came of them."""
        from councils import display

        context = super().get_context(request, *args, **kwargs)
        context["series"] = display.series(self, now=database_now(), query=request.GET)
        return context
