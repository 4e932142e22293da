"""Signed addresses in the mails about a round. Each is good for one purpose and one row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.core import signing

Purpose = Literal["follow", "unfollow"]
"""`follow`: confirms that somebody wants mails about a round; `unfollow`: ends them."""
EPOCH, MICROSECOND = dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Signed:
    """What a token is for: a row, and the instant of the asking that it answers where there is one."""

    pk: int
    asked_at: dt.datetime | None


def sign(purpose: Purpose, pk: int, asked_at: dt.datetime | None = None) -> str:
    """The token for row `pk`. It does not age: who takes it looks at the row's own instants.

    With `asked_at` it is good for what was asked at that very instant, and for nothing that is asked later.
    """
    value = str(pk) if asked_at is None else f"{pk}-{(asked_at - EPOCH) // MICROSECOND}"
    return signing.Signer(salt=f"budgeting.{purpose}").sign(value).replace(":", ".")


def unsign(purpose: Purpose, token: str) -> Signed | None:
    """What a token is for; None if it is not ours, or was made for another purpose."""
    value, _dot, signature = token.partition(".")
    try:
        value = signing.Signer(salt=f"budgeting.{purpose}").unsign(f"{value}:{signature}")
    except signing.BadSignature:
        return None
    pk, dash, asked_at = value.partition("-")
    return Signed(int(pk), EPOCH + int(asked_at) * MICROSECOND if dash else None)
