"""One stylesheet from many small files, without a build step.

The files in static/css are written one per component. A page asks for css/site.css, which this finder makes by laying
them after each other: tokens (which declares the layers), base, layout, components in the order of their names.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/site.css"
FIRST = ("tokens.css", "base.css", "layout.css")


def parts() -> list[Path]:
    """The files of the stylesheet, in their order."""
    folder = Path(settings.SITE_DIR) / "static" / "css"
    return [*(folder / name for name in FIRST), *sorted((folder / "components").glob("*.css"))]


class StylesheetFinder(BaseFinder):
    """Finds css/site.css, made anew when one of its parts is newer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=Path(settings.DATA_DIR) / "stylesheet")
        self.storage.prefix = ""  # type: ignore[attr-defined]

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Where the stylesheet lies; nothing for every other path."""
        if path != NAME:
            return []
        made = str(self._make())
        return [made] if find_all else made

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        self._make()
        yield NAME, self.storage

    def _make(self) -> Path:
        target = Path(self.storage.path(NAME))
        content = "\n".join(part.read_text(encoding="utf-8") for part in parts())
        if not target.exists() or target.read_text(encoding="utf-8") != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            new = target.with_suffix(".new")
            new.write_text(content, encoding="utf-8")
            new.replace(target)
        return target
