"""Calls to action."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .links import LinkBlock


class CallToActionBlock(blocks.StructBlock):
    """One thing to do now, with a button."""

    title = blocks.CharBlock(max_length=120, label=_("Title"), help_text=_("What the reader can do."))
    text = blocks.TextBlock(
        required=False, max_length=400, label=_("Text"), help_text=_("Why, and until when.")
    )
    link = LinkBlock(label=_("Button"))

    class Meta:
        icon = "arrow-right-full"
        label = _("Call to action")
        group = _("Facts")
        template = "blocks/call_to_action_block.html"
        description = _("A box with a button: one thing to do. Use at most one a page.")
        preview_value: dict[str, Any] = {
            "title": "Rösta i Mitt Närlunda",
            "text": "Välj högst tre förslag. Röstningen stänger söndag 29 november.",
            "link": {"label": "Se förslagen och rösta", "url": "/", "page": None},
        }
