"""The home page: what is open now, then what was said and done."""

from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageViewRestriction
from wagtail.search import index

from home.sections import section_blocks, usual_sections
from radslag.blocks.body import BodyBlock
from radslag.caches.composed import Composed
from radslag.for_programs.being_found import website
from radslag.pages import BasePage

MOST_PINS = 6
_PAGE: Composed[Any] = Composed(lambda pk, *, page_type: page_type._default_manager.filter(pk=pk))


class GuideStepBlock(blocks.StructBlock):
    """A step of how it works."""

    title = blocks.CharBlock(max_length=60, label=_("Step"), help_text=_("Two or three words: Du föreslår."))
    text = blocks.CharBlock(
        max_length=240, label=_("Explanation"), help_text=_("One or two short sentences.")
    )

    class Meta:
        icon = "tasks"
        label = _("Step")


class HomePage(BasePage):
    """The start. Open rounds, the next council and news come by themselves; the editor writes the rest."""

    page_description = _("The first page of the site, one for each language.")

    guide = StreamField(
        [("step", GuideStepBlock())],
        blank=True,
        verbose_name=_("how it works"),
        help_text=_("The steps from idea to result. Leave empty to leave the part out."),
    )
    body = StreamField(
        BodyBlock(), blank=True, verbose_name=_("more content"), help_text=_("Shown last on the page.")
    )

    sections = StreamField(
        section_blocks(),
        blank=True,
        default=usual_sections,
        block_counts={name: {"max_num": 1} for name, _block in section_blocks()},
        verbose_name=_("parts of the page"),
        help_text=_(
            "Drag the parts into the order you want, and take away those that should not show; each can be there once. "
            "A part with nothing to show is left out by itself. With no parts here, all show in the usual order."
        ),
    )

    content_panels = [
        *BasePage.content_panels,
        InlinePanel(
            "pins",
            max_num=MOST_PINS,
            heading=_("Pinned pages"),
            label=_("Pinned page"),
            help_text=_(
                "Shown before the rest, in this order. Only published pages that everyone may read show."
            ),
        ),
        FieldPanel("sections"),
        FieldPanel("guide"),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "home.StandardPage",
        "home.AccessibilityStatementPage",
        "home.DataProtectionPage",
        "home.NewsIndexPage",
        "councils.CouncilIndexPage",
        "councils.ReportIndexPage",
        "budgeting.BudgetingPage",
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def clean(self) -> None:
        """One home page in each language: two would share one address."""
        super().clean()
        if HomePage.objects.filter(locale_id=self.locale_id).exclude(pk=self.pk).exists():
            raise ValidationError(
                {"title": _("There is a home page in this language already. Change that one.")}
            )

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find the page by its whole address at once; Wagtail walks down with two queries a step."""
        if path_components:
            address = f"{self.url_path}{'/'.join(path_components)}/"
            found = Page.objects.filter(slug=path_components[-1], url_path=address)
            key = found.values_list("pk", "content_type_id").first()
            page_type = ContentType.objects.get_for_id(key[1]).model_class() if key else None
            if key and page_type:
                for page in _PAGE.rows(key[0], page_type=page_type):
                    return page.route(request, [])
        return super().route(request, path_components)

    @property
    def localized(self) -> Page:
        """The home page in the language of the interface: itself, without a query, where it is in that language."""
        return self if self.locale.language_code == get_language() else super().localized

    def trail(self) -> list[Page]:
        """Nothing stands above a home page that a reader could go to."""
        return []

    def get_view_restrictions(self) -> Any:
        """Who may see the page, without asking for the pages above first."""
        step = Page.steplen
        above = [self.path[:length] for length in range(step, len(self.path) + 1, step)]
        asked = Q(page__path__in=above) | Q(page__aliases__path__in=above)
        return PageViewRestriction.objects.filter(asked).distinct()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what is open now and what is new."""
        from home.front_page import front_page

        context = super().get_context(request, *args, **kwargs)
        context.update(front_page(self))
        return context

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The site, and who runs it."""
        return [*super().structured_data(request), *website(request)]


class HomePin(Orderable):
    """A page that an editor shows first in a part of the home page."""

    class Place(models.TextChoices):
        """Where the page shows."""

        NOW = "now", _("Right now")
        NEWS = "news", _("News")

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="pins")
    target = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("page to pin"),
        help_text=_("Its title, lead and picture show."),
    )
    place = models.CharField(_("shown under"), max_length=8, choices=Place.choices, default=Place.NOW)

    panels = [FieldRowPanel([FieldPanel("target"), FieldPanel("place")])]

    class Meta(Orderable.Meta):
        verbose_name = _("pinned page")
        verbose_name_plural = _("pinned pages")

    def __str__(self) -> str:
        return str(self.target)
