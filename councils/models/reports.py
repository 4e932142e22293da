"""Trainee reports: focus areas with numbered recommendations."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from comments.models import ThreadMixin
from radslag.blocks.body import BodyBlock, sections
from radslag.blocks.focus_areas import FocusAreasBlock
from radslag.blocks.remarks import figure_remarks
from radslag.blocks.text import TEXT_FEATURES
from radslag.editors.checklist import Remark
from radslag.for_programs.being_found import article
from radslag.pages import BasePage, readable_by_all
from radslag.readers.filters import Facet, Filtered, filtered, related_slugs
from radslag.readers.paging import page_of
from radslag.readers.subjects import SubjectsMixin

REPORTS_A_PAGE = 12


class ReportIndexPage(BasePage):
    """All reports, newest first, by year and theme."""

    page_description = _("The list of reports.")

    is_paginated = True
    content_panels = BasePage.content_panels
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["councils.TraineeReportPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("reports (the list)")
        verbose_name_plural = _("lists of reports")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of the published reports, as the address filters them."""
        context = super().get_context(request, *args, **kwargs)
        found = self.filtered(request.GET)
        shown = page_of(found.keys, REPORTS_A_PAGE, request.GET)
        shown.object_list = TraineeReportPage.objects.in_order(list(shown.object_list))
        return context | {"found": found, "reports": shown}

    def filtered(self, query: Mapping[str, str]) -> Filtered:
        """The primary keys of the reports that an address asks for, newest first, and the links of the filters."""
        reports = TraineeReportPage.objects.child_of(self).published()
        themes, theme_names = related_slugs(reports, "themes")
        rows = {
            pk: {"ar": {str(end.year)}, "tema": themes.get(pk, ())}
            for pk, end in reports.values_list("pk", "period_end")
        }
        years = {year: year for row in rows.values() for year in row["ar"]}
        facets = [Facet("ar", _("Year"), years), Facet("tema", _("Theme"), theme_names)]
        return filtered(rows, facets, query)


class ReportQuerySet(PageQuerySet):
    """Reads over many reports."""

    def published(self) -> "ReportQuerySet":
        """Published reports that everyone may read, newest first."""
        return readable_by_all(self.live()).order_by("-period_end", "-pk")

    def in_order(self, keys: list[int]) -> list["TraineeReportPage"]:
        """The reports with these primary keys, in their order, with what a card shows."""
        rows = self.filter(pk__in=keys).published().defer_streamfields().select_related("picture")
        found = {page.pk: page for page in rows.prefetch_related("picture__renditions")}
        return [found[key] for key in keys if key in found]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of contents; `number` is the report's own."""

    title: str | Promise
    anchor: str
    number: str = ""


