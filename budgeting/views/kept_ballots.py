"""What a voter had ticked when the log-in had run out: a signed cookie of the ballot's own address, for a quarter of an hour.

It is in no address, no session and no table. The ballot's page shows it once, as not saved, and deletes it.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from budgeting.forms import POINTS, BallotForm

COOKIE = "unsaved-ballot"
KEPT_FOR = dt.timedelta(minutes=15)
MOST_BYTES = 3500
"""Browsers take 4 096 with the name and the rest of it."""
SALT = "budgeting.unsaved-ballot"
FIELDS = ("choices", "declared", "postal_code")


def keep(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let what was posted to this address wait in the browser."""
    fields = QueryDict(mutable=True)
    for name in request.POST:
        if name in FIELDS or (name.startswith(POINTS) and request.POST[name].strip()):
            fields.setlist(name, [value[:20] for value in request.POST.getlist(name)])
    value = signing.dumps(fields.urlencode(), salt=SALT, compress=True)
    if len(value) <= MOST_BYTES:
        response.set_cookie(
            COOKIE,
            value,
            max_age=KEPT_FOR,
            path=request.path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def kept(request: HttpRequest) -> BallotForm | None:
    """What waits, if it is ours and not too old."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return BallotForm(QueryDict(found))


def forget(request: HttpRequest, response: HttpResponseBase, path: str = "") -> None:
    """Delete what waits."""
    if COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, path=path or request.path, samesite="Lax")
