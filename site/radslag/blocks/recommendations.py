"""Recommendations: a short list of advice, and a report's focus areas."""

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
        label=_("Advice, in order"),
    )

    class Meta:
        icon = "list-ol"
        label = _("Numbered recommendations")
        group = _("Facts")
        template = "blocks/recommendations_block.html"
        description = _("A heading and a numbered list of short pieces of advice.")
        preview_value = {"heading": "Två råd till andra", "items": ["Fråga de boende först.", "Börja smått."]}


class RecommendationBlock(blocks.StructBlock):
    """One recommendation of a report, with the report's own number."""

    number = blocks.CharBlock(max_length=8, label=_("Number"), help_text=_("As in the report: 2.1."))
    text = blocks.CharBlock(max_length=300, label=_("Recommendation"), help_text=_("What someone should do."))
    note = blocks.TextBlock(
        required=False, max_length=600, label=_("Explanation"), help_text=_("Why, or how to begin.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Recommendation")


class FocusAreaBlock(blocks.StructBlock):
    """A focus area of a report with its numbered recommendations."""

    number = blocks.CharBlock(max_length=4, label=_("Number"), help_text=_("As in the report: 2."))
    title = blocks.CharBlock(max_length=120, label=_("Title"), help_text=_("The name of the focus area."))
    text = blocks.TextBlock(
        required=False, max_length=1200, label=_("Text"), help_text=_("A few lines on the area.")
    )
    recommendations = blocks.ListBlock(RecommendationBlock(), min_num=1, label=_("Recommendations"))

    class Meta:
        icon = "list-ol"
        label = _("Focus area")
        template = "blocks/focus_area_block.html"
        description = _("A focus area of a report: number, title and its own numbered recommendations.")
        preview_value = {
            "number": "1",
            "title": "Mötesplatser för alla",
            "recommendations": [{"number": "1.1", "text": "Öppna en lokal i varje område.", "note": ""}],
        }
