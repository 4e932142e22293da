"""The names of all stored files, in whatever storage the site has."""

from collections.abc import Iterator

from django.core.files.storage import default_storage


def stored_names(under: str = "", *, but: tuple[str, ...] = ()) -> Iterator[str]:
    """Every file below the folder `under` (with its slash; all if empty), in order, but those of the folders `but`."""
    names = getattr(default_storage, "names", None)
    found = sorted(names(under)) if names else _walk(under, but)
    yield from (name for name in found if not (but and name.startswith(but)))


def _walk(under: str, but: tuple[str, ...]) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(under)
    except FileNotFoundError:
        return
    yield from (f"{under}{name}" for name in sorted(files))
    for name in sorted(folders):
        folder = f"{under}{name}/"
        if not (but and folder.startswith(but)):
            yield from _walk(folder, but)
