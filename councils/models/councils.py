"""One meeting of the residents' councils: invitation before it, summary after it."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from comments.models import ThreadMixin
from councils.blocks import AgendaPointBlock, IdeaAreaBlock
from councils.models.groups import ParticipantGroup
from councils.models.meeting_facts import event_facts, remarks_on
from councils.models.meetings import Meeting
from radslag.blocks.body import BodyBlock
from radslag.blocks.text import TEXT_FEATURES
from radslag.clock import TICK, at, database_now
from radslag.editors.checklist import Remark
from radslag.pages import BasePage
from radslag.readers.subjects import SubjectsMixin

BEFORE, AFTER = "before", "after"


class CouncilPage(ThreadMixin, SubjectsMixin, Meeting, BasePage):
    """One meeting: when, where, about what, and what came of it. Its title is its theme."""

    page_description = _("One meeting: the invitation before it, the summary and its matters after.")

    invitation = RichTextField(
        _("invitation"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("Shown first until the meeting is over: why one should come, what is good to know."),
    )
    agenda = StreamField(
        [("point", AgendaPointBlock())],
        blank=True,
        verbose_name=_("agenda"),
        help_text=_("What happens, point by point."),
    )
    tested_ideas = StreamField(
        [("area", IdeaAreaBlock())],
        blank=True,
        verbose_name=_("ideas that were tested"),
        help_text=_("One area at a time, each with its ideas. Shown in the time line too."),
    )
    summary = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=_("summary"),
        help_text=_("What was said and decided. Shown first once the meeting is over, and not before."),
    )
    summary_document = models.ForeignKey(
        "wagtaildocs.Document",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("summary as a file"),
        help_text=_("A PDF to fetch. The page itself should hold the most important things too."),
    )
    thanks = models.TextField(
        _("thanks"),
        max_length=600,
        blank=True,
        help_text=_("To those who came. Shown once the meeting is over."),
    )

    content_panels = [
        *BasePage.content_panels,
        *Meeting.meeting_panels,
        MultiFieldPanel([FieldPanel("invitation"), FieldPanel("agenda")], heading=_("Before the meeting")),
        *Meeting.registration_panels,
        FieldPanel("tested_ideas"),
        MultiFieldPanel(
            [FieldPanel("summary"), FieldPanel("summary_document"), FieldPanel("thanks")],
            heading=_("After the meeting"),
        ),
        HelpPanel(template="councils/admin/council_matters.html", heading=_("What became of it")),
        *SubjectsMixin.subject_panels,
        *ThreadMixin.thread_panels,
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("invitation"),
        index.SearchField("agenda"),
        index.SearchField("tested_ideas"),
        index.SearchField("summary"),
        index.SearchField("place"),
    ]
    parent_page_types: ClassVar[list[str]] = ["councils.CouncilIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("residents' council (one meeting)")
        verbose_name_plural = _("residents' councils (meetings)")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts=None) | models.Q(ends=None) | models.Q(ends__gt=models.F("starts")),
                name="councils_council_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(groups__contained_by=ParticipantGroup.values),
                name="councils_council_groups_known",
            ),
        ]

    def publishing_remarks(self, now: dt.datetime) -> list[Remark]:
        """What to look at before publishing: before the meeting the invitation, after it the summary."""
        return [*super().publishing_remarks(now), *remarks_on(self, now)]

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The meeting as an Event, when its day is set."""
        return [*super().structured_data(request), *event_facts(self, request, self.shown_at)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the page shows at this moment."""
        from councils import display

        context = super().get_context(request, *args, **kwargs)
        context["council"] = display.council(self, now=self.shown_at)
        files = get_document_model().objects.select_related("facts")
        prefetch_related_objects([self], Prefetch("summary_document", files))
        return context

    @cached_property
    def shown_at(self) -> dt.datetime:
        """The one instant that everything on the page goes by."""
        return database_now()

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """As it is now, before and after; the instant is ours, never an address's."""
        return [
            ("", _("As it is now")),
            (BEFORE, _("Before the meeting")),
            (AFTER, _("After the meeting")),
        ]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page as it reads before or after the meeting."""
        instants = {BEFORE: self.before_it, AFTER: self.ends_at + TICK}
        if mode_name not in instants:
            return super().serve_preview(request, mode_name)
        with at(instants[mode_name]):
            self.__dict__.pop("shown_at", None)
            response = super().serve_preview(request, mode_name)
            return response.render() if hasattr(response, "render") else response
