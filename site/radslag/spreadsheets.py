"""Tables as files that a Swedish spreadsheet opens with a double click."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from radslag.lists import inert


def csv_table(rows: Iterable[Iterable[Any]]) -> bytes:
    """UTF-8 with its mark, semicolons between the cells, no cell taken for a formula. The first row is the heading."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
