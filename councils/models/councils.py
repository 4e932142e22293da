"""Residents' councils: the series, and each meeting."""

import datetime as dt
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from comments.models import ThreadMixin
from radslag.blocks.body import BodyBlock
from radslag.clock import database_now
from radslag.dates import Precision, last_day, vague_date
from radslag.pages import BasePage, readable_by_all
from radslag.subjects import SubjectsMixin


class CouncilIndexPage(ThreadMixin, BasePage):
    """The councils as a series: what they are, and a time line made from the meetings under this page."""

    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=_("content"),
        help_text=_("Shown under the time line: who takes part, thanks, an invitation to the next council."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("body"), *ThreadMixin.thread_panels]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["councils.CouncilPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("residents' councils (the series)")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the meetings in the order of their dates, each with whether it is over."""
        context = super().get_context(request, *args, **kwargs)
        now = database_now()
        context["councils"] = [(council, council.is_past_at(now)) for council in self.councils()]
        return context

    def councils(self) -> list["CouncilPage"]:
        """Published meetings, oldest first."""
        meetings = readable_by_all(CouncilPage.objects.child_of(self).live()).order_by("date", "number", "pk")
        return list(meetings.defer_streamfields())


class CouncilPage(ThreadMixin, SubjectsMixin, BasePage):
    """One meeting: when, where, about what, and what came of it."""

    number = models.PositiveSmallIntegerField(
        _("number in the series"), help_text=_("The first council has number 1.")
    )
    date = models.DateField(_("date"), help_text=_("If only the season is known, choose any day in it."))
    precision = models.CharField(
        _("how exact"),
        max_length=10,
        choices=Precision.choices,
        default=Precision.DAY,
        help_text=_("Decides how the date is written: 18 november 2021, november 2021, hösten 2021 or 2021."),
    )
    starts = models.TimeField(
        _("begins at"), null=True, blank=True, help_text=_("Leave empty if it is not set yet.")
    )
    ends = models.TimeField(
        _("ends at"), null=True, blank=True, help_text=_("Leave empty if it is not set yet.")
    )
    place = models.CharField(
        _("place"), max_length=120, blank=True, help_text=_("Where people meet, or På nätet.")
    )
    participants = models.CharField(
        _("who takes part"),
        max_length=200,
        blank=True,
        help_text=_("Groups, never names: boende, föreningar, företag, politiker och tjänstepersoner."),
    )
    ideas = RichTextField(
        _("ideas that were tested"),
        blank=True,
        features=["ul", "ol", "bold", "link"],
        help_text=_("A list, which may have lists inside it. Shown in the time line too."),
    )
    summary = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=_("summary"),
        help_text=_(
            "Before the meeting: the invitation and the agenda. After it: what was said and decided."
        ),
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

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("number"), FieldPanel("date"), FieldPanel("precision")]),
                FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
                FieldPanel("place"),
                FieldPanel("participants"),
            ],
            heading=_("When and where"),
        ),
        FieldPanel("ideas"),
        FieldPanel("summary"),
        FieldPanel("summary_document"),
        *SubjectsMixin.subject_panels,
        *ThreadMixin.thread_panels,
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("ideas"),
        index.SearchField("summary"),
        index.SearchField("place"),
    ]
    parent_page_types: ClassVar[list[str]] = ["councils.CouncilIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("residents' council (one meeting)")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts=None) | models.Q(ends=None) | models.Q(ends__gt=models.F("starts")),
                name="councils_council_ends_after_start",
            ),
        ]

    def clean(self) -> None:
        """A meeting ends after it begins."""
        super().clean()
        if self.starts and self.ends and self.ends <= self.starts:
            raise ValidationError({"ends": _("The meeting must end after it begins.")})

    @property
    def when(self) -> str:
        """The date as exactly as it is known."""
        return vague_date(self.date, self.precision)

    @property
    def is_exact(self) -> bool:
        """Whether the day is set."""
        return self.precision == Precision.DAY

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add whether the meeting is over, by the clock."""
        context = super().get_context(request, *args, **kwargs)
        context["is_past"] = self.is_past_at(database_now())
        return context

    def is_past_at(self, now: dt.datetime) -> bool:
        """Whether the meeting is over at `now`; one whose end is not set is over when its last possible day is."""
        last = last_day(self.date, self.precision)
        end = dt.datetime.combine(last, self.ends or dt.time(23, 59, 59), timezone.get_default_timezone())
        return end < now
