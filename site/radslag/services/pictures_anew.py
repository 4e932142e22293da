"""Pictures that are uploaded, written anew: nothing but what is seen is kept."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image as Drawing
from PIL import ImageOps, ImageSequence

SAVED_AS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 90},
    "GIF": {"save_all": True},
}
"""The kinds of pictures that are taken, and how they are written."""


def made_anew(file: UploadedFile) -> UploadedFile:
    """The same picture, written by us. Raises OSError or ValueError when it can't be read."""
    file.seek(0)
    out = io.BytesIO()
    with Drawing.open(file) as picture:
        kind = picture.format or ""
        if kind not in SAVED_AS:
            raise ValueError(kind)
        frames = [_bare(frame) for frame in ImageSequence.Iterator(picture)]
        ways = dict(SAVED_AS[kind])
        if len(frames) > 1 and kind in ("GIF", "WEBP"):
            ways |= {"save_all": True, "append_images": frames[1:], "loop": 0}
            ways["duration"] = picture.info.get("duration") or 100
        elif kind == "GIF":
            ways = {}
        frames[0].save(out, kind, icc_profile=picture.info.get("icc_profile"), **ways)
    return SimpleUploadedFile(file.name or "bild", out.getvalue(), file.content_type or "image/jpeg")


def _bare(frame: Drawing.Image) -> Drawing.Image:
    """Upright, with nothing but its pixels."""
    upright = ImageOps.exif_transpose(frame)
    if upright.mode in ("P", "PA"):
        upright = upright.convert("RGBA")
    return Drawing.frombytes(upright.mode, upright.size, upright.tobytes())
