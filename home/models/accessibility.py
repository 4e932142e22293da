"""The accessibility statement: the eleven items that Swedish law asks for, each in fields of its own.

The law: lagen (2018:1937) om tillgänglighet till digital offentlig service, with Digg's regulation MDFFS 2019:2, which
follows the model of the European Union (implementing decision 2018/1523). In the order of the page: 1 who is responsible,
2 what the statement covers, 3 how accessible it is in plain words, 4 what to do when a part can't be used, 5 how to report
a shortcoming, 6 supervision, 7 whether the law is met (fully, partly, not), 8 what is not accessible and why,
9 what would be a disproportionate burden, 10 what the law does not cover, 11 how and when it was tested and gone through.
"""

import datetime as dt
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from radslag.blocks.shortcomings import ShortcomingBlock
from radslag.editors.checklist import Remark
from radslag.pages import BasePage

WORDS = ["bold", "ul", "ol", "link"]
SUPERVISOR_URL = "https://www.digg.se/tdosanmalan"
LONGEST_WITHOUT_REVIEW = dt.timedelta(days=365)


class Conformance(models.TextChoices):
    """How far the law is met; the three answers the law knows."""

    FULL = "full", _("The whole site meets the law")
    PARTIAL = "partial", _("The site meets the law in part")
    NONE = "none", _("The site does not meet the law")


class Method(models.TextChoices):
    """Who tested the site."""

    OWN = "own", _("We tested it ourselves")
    OUTSIDE = "outside", _("Somebody outside our organisation tested it")
    BOTH = "both", _("We tested it ourselves, and so did somebody outside our organisation")


