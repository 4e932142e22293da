"""QR codes as the path of an SVG drawing: no picture file, no inline style."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET_ZONE = 4
"""Empty modules around the code, as ISO/IEC 18004 asks for."""


@dataclass(frozen=True, slots=True)
class QrDrawing:
    """The dark modules as one path in a square of `side` units."""

    path: str
    side: int


def qr_drawing(text: str) -> QrDrawing:
    """The code of a text, such as an address, readable though a quarter of it is stained or torn."""
    rows = [bytes(row) for row in segno.make(text, error="q", micro=False).matrix_iter(border=QUIET_ZONE)]
    return QrDrawing("".join(_runs(rows)), len(rows))


def _runs(rows: list[bytes]) -> list[str]:
    """Each unbroken run of dark modules of a row as a rectangle."""
    parts = []
    for y, row in enumerate(rows):
        x = 0
        for is_dark, run in groupby(row):
            width = len(list(run))
            if is_dark:
                parts.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return parts
