"""Pictures and documents."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock


class PictureBlock(blocks.StructBlock):
    """A picture with its description for those who do not see it."""

    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(
        required=False, max_length=240, label=_("Caption"), help_text=_("Shown under the picture.")
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        group = _("Pictures and files")
        description = _("A picture. Describe it for those who do not see it, or tick that it only decorates.")


class DocumentBlock(blocks.StructBlock):
    """A file to fetch, with its kind and size."""

    document = DocumentChooserBlock(label=_("File"))
    label = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Label"),
        help_text=_("What the file is. Empty: the file's own title."),
    )

    class Meta:
        icon = "doc-full"
        label = _("File to fetch")
        group = _("Pictures and files")
        description = _("A button that fetches a file. Kind and size are shown.")
