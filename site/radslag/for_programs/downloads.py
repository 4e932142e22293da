"""Answers that a browser saves as a file."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from .spreadsheets import csv_table

CSV = "text/csv; charset=utf-8"


def download(content: bytes | str, content_type: str, name: str) -> HttpResponse:
    """The content as a file called `name`, whatever letters stand in that."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(content, content_type=content_type, headers=headers)


def csv_download(rows: Iterable[Iterable[Any]], name: str) -> HttpResponse:
    """The rows as a table called `name`.csv that a Swedish spreadsheet opens. The first is the heading."""
    return download(csv_table(rows), CSV, f"{name}.csv")
