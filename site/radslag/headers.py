"""Headers of every answer, whatever it is: a page, a file, an error. The policy of what a page may load is in middleware.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

SWITCHED_OFF: Final = (
    "accelerometer", "autoplay", "browsing-topics", "camera",
    "clipboard-read", "display-capture", "encrypted-media", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection",
    "local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment", "picture-in-picture",
    "screen-wake-lock", "serial", "storage-access", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip
OWN: Final = ("fullscreen", "publickey-credentials-create", "publickey-credentials-get")
"""For this site's own pages: films in full size, and passkeys of the staff."""
PERMISSIONS: Final = ", ".join([f"{name}=()" for name in SWITCHED_OFF] + [f"{name}=(self)" for name in OWN])
FILES: Final = "default-src 'none'; frame-ancestors 'self'"
"""For what came without a policy: static files. None of them is a page; a drawing opened by itself loads and runs nothing."""


def add_headers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, outermost of all that answer: what answers further in may say otherwise itself."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        headers = response.headers
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Content-Security-Policy", FILES)
        open_to_all = headers.get("Access-Control-Allow-Origin") == "*"
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if open_to_all else "same-origin")
        return response

    return middleware
