"""The program that counts, as a file to download: the very modules that this site counts with, and their licence."""

from __future__ import annotations

import functools
import io
import zipfile
from pathlib import Path

import budgeting

HERE = Path(budgeting.__file__).parent
LICENCE = HERE.parent / "LICENSE"
FOLDER = "rakneprogram"
LONG_AGO = (2020, 1, 1, 0, 0, 0)
"""No time of a computer: the same program is the same file everywhere."""


@functools.cache
def program_zip() -> bytes:
    """A zip file with one folder, in which `python -m budgeting.counting FILE` works. The same bytes every time."""
    files = {"budgeting/__init__.py": HERE / "__init__.py", "LICENSE": LICENCE}
    files |= {f"budgeting/counting/{path.name}": path for path in (HERE / "counting").glob("*.py")}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"{FOLDER}/{name}", LONG_AGO), path.read_bytes())
    return out.getvalue()
