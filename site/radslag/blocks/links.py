"""Links: a label and a page or an address."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError


class LinkValue(blocks.StructValue):
    """A link as templates need it."""

    @property
    def href(self) -> str:
        """Where the link leads; empty if the page is gone or not published."""
        page = self.get("page")
        if page:
            return page.url if page.live else ""
        return self.get("url") or ""

    @property
    def host(self) -> str:
        """The other site that the link leads to, such as example.org; empty for a page of this one."""
        return "" if self.get("page") else urlsplit(self.href).netloc.removeprefix("www.")


class LinkBlock(blocks.StructBlock):
    """A label and where it leads: a page of the site, or an address elsewhere."""

    label = blocks.CharBlock(
        max_length=80, label=_("Label"), help_text=_("What the reader taps. Begin with a verb.")
    )
    page = blocks.PageChooserBlock(required=False, label=_("Page"), help_text=_("A page of this site."))
    url = blocks.CharBlock(
        required=False,
        max_length=400,
        label=_("Address"),
        help_text=_("Only if it is not a page: https://… or /sok/."),
    )

    class Meta:
        icon = "link"
        label = _("Link")
        value_class = LinkValue

    def clean(self, value: Any) -> Any:
        """Exactly one goal, and only http, https, mailto or a path of this site."""
        cleaned = super().clean(value)
        url = cleaned.get("url") or ""
        is_unfinished = self.is_deferred_validation and not url
        if bool(cleaned.get("page")) == bool(url) and not is_unfinished:
            raise StructBlockValidationError(
                block_errors={"page": ValidationError(_("Choose a page or write an address, one of them."))}
            )
        refuse_odd_address(url)
        return cleaned


def refuse_odd_address(url: str) -> None:
    """Raise StructBlockValidationError for an address that is neither of the web nor a path of this site."""
    local = url.startswith(("/", "#")) and not url.startswith("//")
    if url and not local and not url.startswith(("https://", "http://")):
        raise StructBlockValidationError(
            block_errors={"url": ValidationError(_("The address must begin with https:// or /."))}
        )


def _other_languages() -> list[tuple[str, Any]]:
    return [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class InLanguageBlock(blocks.StructBlock):
    """The same words in another language of the site."""

    language = blocks.ChoiceBlock(choices=_other_languages, label=_("Language"))
    text = blocks.CharBlock(max_length=200, label=_("Words in that language"))

    class Meta:
        icon = "globe"
        label = _("In another language")


class FooterColumnValue(blocks.StructValue):
    """A column as the footer needs it."""

    def heading_in(self, language: str) -> str:
        """The heading in a language; empty when the editor wrote none."""
        return in_language(self.get("translations") or [], language)


def in_language(values: Iterable[Any], language: str) -> str:
    """The words of the first InLanguageBlock in a language; empty when there is none."""
    return next((str(value["text"]) for value in values if value["language"] == language), "")


class ReadMoreLinkBlock(LinkBlock):
    """A link with a line on what one finds there."""

    description = blocks.CharBlock(
        required=False,
        max_length=240,
        label=_("Description"),
        help_text=_("What the reader finds there, in one sentence."),
    )


class ReadMoreBlock(blocks.StructBlock):
    """A part of the page with links to more."""

    heading = blocks.CharBlock(
        max_length=120, default="Läs mer", label=_("Heading"), help_text=_("Stands before the links.")
    )
    note = blocks.CharBlock(
        required=False, max_length=240, label=_("Note"), help_text=_("A short line under the heading.")
    )
    links = blocks.ListBlock(
        ReadMoreLinkBlock(),
        min_num=1,
        max_num=12,
        label=_("Links"),
        help_text=_("Pages of this site or of others. For others the reader is told which."),
    )

    class Meta:
        icon = "link"
        label = _("Read more")
        group = _("Facts")
        template = "blocks/read_more_block.html"
        description = _("A heading and links to pages here or elsewhere, each with a line on what one finds.")
        preview_value: dict[str, Any] = {
            "heading": "Läs mer",
            "note": "",
            "links": [
                {
                    "label": "Läs slutrapporten",
                    "page": None,
                    "url": "https://www.example.org/labb",
                    "description": "Allt om de fyra labben, 48 sidor.",
                },
                {"label": "Se våra rapporter", "page": None, "url": "/", "description": ""},
            ],
        }


class FooterColumnBlock(blocks.StructBlock):
    """A column of the footer: heading and links."""

    heading = blocks.CharBlock(max_length=40, label=_("Heading"), help_text=_("Two or three words."))
    translations = blocks.ListBlock(
        InLanguageBlock(),
        default=[],
        label=_("The heading in other languages"),
        help_text=_(
            "For pages in those languages. The links find the translations of their pages by themselves."
        ),
    )
    links = blocks.ListBlock(LinkBlock(), min_num=1, max_num=6, label=_("Links"), help_text=_("At most six."))

    class Meta:
        icon = "list-ul"
        label = _("Column")
        description = _("A heading with up to six links.")
        value_class = FooterColumnValue
