"""Where an imported election comes from, as its round keeps it on one line. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_ORIGIN = 255
BETWEEN = " · "
MAX_PLACE = MAX_ORIGIN - 2 * len(BETWEEN) - 3 - 64
"""What is left beside the code of the currency and the SHA-256 (hex) of the file."""
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Origin:
    """`place` in words ("Świecie 2023, Poland"), the ISO 4217 code of its currency, the SHA-256 (hex) of the file."""

    place: str
    currency: str
    sha256: str

    def __str__(self) -> str:
        place = (
            self.place
            if len(self.place) <= MAX_PLACE
            else self.place[: MAX_PLACE - 1] + "\N{HORIZONTAL ELLIPSIS}"
        )
        return BETWEEN.join((place, self.currency, self.sha256))


def read_origin(text: str) -> Origin:
    """The parts of `Round.imported_from`. ValueError for a text that is none."""
    place, currency, sha256 = text.rsplit(BETWEEN, 2)
    return Origin(place, currency, sha256)


def is_currency(code: str) -> bool:
    """Whether it has the shape of an ISO 4217 code."""
    return bool(_CURRENCY.fullmatch(code))
