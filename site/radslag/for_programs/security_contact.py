"""Where somebody who has found a hole tells it: /.well-known/security.txt (RFC 9116)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from radslag.clock import machine_now

GOOD_FOR = dt.timedelta(days=180)
"""RFC 9116 wants less than a year. The day moves with the answer, so that it never runs out while the site is up."""


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell, in which languages, and until when that is so."""
    expires = (machine_now() + GOOD_FOR).astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: sv, en",
        f"Canonical: {settings.WAGTAILADMIN_BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
