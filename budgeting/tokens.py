"""Signed addresses in the mails about a round. Each is good for one purpose and one row."""

from __future__ import annotations

from typing import Literal

from django.core import signing

Purpose = Literal["follow", "unfollow"]
"""`follow`: confirms that somebody wants mails about a round; `unfollow`: ends them."""


def sign(purpose: Purpose, pk: int) -> str:
    """The token for row `pk`. It does not age: the view that takes it looks at the row's own instants."""
    return signing.Signer(salt=f"budgeting.{purpose}").sign(str(pk)).replace(":", ".")


def unsign(purpose: Purpose, token: str) -> int | None:
    """The row that a token is for; None if it is not ours, or was made for something else."""
    number, dot, signature = token.partition(".")
    if not dot or not number.isascii() or not number.isdecimal():
        return None
    try:
        return int(signing.Signer(salt=f"budgeting.{purpose}").unsign(f"{number}:{signature}"))
    except signing.BadSignature:
        return None
