"""The public register of matters."""

from __future__ import annotations

from typing import ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.search import index

from comments.models import ThreadMixin
from radslag.blocks.text import TEXT_FEATURES
from radslag.clock import database_now
from radslag.for_programs.being_found import path_below
from radslag.pages import BasePage


class MatterRegisterPage(RoutablePageMixin, ThreadMixin, BasePage):
    """Every matter that the councils of the series raised, and an address for each of them."""

    page_description = _("All matters from the councils, and what became of them.")

    about = RichTextField(
        _("about the register"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("What a matter is and how one raises one. Shown under the list."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("about"),
        *ThreadMixin.panels_for(_("Conversation under each matter")),
    ]
    thread_stands_below = True
    search_fields = [*BasePage.search_fields, index.SearchField("about")]
    parent_page_types: ClassVar[list[str]] = ["councils.CouncilIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1
    is_paginated = True

    class Meta:
        verbose_name = _("register of matters")
        verbose_name_plural = _("registers of matters")

    @path("")
    def listed(self, request: HttpRequest) -> HttpResponse:
        """The list, filtered by its address."""
        from councils import display

        shown = display.register(self, now=database_now(), query=request.GET)
        return self.render(request, context_overrides={"register": shown})

    @path("arende/<int:number>/")
    def one(self, request: HttpRequest, number: int) -> HttpResponse:
        """A matter with everything that was said of it."""
        from councils import conversations, display

        shown = display.matter(self, number=number, now=database_now())
        if shown is None:
            raise Http404
        conversations.lend(shown.row.matter, conversations.place_of(self), shown.row.url)
        facts = path_below(self, request, name=shown.row.matter.title, address=shown.row.url)
        context = {"shown": shown, "trail": [*self.trail(), self], "facts": facts}
        return self.render(request, context_overrides=context, template="councils/matter.html")
