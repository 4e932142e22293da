"""The home page: what is open now, then what was said and done."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from radslag.blocks.body import BodyBlock
from radslag.pages import BasePage

NEWS_ON_HOME = 3


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

    guide = StreamField(
        [("step", GuideStepBlock())],
        blank=True,
        verbose_name=_("how it works"),
        help_text=_("The steps from idea to result. Leave empty to leave the part out."),
    )
    body = StreamField(
        BodyBlock(), blank=True, verbose_name=_("more content"), help_text=_("Shown last on the page.")
    )

    content_panels = [*BasePage.content_panels, FieldPanel("guide"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "home.StandardPage",
        "home.NewsIndexPage",
        "councils.CouncilIndexPage",
        "councils.ReportIndexPage",
        "budgeting.BudgetingPage",
    ]

    class Meta:
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find the page by its whole address at once; Wagtail walks down with two queries a step."""
        if path_components:
            address = f"{self.url_path}{'/'.join(path_components)}/"
            page = Page.objects.filter(slug=path_components[-1], url_path=address).first()
            if page:
                return page.specific.route(request, [])
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what is open now and what is new."""
        from home.querysets import front_page

        context = super().get_context(request, *args, **kwargs)
        context.update(front_page(self))
        return context
