"""A package as a zip file: pages that any browser reads without the site, tables, files, and the checksum of each.

`manifest-sha256.txt` has a line for each other file: its SHA-256, two spaces, its path; `sha256sum -c` reads it. All instants
in the zip are that of the making, so that the same contents at the same instant give the same bytes.
"""

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone, translation

from radslag.archives.kinds import File, Kind, Thing
from radslag.for_programs.spreadsheets import csv_table

MANIFEST, STYLE, ABOUT = "manifest-sha256.txt", "stil.css", "om-paketet.json"
FORMAT = "radslag-archive/1"


def page(template: str, context: dict[str, Any], path: str) -> File:
    """A page of the package, in the site's first language; it finds its style from wherever it lies."""
    with translation.override(settings.LANGUAGE_CODE):
        html = render_to_string(template, context | {"style": "../" * path.count("/") + STYLE})
    return path, html.encode()


def table(path: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> File:
    """A table for spreadsheets."""
    return path, csv_table([heading, *rows])


def as_json(path: str, value: Any) -> File:
    """A value as a file."""
    return path, json.dumps(value, ensure_ascii=False, indent=1, default=str).encode()


def packed(kind: Kind, thing: Thing, *, now: dt.datetime) -> bytes:
    """The zip file of a thing. Raises ValueError for two files of the same name."""
    about = {
        "format": FORMAT,
        "kind": kind.name,
        "number": thing.pk,
        "title": thing.title,
        "made_at": now.isoformat(),
        "from": settings.WAGTAILADMIN_BASE_URL,
    }
    contents: dict[str, bytes] = {}
    for path, body in [*kind.files(thing.pk), (STYLE, _style()), as_json(ABOUT, about)]:
        if path in contents:
            raise ValueError(f"two files are called {path}")
        contents[path] = body
    contents[MANIFEST] = manifest_of(contents)
    local = timezone.localtime(now)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(contents):
            info = zipfile.ZipInfo(path, date_time=local.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, contents[path])
    return out.getvalue()


def manifest_of(contents: dict[str, bytes]) -> bytes:
    """The lines of the manifest, by path."""
    lines = (f"{hashlib.sha256(contents[path]).hexdigest()}  {path}\n" for path in sorted(contents))
    return "".join(lines).encode()


def _style() -> bytes:
    path = finders.find("css/archive.css")
    if path is None:
        raise FileNotFoundError("css/archive.css")
    return Path(str(path)).read_bytes()