class TraineeReportPage(ThreadMixin, SubjectsMixin, BasePage):
    """A trainee group's report: background, and focus areas each with its own numbered recommendations."""

    page_description = _("One report with its numbered advice and the file to fetch.")

    group_number = models.PositiveSmallIntegerField(
        _("number of the trainee group"), help_text=_("Such as 19.")
    )
    period_start = models.DateField(
        _("work began"), help_text=_("Any day in the month. Only the month is shown.")
    )
    period_end = models.DateField(
        _("work ended"), help_text=_("Any day in the month. Only the month is shown.")
    )
    commissioned_by = models.CharField(
        _("commissioned by"),
        max_length=200,
        blank=True,
        help_text=_("Who asked for the report, when it has a name of its own: Kommunerna kring Sundet."),
    )
    municipalities = StreamField(
        [
            (
                "municipality",
                blocks.CharBlock(
                    max_length=80, label=_("Municipality"), help_text=_("The name alone: Lövsunda.")
                ),
            )
        ],
        default=list,
        min_num=1,
        max_num=40,
        verbose_name=_("municipalities"),
        help_text=_("Those that the report was made for, one each."),
    )
    background = RichTextField(
        _("background and purpose"),
        features=TEXT_FEATURES,
        help_text=_("Why the report was written, in short paragraphs."),
    )
    results_heading = models.CharField(
        _("heading of the results"), max_length=120, help_text=_("Such as Tio råd i fem fokusområden.")
    )
    results = RichTextField(
        _("results in short"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("What the group found, before the recommendations."),
    )
    focus_areas = StreamField(
        FocusAreasBlock(),
        verbose_name=_("focus areas"),
        help_text=_("In the report's order, with the report's own numbers."),
    )
    final_report = models.ForeignKey(
        "wagtaildocs.Document",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("final report"),
        help_text=_("The whole report as a PDF."),
    )
    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=_("more content"),
        help_text=_("Shown last, such as contacts and next steps."),
    )

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("group_number"), FieldPanel("commissioned_by")]),
                FieldRowPanel([FieldPanel("period_start"), FieldPanel("period_end")]),
                FieldPanel("municipalities"),
            ],
            heading=_("About the report"),
        ),
        FieldPanel("background"),
        MultiFieldPanel(
            [FieldPanel("results_heading"), FieldPanel("results"), FieldPanel("focus_areas")],
            heading=_("Results"),
        ),
        FieldPanel("final_report"),
        FieldPanel("body"),
        *SubjectsMixin.subject_panels,
        *ThreadMixin.thread_panels,
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("background"),
        index.SearchField("results"),
        index.SearchField("focus_areas"),
        index.SearchField("municipalities"),
        index.SearchField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["councils.ReportIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    objects = PageManager.from_queryset(ReportQuerySet)()

    class Meta:
        verbose_name = _("trainee report")
        verbose_name_plural = _("trainee reports")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period_end__gte=models.F("period_start")),
                name="councils_report_period_in_order",
            ),
        ]

    def clean(self) -> None:
        """The work ends no earlier than it begins."""
        super().clean()
        if self.period_start and self.period_end and self.period_end < self.period_start:
            raise ValidationError({"period_end": _("The work can't end before it begins.")})

    @property
    def period(self) -> str:
        """september 2024 – augusti 2025."""
        return f"{_month(self.period_start)} – {_month(self.period_end)}"

    @property
    def municipality_names(self) -> list[str]:
        """The municipalities in the editor's order."""
        return [str(block.value) for block in self.municipalities]

    @property
    def contents(self) -> list[Entry]:
        """The list of contents. Anchors come from the report's own numbers and from blocks, and so they last."""
        areas = [area.value for area in self.focus_areas]
        final = [Entry(_("Read the whole report"), "slutrapport")] if self.final_report else []
        return [
            Entry(_("About the report"), "om"),
            Entry(_("Background and purpose"), "bakgrund"),
            Entry(self.results_heading, "resultat"),
            *(Entry(area["title"], area.anchor, area["number"]) for area in areas),
            *final,
            *(Entry(row.heading, row.anchor) for row in sections(self.body) if row.heading),
        ]

    def publishing_remarks(self, now: dt.datetime) -> list[Remark]:
        """What the check list says besides: the file that is missing, nobody to ask, old figures."""
        remarks = [*super().publishing_remarks(now), *figure_remarks(self.body, "body", now)]
        if not self.final_report:
            remarks.append(Remark(_("The final report is missing. Readers can’t fetch it."), "final_report"))
        if not any(block.block_type == "contacts" for block in self.body):
            remarks.append(
                Remark(_("There is no contact. Say whom readers can ask about the report."), "body")
            )
        return remarks

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """A report, with its group's commissioner."""
        published = self.first_published_at.date() if self.first_published_at else self.period_end
        facts = article(self, request, published=published, kind="Report")
        names = [name for name in (self.commissioned_by, *self.municipality_names) if name]
        sponsors = [{"@type": "Organization", "name": name} for name in names]
        return [*super().structured_data(request), {**facts, "sponsor": sponsors}]


def _month(date: dt.date) -> str:
    return date_format(date, "F Y")
