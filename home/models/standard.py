"""Pages of plain content."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from comments.models import ThreadMixin
from radslag.blocks.body import BodyBlock
from radslag.pages import BasePage, readable_by_all, with_pictures


class StandardPage(ThreadMixin, BasePage):
    """A page of content: about, rules, accessibility, how votes are counted."""

    page_description = _("An ordinary page of text, pictures and figures.")

    body = StreamField(
        BodyBlock(), blank=True, verbose_name=_("content"), help_text=_("Begin each part with a heading.")
    )

    content_panels = [*BasePage.content_panels, FieldPanel("body"), *ThreadMixin.thread_panels]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["home.StandardPage", "budgeting.BudgetingPage"]

    class Meta:
        verbose_name = _("page of content")
        verbose_name_plural = _("pages of content")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the published pages under this one, in the editor's order."""
        context = super().get_context(request, *args, **kwargs)
        context["children"] = (
            with_pictures(readable_by_all(self.get_children().live()).specific()) if self.numchild else []
        )
        return context
