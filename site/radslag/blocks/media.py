"""Pictures and documents."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock


class DescribedPictureBlock(ImageBlock):
    """Wagtail's, whose first field has an English name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.child_blocks["image"].label = _("Picture")


class PictureBlock(blocks.StructBlock):
    """A picture with its description for those who do not see it."""

    image = DescribedPictureBlock(
        label=_("Picture"), help_text=_("Describe it, or tick that it only decorates the page.")
    )
    caption = blocks.CharBlock(
        required=False, max_length=240, label=_("Caption"), help_text=_("Shown under the picture.")
    )

    def get_preview_value(self) -> Any:
        """A picture of the site, if there is one."""
        return self.normalize({"image": get_image_model().objects.first(), "caption": "Bildtext"})

    class Meta:
        icon = "image"
        label = _("Picture")
        group = _("Pictures and files")
        description = _("A picture. Describe it for those who do not see it, or tick that it only decorates.")


class DocumentBlock(blocks.StructBlock):
    """A file to fetch, with its kind and size."""

    document = DocumentChooserBlock(label=_("File"), help_text=_("A PDF or another file to fetch."))
    label = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Label"),
        help_text=_("What the file is. Empty: the file's own title."),
    )

    def get_preview_value(self) -> Any:
        """A document of the site, if there is one."""
        return self.normalize({"document": get_document_model().objects.first(), "label": ""})

    class Meta:
        icon = "doc-full"
        label = _("File to fetch")
        group = _("Pictures and files")
        description = _("A button that fetches a file. Kind and size are shown.")
