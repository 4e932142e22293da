"""What an editor may change for the whole site."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page

from radslag.blocks.links import FooterColumnBlock, InLanguageBlock
from radslag.page_cache.known import KnownSetting


@register_setting(icon="cog")
class SiteSettings(KnownSetting, BaseSiteSetting, ClusterableModel):
    """Names, links of the footer and short texts that stand on every page of a site."""

    name = models.CharField(
        _("name of the site"), max_length=60, default="Rådslag", help_text=_("Stands beside the mark.")
    )
    owner = models.CharField(
        _("who runs the site"),
        max_length=120,
        blank=True,
        help_text=_("Stands under the name, such as Lövsunda kommun."),
    )
    footer = StreamField(
        [("column", FooterColumnBlock())],
        blank=True,
        max_num=4,
        verbose_name=_("columns of the footer"),
        help_text=_("At most four columns with links. The accessibility statement is linked by itself."),
    )
    footer_note = models.CharField(
        _("last line of the footer"),
        max_length=200,
        blank=True,
        help_text=_("One sentence on who is responsible, such as Rådslag drivs av Lövsunda kommun."),
    )
    footer_notes = StreamField(
        [("note", InLanguageBlock())],
        blank=True,
        verbose_name=_("last line in other languages"),
        help_text=_("For pages in those languages."),
    )
    accessibility_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("accessibility statement"),
        help_text=_("The law asks for it. It is linked in the footer of every page."),
    )
    data_protection_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("data-protection page"),
        help_text=_("Linked in the footer of every page. Without one, the list of personal data is."),
    )
    rules_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("rules of the conversation"),
        help_text=_("Linked where people write comments, and from a hidden comment."),
    )
    counting_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("how votes are counted"),
        help_text=_("Linked from every round."),
    )

    share_picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture for shared links"),
        help_text=_(
            "Shown when someone shares a page that has no picture of its own. At least 1200 pixels wide, without text."
        ),
    )

    select_related = [
        "accessibility_page",
        "data_protection_page",
        "rules_page",
        "counting_page",
        "share_picture",
    ]

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("owner"), FieldPanel("share_picture")], heading=_("Who we are")
        ),
        MultiFieldPanel(
            [
                FieldPanel("accessibility_page"),
                FieldPanel("data_protection_page"),
                FieldPanel("rules_page"),
                FieldPanel("counting_page"),
            ],
            heading=_("Pages that others link to"),
        ),
        MultiFieldPanel(
            [FieldPanel("footer"), FieldPanel("footer_note"), FieldPanel("footer_notes")], heading=_("Footer")
        ),
    ]

    class Meta:
        verbose_name = _("site settings")

    def __str__(self) -> str:
        return self.name

    def linked_pages(self) -> list[Page]:
        """The pages that every page leads to: those of the footer, and those chosen here."""
        chosen = (self.accessibility_page, self.data_protection_page, self.rules_page, self.counting_page)
        links = [link["page"] for column in self.footer for link in column.value["links"]]
        return [page for page in (*chosen, *links) if page is not None]
