"""Blocks of running text."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]


class HeadingBlock(blocks.StructBlock):
    """Begins a new part of the page; stands in the margin column on wide screens."""

    text = blocks.CharBlock(
        max_length=120, label=_("Heading"), help_text=_("Say what the part is about, in a few words.")
    )
    note = blocks.CharBlock(
        required=False,
        max_length=240,
        label=_("Note"),
        help_text=_("A short line under the heading, such as a source."),
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Text")
        description = _("Begins a new part of the page. Everything up to the next heading belongs to it.")
        preview_value = {"text": "Det har vi gjort", "note": "Tillsammans med boende, skolor och polis."}


class ParagraphBlock(blocks.RichTextBlock):
    """Running text with smaller headings, lists and links."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Text")
        description = _("Running text. Use short paragraphs, and lists for things that are many.")
        preview_value = (
            "<p>Ny belysning på gårdar. Dörrar som går att låsa.</p><ul><li>Bovärdar varje dag</li></ul>"
        )


class QuoteBlock(blocks.StructBlock):
    """What somebody said."""

    text = blocks.TextBlock(
        max_length=600, label=_("Quote"), help_text=_("The words as they were said, without quotation marks.")
    )
    attribution = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Who said it"),
        help_text=_("A name, or a role when that is enough: boende i Närlunda."),
    )
    role = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Role"),
        help_text=_(
            "What the person does or where: ordförande i hyresgästföreningen. Leave empty if it is said."
        ),
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        group = _("Text")
        description = _("A sentence or two that somebody said or wrote.")
        preview_value = {
            "text": "Jag hälsar på fler nu än förut.",
            "attribution": "Boende på Björkhöjden",
            "role": "",
        }
