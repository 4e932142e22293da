"""What every page type of the site has."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index


class BasePage(Page):
    """A page with a lead and a picture. Its template has Django's default name: app/model_name.html."""

    lead = models.TextField(
        _("lead"),
        max_length=400,
        blank=True,
        help_text=_(
            "Two or three short sentences: what the page is about and why it matters. "
            "Shown first, in lists and in search results."
        ),
    )
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_(
            "Decorates the top of the page and cards that lead to it. Let it have its subject in the middle."
        ),
    )

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("picture")]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("For search engines"),
        ),
        MultiFieldPanel([FieldPanel("show_in_menus")], heading=_("For the menu of the site")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead", boost=2), index.AutocompleteField("lead")]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the path to the page."""
        context = super().get_context(request, *args, **kwargs)
        context["trail"] = self.trail()
        return context

    def trail(self) -> list[Page]:
        """The pages above this one, from the home page down."""
        return list(
            self.get_ancestors().filter(depth__gt=1).only("title", "url_path", "locale", "depth", "path")
        )

    @property
    def description(self) -> str:
        """What a search engine or a shared link says of the page."""
        return self.search_description or self.lead
