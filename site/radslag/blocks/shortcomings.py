"""What does not work for everyone yet, as an accessibility statement lists it."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from radslag import wcag


class ShortcomingValue(blocks.StructValue):
    """A shortcoming as its template needs it."""

    @property
    def criterion_names(self) -> list[str]:
        """The criteria that are not met, with numbers and names."""
        return [wcag.criterion(number) for number in self.get("criteria") or []]


class ShortcomingBlock(blocks.StructBlock):
    """Something on the site that does not work for everyone, and when it will be mended."""

    what = blocks.TextBlock(
        max_length=400,
        label=_("What does not work"),
        help_text=_(
            "Where it is and for whom it is a problem: The map on the contact page can’t be used with a keyboard."
        ),
    )
    criteria = blocks.ListBlock(
        blocks.ChoiceBlock(choices=wcag.choices, label=_("Criterion of WCAG")),
        min_num=1,
        max_num=6,
        label=_("Which criteria it fails"),
        help_text=_(
            "The number stands in the report of your test. For older PDF files it is often 1.3.1 or 4.1.2."
        ),
    )
    plan = blocks.CharBlock(
        required=False,
        max_length=200,
        label=_("What happens with it"),
        help_text=_("When it will be mended, or what one can do until then: Mended before 1 March."),
    )

    class Meta:
        icon = "warning"
        label = _("Shortcoming")
        value_class = ShortcomingValue
        template = "blocks/shortcoming_block.html"
        description = _("Something that does not work for everyone, with the criteria of WCAG it fails.")
        preview_value = {
            "what": "Äldre filer saknar rubriker som en skärmläsare förstår.",
            "criteria": ["1.3.1"],
            "plan": "Vi gör om filerna när någon ber om dem.",
        }