class AccessibilityStatementPage(BasePage):
    """What of the site works for everyone, what does not, and how to say so. One for each home page."""

    page_description = _("What on the site not everyone can use, and how to tell us. The law asks for it.")

    responsible = models.CharField(
        _("who is responsible"),
        max_length=120,
        help_text=_("The municipality or authority that stands behind the site, such as Lövsunda kommun."),
    )
    covers = models.CharField(
        _("what the statement covers"),
        max_length=200,
        help_text=_("Name of the site, and its address if there are several: Rådslag."),
    )
    how_accessible = RichTextField(
        _("how accessible it is, in plain words"),
        features=WORDS,
        help_text=_(
            "What works and for whom something is hard. Write for somebody who has never heard of WCAG."
        ),
    )
    contact = models.ForeignKey(
        "radslag.Contact",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("whom to turn to"),
        help_text=_("From the register. Readers write through the contact’s form; no address is shown."),
    )
    answer_time = models.CharField(
        _("when you answer"),
        max_length=80,
        help_text=_("Goes on from “You get an answer within”: två arbetsdagar."),
    )
    alternatives = RichTextField(
        _("other ways to get the same"),
        blank=True,
        features=WORDS,
        help_text=_("What you can offer, such as a text read aloud, large print or help at the library."),
    )
    reporting = RichTextField(
        _("more about reporting a shortcoming"),
        blank=True,
        features=WORDS,
        help_text=_(
            "Only if you want to add something. That one can report, and to whom, is written by itself."
        ),
    )
    supervisor = models.CharField(
        _("supervising authority"),
        max_length=120,
        blank=True,
        help_text=_(
            "Leave empty: Digg is written by itself. Fill in if the task has gone to another authority."
        ),
    )
    supervisor_url = models.URLField(
        _("where to complain"),
        blank=True,
        help_text=_("The authority’s page for complaints. Leave empty for Digg’s."),
    )
    conformance = models.CharField(
        _("does the site meet the law?"),
        max_length=10,
        choices=Conformance.choices,
        default=Conformance.PARTIAL,
        help_text=_("“In part” and “not” ask for at least one shortcoming below; “whole” for none."),
    )
    shortcomings = StreamField(
        [("shortcoming", ShortcomingBlock())],
        blank=True,
        max_num=40,
        verbose_name=_("what is not accessible"),
        help_text=_("One for each thing that does not work for everyone."),
    )
    burden = RichTextField(
        _("disproportionate burden"),
        blank=True,
        features=WORDS,
        help_text=_(
            "Only for what would cost unreasonably much to mend now (section 12 of the law): what it is, why, "
            "and how you weighed it. Left empty, the page says that you claim no such exception."
        ),
    )
    outside_law = RichTextField(
        _("what the law does not cover"),
        blank=True,
        features=WORDS,
        help_text=_(
            "Content that lacks in accessibility but is exempt, such as files from before 23 September 2018 or maps. "
            "Left empty, the page says that you know of none."
        ),
    )
    method = models.CharField(_("who tested"), max_length=10, choices=Method.choices, default=Method.OWN)
    testing = RichTextField(
        _("how it was tested"),
        features=WORDS,
        help_text=_(
            "Which pages, by which tools and people: with keyboard alone, with a screen reader, with axe."
        ),
    )
    assessed_on = models.DateField(
        _("last tested"), help_text=_("The day the latest test of the site was ready.")
    )
    site_published_on = models.DateField(
        _("site published"), help_text=_("The day the site was opened to the public.")
    )
    reviewed_on = models.DateField(
        _("statement gone through"),
        default=timezone.localdate,
        help_text=_(
            "The day somebody last checked that every word here is true. Do it once a year at least."
        ),
    )

    content_panels = [
        HelpPanel(template="home/admin/accessibility_help.html", heading=_("The eleven items of the law")),
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("responsible"), FieldPanel("covers")], heading=_("1–2. Who and what")),
        MultiFieldPanel([FieldPanel("how_accessible")], heading=_("3. How accessible is it?")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("contact"), FieldPanel("answer_time")]), FieldPanel("alternatives")],
            heading=_("4. When a part can’t be used"),
        ),
        MultiFieldPanel([FieldPanel("reporting")], heading=_("5. Reporting a shortcoming")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("supervisor"), FieldPanel("supervisor_url")])],
            heading=_("6. Supervision"),
        ),
        MultiFieldPanel([FieldPanel("conformance")], heading=_("7. Is the law met?")),
        MultiFieldPanel([FieldPanel("shortcomings")], heading=_("8. What is not accessible")),
        MultiFieldPanel([FieldPanel("burden")], heading=_("9. Disproportionate burden")),
        MultiFieldPanel([FieldPanel("outside_law")], heading=_("10. What the law does not cover")),
        MultiFieldPanel(
            [
                FieldPanel("method", help_text=_("Whether you tested yourselves or had somebody do it.")),
                FieldPanel("testing"),
                FieldRowPanel(
                    [FieldPanel("assessed_on"), FieldPanel("site_published_on"), FieldPanel("reviewed_on")]
                ),
            ],
            heading=_("11. How and when it was tested"),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("how_accessible"),
        index.SearchField("shortcomings"),
        index.SearchField("outside_law"),
    ]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("accessibility statement")
        verbose_name_plural = _("accessibility statements")

    def clean(self) -> None:
        """What is said of the law and the list of shortcomings must agree, and a test comes before its review."""
        super().clean()
        errors: dict[str, Promise] = {}
        if self.conformance == Conformance.FULL and len(self.shortcomings):
            errors["conformance"] = _(
                "There are shortcomings below, so the site meets the law in part at most."
            )
        if self.conformance != Conformance.FULL and not len(self.shortcomings):
            errors["shortcomings"] = _(
                "Describe at least one shortcoming, or choose that the whole site meets the law."
            )
        if self.assessed_on and self.reviewed_on and self.reviewed_on < self.assessed_on:
            errors["reviewed_on"] = _(
                "The statement must be gone through after the latest test, or the same day."
            )
        if errors:
            raise ValidationError(errors)

    def publishing_remarks(self, now: dt.datetime) -> list[Remark]:
        """Say when the statement is old, dated in the future, or leaves no way to report a shortcoming."""
        remarks = super().publishing_remarks(now)
        if self.contact_id and not (self.contact.is_reachable or self.contact.phone):
            remarks.append(
                Remark(
                    _(
                        "The contact has neither a form nor a telephone number. "
                        "The law demands a way to report what does not work."
                    ),
                    "contact",
                )
            )
        today = timezone.localdate(now)
        if self.reviewed_on and self.reviewed_on < today - LONGEST_WITHOUT_REVIEW:
            remarks.append(
                Remark(_("More than a year has gone since the statement was gone through."), "reviewed_on")
            )
        for name in ("assessed_on", "site_published_on", "reviewed_on"):
            if (getattr(self, name) or today) > today:
                remarks.append(Remark(_("A date of the statement is in the future."), name))
        return remarks

    @property
    def supervisor_address(self) -> str:
        """Where to complain: the editor's address, or Digg's."""
        return self.supervisor_url or SUPERVISOR_URL

    def structured_data(self, request: Any) -> list[dict[str, Any]]:
        """A web page about the accessibility of the site, with the day it was gone through."""
        facts = {"@type": "WebPage", "name": self.title, "lastReviewed": self.reviewed_on.isoformat()}
        return [*super().structured_data(request), facts]
