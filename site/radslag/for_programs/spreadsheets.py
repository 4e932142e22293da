"""Tables as files that a Swedish spreadsheet opens with a double click: ours, and those that Wagtail's lists export."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
DELIMITER = ";"


def inert(value: Any) -> Any:
    """What a spreadsheet never takes for a formula: text is quoted when it begins like one, numbers and dates stay."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def in_kronor(ore: int) -> int | Decimal:
    """An amount in whole öre as the number of kronor that stands in a cell."""
    return Decimal(ore) / 100 if ore % 100 else ore // 100


def csv_table(rows: Iterable[Iterable[Any]]) -> bytes:
    """UTF-8 with its mark, semicolons between the cells, no cell taken for a formula. The first row is the heading."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=DELIMITER).writerows(_cells(row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def let_exports_open() -> None:
    """From now on the tables that Wagtail's lists and reports export are written like ours (Wagtail 8.0: by commas, for
    whoever has an English spreadsheet, and with formulas)."""
    SpreadsheetExportMixin.stream_csv = _stream_csv


def _stream_csv(view: Any, queryset: Iterable[Any]) -> Iterator[bytes]:
    writer = csv.writer(Echo(), delimiter=DELIMITER)
    yield codecs.BOM_UTF8
    yield writer.writerow(_cells([view.get_heading(queryset, name) for name in view.list_export]))
    for item in queryset:
        row = view.to_row_dict(item)
        yield writer.writerow(
            _cells([view.preprocess_field_value(name, value, view.FORMAT_CSV) for name, value in row.items()])
        )


def _cells(row: Iterable[Any]) -> Sequence[Any]:
    return [_decimal(cell) if isinstance(cell, Decimal) else inert(cell) for cell in row]


def _decimal(value: Decimal) -> str:
    """With a comma: a Swedish spreadsheet reads 12.5 as the twelfth of May."""
    return f"{value:f}".replace(".", ",")
