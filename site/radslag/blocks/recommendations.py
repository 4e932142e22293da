"""A short list of advice."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class RecommendationsBlock(blocks.StructBlock):
    """A short list of advice, numbered."""

    heading = blocks.CharBlock(max_length=120, label=_("Heading"), help_text=_("Such as Fem råd till andra."))
    note = blocks.CharBlock(
        required=False, max_length=240, label=_("Note"), help_text=_("A short line under the heading.")
    )
    items = blocks.ListBlock(
        blocks.CharBlock(
            max_length=240, label=_("Advice"), help_text=_("One sentence that begins with a verb.")
        ),
        min_num=1,
        max_num=20,
        label=_("Advice, in order"),
        help_text=_("They are numbered by themselves."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Numbered recommendations")
        group = _("Facts")
        template = "blocks/recommendations_block.html"
        description = _("A heading and a numbered list of short pieces of advice.")
        preview_value = {"heading": "Två råd till andra", "items": ["Fråga de boende först.", "Börja smått."]}
