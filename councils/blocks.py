"""Blocks of a council's page: the agenda, and the ideas that were tested."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class AgendaPointBlock(blocks.StructBlock):
    """A point of the agenda."""

    time = blocks.TimeBlock(required=False, label=_("Time"), help_text=_("Leave empty if it is not set."))
    text = blocks.CharBlock(
        max_length=160, label=_("Point"), help_text=_("What happens, in a few words: Samtal vid borden.")
    )
    note = blocks.CharBlock(
        required=False,
        max_length=300,
        label=_("More about it"),
        help_text=_("Who leads it, or what it is for."),
    )

    class Meta:
        icon = "time"
        label = _("Point of the agenda")
        description = _("What happens and when. The points are shown in the order you give them.")
        preview_value = {"time": "17:30", "text": "Middag och välkomst", "note": ""}


class IdeaBlock(blocks.StructBlock):
    """An idea, with parts of its own when it has any."""

    text = blocks.CharBlock(
        max_length=240, label=_("Idea"), help_text=_("One thought: Möt politiker på torget, utan föranmälan.")
    )
    parts = blocks.ListBlock(
        blocks.CharBlock(max_length=240, label=_("Part")),
        default=[],
        required=False,
        label=_("Parts of the idea"),
        help_text=_("A list under the idea. Leave it empty if there is none."),
    )

    class Meta:
        icon = "pick"
        label = _("Idea")


class IdeaAreaBlock(blocks.StructBlock):
    """An area in which ideas were tested, with its ideas."""

    title = blocks.CharBlock(max_length=120, label=_("Area"), help_text=_("Such as Möta politiker."))
    text = blocks.TextBlock(
        required=False, max_length=600, label=_("Text"), help_text=_("A line or two on how it was tested.")
    )
    ideas = blocks.ListBlock(IdeaBlock(), min_num=1, label=_("Ideas"))

    class Meta:
        icon = "list-ul"
        label = _("Area with ideas")
        template = "blocks/idea_area_block.html"
        description = _("An area and the ideas in it. An idea may have a list of its own.")
        preview_value = {
            "title": "Möta politiker",
            "ideas": [{"text": "På torget, utan föranmälan", "parts": ["första lördagen i månaden"]}],
        }
