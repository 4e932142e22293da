"""Pictures as pages show them, from whatever storage the site has. All other files have views that look at rights."""

import re
from pathlib import PurePath
from typing import Final

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from radslag.media.errors import StorageAway

FOLDER: Final = "images"
NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
"""No part begins with a dot: nothing leads out of the folder."""
KINDS: Final = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A size of a picture: for everybody, as nginx serves it where it lies in a folder. Raises StorageAway."""
    kind = KINDS.get(PurePath(name).suffix.lower())
    if kind is None or not NAME.fullmatch(name):
        raise Http404
    try:
        file = default_storage.open(f"{FOLDER}/{name}")
    except StorageAway:
        raise
    except OSError as lost:
        raise Http404 from lost
    response = FileResponse(file, content_type=kind)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
