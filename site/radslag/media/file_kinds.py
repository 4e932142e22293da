"""Whether a file is what its name says. Nothing here reads the database; a file is given as bytes and an ending."""

import io
import zipfile
from collections.abc import Callable

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

MOST_UNPACKED = 300 * 1024 * 1024
"""Bytes that an office file may hold when it is unpacked."""
OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
OPEN_KINDS = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
LOCKED_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class NotWhatItSays(ValueError):
    """The file can't be taken; the text says why and what to do."""


def check_kind(content: bytes, ending: str) -> None:
    """Raises NotWhatItSays unless `content` is a file of the kind that `ending` (without dot) promises."""
    CHECKS[ending](content, ending)


def _pdf(content: bytes, _ending: str) -> None:
    if not content[:1024].lstrip().startswith(b"%PDF-"):
        raise NotWhatItSays(
            _("This is no PDF, though its name says so. Save the document as a PDF and try again.")
        )
    try:
        reader = PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = 0 if locked else len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, AttributeError, IndexError, OSError):
        locked, pages = False, 0
    if locked:
        raise NotWhatItSays(
            _("The PDF is locked with a password. Readers could not open it. Save it without.")
        )
    if not pages:
        raise NotWhatItSays(_("The PDF is broken or has no pages. Make it again and try once more."))


def _office(content: bytes, ending: str) -> None:
    if content.startswith(LOCKED_OFFICE):
        raise NotWhatItSays(
            _(
                "The file is locked with a password, or of an old kind. Save it without a password as .%(ending)s."
            )
            % {"ending": ending}
        )
    names = _unpacked_names(content, ending)
    if OFFICE_PARTS[ending] not in names:
        raise NotWhatItSays(_wrong_kind(ending))
    if any(name.endswith("vbaProject.bin") for name in names):
        raise NotWhatItSays(_("The file holds macros. Save it without them."))


def _open_document(content: bytes, ending: str) -> None:
    names = _unpacked_names(content, ending)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kind = (
            archive.read("mimetype")[:100].decode("ascii", "replace").strip() if "mimetype" in names else ""
        )
    if kind != OPEN_KINDS[ending]:
        raise NotWhatItSays(_wrong_kind(ending))


def _unpacked_names(content: bytes, ending: str) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as broken:
        raise NotWhatItSays(_wrong_kind(ending)) from broken
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise NotWhatItSays(_("The file becomes far too large when it is opened. Make it smaller."))
    return [member.filename for member in members]


def _text(content: bytes, ending: str) -> None:
    if b"\x00" in content:
        raise NotWhatItSays(_wrong_kind(ending))


def _wrong_kind(ending: str) -> str:
    return _("This is no .%(ending)s file, though its name says so. Save it anew and try again.") % {
        "ending": ending
    }


CHECKS: dict[str, Callable[[bytes, str], None]] = {
    "pdf": _pdf, "docx": _office, "xlsx": _office, "odt": _open_document, "ods": _open_document, "csv": _text, "txt": _text,
}  # fmt: skip
