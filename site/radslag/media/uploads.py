"""Files that staff upload: refused at the field when they are not what they say, pictures made anew without hidden facts."""

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from PIL import Image as Drawing
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from radslag.services.pictures_anew import made_anew

from .file_kinds import CHECKS, NotWhatItSays, check_kind

MOST_BYTES = 25 * 1024 * 1024
"""Of a document. Pictures have a setting of their own, WAGTAILIMAGES_MAX_UPLOAD_SIZE."""
BROKEN = gettext_noop("The picture is broken. Open it in a picture program and save it anew.")


class DocumentUploadForm(BaseDocumentForm):
    """Wagtail's form of a document."""

    def clean_file(self) -> Any:
        """The file as it came, or the reason why it is not taken."""
        file = self.cleaned_data.get("file")
        if not isinstance(file, UploadedFile):
            return file
        size = file.size or 0
        if size > MOST_BYTES:
            raise ValidationError(
                _("The file is %(size)s. It may be at most %(most)s. Can you make it smaller?")
                % {"size": filesizeformat(size), "most": filesizeformat(MOST_BYTES)},
                code="file_too_large",
            )
        ending = PurePath(file.name or "").suffix.lower().lstrip(".")
        if ending in CHECKS:
            try:
                check_kind(file.read(), ending)
            except NotWhatItSays as refused:
                raise ValidationError(str(refused), code="not_what_it_says") from refused
            finally:
                file.seek(0)
        return file

    def _post_clean(self) -> None:
        """A file that was refused is not asked for its ending as well."""
        if "file" not in self.errors:
            super()._post_clean()


class CarefulImageField(WagtailImageField):
    """Wagtail's field, which looks at kind, size and pixels by the head of the file, for broken files and in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_messages["file_too_many_pixels"] = _(
            "The picture is too large. Choose one of at most 25 million pixels, such as 6 000 × 4 000."
        )

    def to_python(self, data: Any) -> Any:
        """The picture, or the reason why it is not taken."""
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, ValueError) as broken:
            raise ValidationError(_(BROKEN), code="broken") from broken


class ImageUploadForm(BaseImageForm):
    """Wagtail's form of a picture."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            theirs = self.fields["file"]
            ours = CarefulImageField(label=theirs.label, required=theirs.required, widget=theirs.widget)
            self.fields["file"] = ours

    def clean_file(self) -> Any:
        """The picture made anew: upright, and without place, camera and whatever else was hidden in the file."""
        file = self.cleaned_data.get("file")
        if not isinstance(file, UploadedFile):
            return file
        try:
            return made_anew(file)
        except (OSError, ValueError, SyntaxError, Drawing.DecompressionBombError) as broken:
            raise ValidationError(_(BROKEN), code="broken") from broken
