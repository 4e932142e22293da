"""Small PDF files with real, readable text: tagged, titled, with their language, so that a screen reader can follow them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

_PAGE = (595, 842)
_MARGIN = 72
_SIZES = {"H1": 24, "H2": 15, "P": 11}
_FONT = {"H1": "F2", "H2": "F2", "P": "F1"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One tagged piece of text; `tag` is H1, H2 or P."""

    tag: str
    text: str

    @property
    def size(self) -> int:
        """Type size in points."""
        return _SIZES[self.tag]

    def lines(self) -> list[str]:
        """The text broken to the width of the page (Helvetica: about half its size a letter)."""
        return wrap(self.text, width=int((_PAGE[0] - 2 * _MARGIN) / (self.size * 0.5)))

    @property
    def space_before(self) -> float:
        """Points of air above the paragraph."""
        return self.size * (1.6 if self.tag == "H2" else 0.7)


def make_pdf(title: str, paragraphs: Sequence[Paragraph]) -> bytes:
    """A PDF 1.7 file in Swedish with `title` as its title and its first heading.

    Raises UnicodeEncodeError for letters outside Windows-1252, which Helvetica does not hold.
    """
    pages = list(_pages([Paragraph("H1", title), *paragraphs]))
    # Objects 1-6 are fixed; then two for each page (page, content), then one for each paragraph.
    first_page, first_element = 7, 7 + 2 * len(pages)
    elements = [(number, paragraph) for number, page in enumerate(pages) for paragraph in page]
    references = [f"{first_element + i} 0 R" for i in range(len(elements))]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (sv-SE) /MarkInfo << /Marked true >> /StructTreeRoot 3 0 R"
        b" /ViewerPreferences << /DisplayDocTitle true >> >>",
        _ascii(
            f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{first_page + 2 * i} 0 R' for i in range(len(pages)))}] >>"
        ),
        _ascii(
            f"<< /Type /StructTreeRoot /K [{' '.join(references)}] /ParentTree << /Nums [{_parents(pages, references)}] >> >>"
        ),
        b"<< /Title " + _text(title) + b" /Author " + _text("Lövsunda kommun") + b" >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        objects.append(_page(number, first_page + 2 * number + 1))
        content = _content(page)
        objects.append(_ascii(f"<< /Length {len(content)} >>\nstream\n") + content + b"\nendstream")
    position = [i for page in pages for i in range(len(page))]
    for (number, paragraph), mark in zip(elements, position, strict=True):
        page_reference = f"{first_page + 2 * number} 0 R"
        objects.append(
            _ascii(f"<< /Type /StructElem /S /{paragraph.tag} /P 3 0 R /Pg {page_reference} /K {mark} >>")
        )
    return _file(objects)


def _pages(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    page: list[Paragraph] = []
    room = _PAGE[1] - 2.0 * _MARGIN
    left = room
    for paragraph in paragraphs:
        height = paragraph.space_before + len(paragraph.lines()) * paragraph.size * 1.4
        if page and height > left:
            yield page
            page, left = [], room
        page.append(paragraph)
        left -= height
    yield page


def _content(page: Sequence[Paragraph]) -> bytes:
    y = float(_PAGE[1] - _MARGIN)
    parts: list[bytes] = []
    for mark, paragraph in enumerate(page):
        y -= paragraph.space_before
        parts.append(
            _ascii(f"/{paragraph.tag} << /MCID {mark} >> BDC BT /{_FONT[paragraph.tag]} {paragraph.size} Tf")
        )
        for line in paragraph.lines():
            y -= paragraph.size * 1.4
            parts.append(_ascii(f"1 0 0 1 {_MARGIN} {y:.1f} Tm ") + _string(line + " ") + b" Tj")
        parts.append(b"ET EMC")
    return b"\n".join(parts)


def _page(number: int, content: int) -> bytes:
    return _ascii(
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_PAGE[0]} {_PAGE[1]}] /Contents {content} 0 R /StructParents {number}"
        " /Tabs /S /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>"
    )


def _parents(pages: Sequence[Sequence[Paragraph]], references: Sequence[str]) -> str:
    start, entries = 0, []
    for number, page in enumerate(pages):
        entries.append(f"{number} [{' '.join(references[start : start + len(page)])}]")
        start += len(page)
    return " ".join(entries)


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe5\xe4\xf6\xc5\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += _ascii(f"{number} 0 obj\n") + body + b"\nendobj\n"
    start = len(out)
    out += _ascii(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n")
    out += b"".join(_ascii(f"{offset:010} 00000 n \n") for offset in offsets)
    out += _ascii(
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n"
    )
    return bytes(out)


def _string(text: str) -> bytes:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return b"(" + escaped.encode("cp1252") + b")"


def _text(text: str) -> bytes:
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def _ascii(text: str) -> bytes:
    return text.encode("ascii")
