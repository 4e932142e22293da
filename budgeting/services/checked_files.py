"""Files that people hand in, looked at before anything is stored: what a file says it is, it has to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from PIL import Image as Drawing

from budgeting.rules.errors import RuleViolation
from budgeting.services.picture_sizes import BROKEN, MOST_PIXELS
from radslag.incoming.plain import plain_line, says_something
from radslag.media.file_kinds import NotWhatItSays, check_kind
from radslag.services import pictures_anew

LONGEST_NAME: Final = 150


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken: endings of documents, endings of pictures with their kinds, bytes; and the codes of what is refused."""

    documents: tuple[str, ...]
    pictures: Mapping[str, str]
    most_bytes: int
    wrong_kind: str
    too_large: str


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that is what its name says; a picture is made anew, without hidden facts."""

    name: str
    content: bytes


def checked(file: UploadedFile, taken: Taken) -> CheckedFile:
    """The file, looked at.

    Raises RuleViolation: the codes of `taken`, `file_empty`, `file_not_taken` (text), `picture_broken`,
    `picture_too_many_pixels`.
    """
    name = clean_name(file.name or "")
    ending = PurePath(name).suffix.lstrip(".")
    if ending not in taken.documents and ending not in taken.pictures:
        raise RuleViolation(taken.wrong_kind)
    if not file.size:
        raise RuleViolation("file_empty")
    if file.size > taken.most_bytes:
        raise RuleViolation(taken.too_large)
    file.seek(0)
    if ending in taken.pictures:
        return CheckedFile(name, _picture(file, taken.pictures[ending]))
    content: bytes = file.read()
    try:
        check_kind(content, ending)
    except NotWhatItSays as refused:
        raise RuleViolation("file_not_taken", text=str(refused)) from refused
    return CheckedFile(name, content)


def clean_name(name: str) -> str:
    """The last part of a file's name as one plain line, at most LONGEST_NAME characters with its ending."""
    path = PurePath(plain_line(name.replace("\\", "/").rpartition("/")[2]))
    ending = path.suffix.lower()
    stem = path.stem[: LONGEST_NAME - len(ending)].strip()
    return f"{stem if says_something(stem) else 'fil'}{ending}"


def _picture(file: UploadedFile, kind: str) -> bytes:
    try:
        with Drawing.open(file, formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise RuleViolation("picture_too_many_pixels")
        anew: bytes = pictures_anew.made_anew(file).read()
    except Drawing.DecompressionBombError as bomb:
        raise RuleViolation("picture_too_many_pixels") from bomb
    except BROKEN as broken:
        raise RuleViolation("picture_broken") from broken
    return anew
