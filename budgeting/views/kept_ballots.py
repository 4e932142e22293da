"""What a voter had ticked when the log-in had run out: an encrypted cookie of the ballot's own address, for a quarter of an
hour and no longer than the browser is open.

It is in no address, no session and no table. The ballot's page shows it once, as not saved, and deletes it: only to the voter
for whom the form was made, never to who comes in next.
"""

from __future__ import annotations

import datetime as dt
import json

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from budgeting.forms.ballot import POINTS, BallotForm
from budgeting.views.voter import MARK
from radslag.clock import machine_now

COOKIE = "unsaved-ballot"
KEPT_FOR = dt.timedelta(minutes=15)
MOST_BYTES = 3500
"""Browsers take 4 096 with the name and the rest of it."""
FIELDS = ("choices", "declared", "postal_code")
HEADER = {"alg": "dir", "enc": "A256GCM", "zip": "DEF"}


def keep(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let what was posted to this address wait in the browser, if its form says for whom it was made."""
    mark = request.POST.get(MARK, "")
    if not mark:
        return
    fields = QueryDict(mutable=True)
    for name in request.POST:
        if name in FIELDS or (name.startswith(POINTS) and request.POST[name].strip()):
            fields.setlist(name, [value[:20] for value in request.POST.getlist(name)])
    kept = json.dumps([mark[:64], machine_now().timestamp(), fields.urlencode()])
    value = jwe.encrypt_compact(HEADER, kept, _key())
    if len(value) <= MOST_BYTES:
        response.set_cookie(
            COOKIE,
            value,
            path=request.path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def kept(request: HttpRequest, mark: str) -> BallotForm | None:
    """What waits for the voter of `mark`, if it is ours and not too old."""
    try:
        found = jwe.decrypt_compact(request.COOKIES.get(COOKIE, ""), _key()).plaintext
    except (JoseError, TypeError, ValueError):
        return None
    whose, at, fields = json.loads(found or b"")
    is_old = machine_now().timestamp() > at + KEPT_FOR.total_seconds()
    if is_old or not constant_time_compare(whose, mark):
        return None
    return BallotForm(QueryDict(fields))


def forget(request: HttpRequest, response: HttpResponseBase, path: str = "") -> None:
    """Delete what waits."""
    if COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, path=path or request.path, samesite="Lax")


def _key() -> OctKey:
    return OctKey.import_key(
        salted_hmac("budgeting.unsaved-ballot", "key", settings.SECRET_KEY, algorithm="sha256").digest()
    )
