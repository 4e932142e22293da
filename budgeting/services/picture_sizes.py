"""A picture from a stranger, made anew in the sizes that are shown. Nothing of the file that came is kept but what is seen."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from PIL import Image as Drawing
from PIL import ImageCms, ImageOps

from budgeting.rules.errors import RuleViolation

MOST_BYTES: Final = 8 * 1024 * 1024
MOST_PIXELS: Final = 25_000_000
KINDS: Final = ("JPEG", "PNG", "WEBP")
"""What is taken; no other decoder of Pillow ever sees the file."""
LARGEST_SIDE: Final = 1600
CARD: Final = (480, 480)
SHARED: Final = (1200, 630)
BROKEN: Final = (
    OSError, ValueError, SyntaxError, TypeError, LookupError, ArithmeticError, AttributeError, NotImplementedError,
    EOFError, MemoryError, struct.error, zlib.error,
)  # fmt: skip
"""What the decoders raise when a file is not what it says."""
ORIENTATION: Final = 0x0112
TURNS: Final = {
    2: Drawing.Transpose.FLIP_LEFT_RIGHT,
    3: Drawing.Transpose.ROTATE_180,
    4: Drawing.Transpose.FLIP_TOP_BOTTOM,
    5: Drawing.Transpose.TRANSPOSE,
    6: Drawing.Transpose.ROTATE_270,
    7: Drawing.Transpose.TRANSVERSE,
    8: Drawing.Transpose.ROTATE_90,
}
"""How to turn a picture upright, by what the camera noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The contents of three files, and the width and height of the large one in pixels."""

    large: bytes
    card: bytes
    share: bytes
    width: int
    height: int


def made_anew(file: UploadedFile) -> Sizes:
    """The picture in WebP (large, card) and JPEG (share), upright, in sRGB, on white where it was transparent.

    Raises RuleViolation: `picture_empty`, `picture_too_large`, `picture_kind`, `picture_too_many_pixels`,
    `picture_broken`.
    """
    if not file.size:
        raise RuleViolation("picture_empty")
    if file.size > MOST_BYTES:
        raise RuleViolation("picture_too_large")
    try:
        picture = _read(file)
    except Drawing.DecompressionBombError as bomb:
        raise RuleViolation("picture_too_many_pixels") from bomb
    except BROKEN as broken:
        raise RuleViolation("picture_broken") from broken
    return Sizes(
        large=_written(picture, "WEBP", quality=82, method=4),
        card=_written(ImageOps.fit(picture, CARD, Drawing.Resampling.LANCZOS), "WEBP", quality=80, method=4),
        share=_written(
            ImageOps.fit(picture, SHARED, Drawing.Resampling.LANCZOS), "JPEG", quality=82, optimize=True
        ),
        width=picture.width,
        height=picture.height,
    )


def _read(file: UploadedFile) -> Drawing.Image:
    """The pixels alone. How many there are is looked at before any of them is unpacked."""
    file.seek(0)
    try:
        opened = Drawing.open(file, formats=KINDS)
    except Drawing.UnidentifiedImageError as unknown:
        raise RuleViolation("picture_kind") from unknown
    with opened as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise RuleViolation("picture_too_many_pixels")
        turn, profile = _turn(picture), picture.info.get("icc_profile")
        picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Drawing.Resampling.LANCZOS, reducing_gap=3.0)
        plain = _on_white(_in_common_colours(picture, profile))
    plain = plain.transpose(turn) if turn is not None else plain
    return Drawing.frombytes("RGB", plain.size, plain.tobytes())


def _turn(picture: Drawing.Image) -> Drawing.Transpose | None:
    try:
        return TURNS.get(picture.getexif().get(ORIENTATION, 1))
    except BROKEN:
        return None  # a good picture with a broken note


def _in_common_colours(picture: Drawing.Image, profile: bytes | None) -> Drawing.Image:
    """In sRGB: telephones write other colours, which look pale once the profile is gone."""
    if not profile or picture.mode != "RGB":
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, *BROKEN):
        return picture
    return turned or picture


def _on_white(picture: Drawing.Image) -> Drawing.Image:
    """Without transparency: what was drawn under it can't be brought to light."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    return Drawing.alpha_composite(Drawing.new("RGBA", seen.size, "white"), seen).convert("RGB")


def _written(picture: Drawing.Image, kind: str, **ways: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **ways)
    return out.getvalue()
