"""The data-protection page: who answers for personal data, for what, which rights people have, and how to complain.

What the law asks to be told (articles 13 and 14 of the General Data Protection Regulation): who is responsible and how to reach
the data protection officer, purposes and legal grounds, who gets the data, transfers out of the EU, how long it is kept,
rights, and complaint to the supervising authority. Purposes, grounds and times of each thing come from the register below.
"""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from radslag.editors.checklist import Remark
from radslag.pages import BasePage
from radslag.privacy.display import Part, parts

WORDS = ["bold", "ul", "ol", "link"]
AUTHORITY_URL = "https://www.imy.se/privatperson/utfora-arenden/lamna-ett-klagomal/"
LONGEST_WITHOUT_REVIEW = dt.timedelta(days=365)


class DataProtectionPage(BasePage):
    """What the municipality does with personal data on the site. One for each home page."""

    page_description = _("What is kept about people, why and for how long. The list writes itself.")

    responsible = models.CharField(
        _("who is responsible"),
        max_length=120,
        help_text=_(
            "The controller: the board that decides over the site, such as Kommunstyrelsen i Lövsunda."
        ),
    )
    officer = models.ForeignKey(
        "radslag.Contact",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("data protection officer"),
        help_text=_("From the register. Readers write through the contact’s form; no address is shown."),
    )
    purposes = RichTextField(
        _("what you use personal data for"),
        features=WORDS,
        help_text=_(
            "In a few sentences. Each thing with its purpose and ground stands in the list below by itself."
        ),
    )
    recipients = RichTextField(
        _("who else gets the data"),
        features=WORDS,
        help_text=_("Such as the company that runs the server, and the archive. Say if nobody else does."),
    )
    transfers = models.CharField(
        _("transfers out of the EU"),
        max_length=300,
        blank=True,
        help_text=_("Left empty, the page says that no data leaves the EU and the EEA."),
    )
    rights = RichTextField(
        _("more about people’s rights"),
        blank=True,
        features=WORDS,
        help_text=_("Only if you want to add something. The rights themselves are written by themselves."),
    )
    reviewed_on = models.DateField(
        _("page gone through"),
        default=timezone.localdate,
        help_text=_(
            "The day somebody last checked that every word here is true. Do it once a year at least."
        ),
    )

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("responsible"), FieldPanel("officer")], heading=_("Who is responsible")),
        MultiFieldPanel([FieldPanel("purposes")], heading=_("Purposes")),
        MultiFieldPanel([FieldPanel("recipients"), FieldPanel("transfers")], heading=_("Who else")),
        MultiFieldPanel([FieldPanel("rights")], heading=_("Rights")),
        FieldRowPanel([FieldPanel("reviewed_on")]),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("purposes"), index.SearchField("recipients")]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("data-protection page")
        verbose_name_plural = _("data-protection pages")

    def publishing_remarks(self, now: dt.datetime) -> list[Remark]:
        """Say when nobody can reach the officer, or the page is old or dated in the future."""
        remarks = super().publishing_remarks(now)
        if self.officer_id and not (self.officer.is_reachable or self.officer.phone):
            remarks.append(
                Remark(
                    _(
                        "The contact has neither a form nor a telephone number. The law demands a way to reach the officer."
                    ),
                    "officer",
                )
            )
        today = timezone.localdate(now)
        if self.reviewed_on and self.reviewed_on < today - LONGEST_WITHOUT_REVIEW:
            remarks.append(
                Remark(_("More than a year has gone since the page was gone through."), "reviewed_on")
            )
        if (self.reviewed_on or today) > today:
            remarks.append(Remark(_("A date of the page is in the future."), "reviewed_on"))
        return remarks

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the register, and where to complain."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        register: list[Part] = parts()
        return context | {"register": register, "authority_url": AUTHORITY_URL}
