"""Signed addresses that are sent by mail or given to an author. Each is good for one purpose and one row."""

from typing import Literal

from django.core import signing

from radslag.incoming.row_numbers import is_row_number

Purpose = Literal["confirm", "mine", "follow", "unfollow", "unfollow_all"]
"""`confirm`: the mail's link that confirms an address with a comment; `mine`: the author's own page of a comment; `follow`:
confirms that somebody follows; `unfollow`: ends it; `unfollow_all`: ends all that a participant follows."""


def sign(purpose: Purpose, pk: int) -> str:
    """The token for row `pk`. It does not age: the view that takes it looks at the row's own instants."""
    return signing.Signer(salt=f"comments.{purpose}").sign(str(pk)).replace(":", ".")


def unsign(purpose: Purpose, token: str) -> int | None:
    """The row that a token is for; None if it is not ours, or was made for something else."""
    number, dot, signature = token.partition(".")
    if not dot or not is_row_number(number):
        return None
    try:
        return int(signing.Signer(salt=f"comments.{purpose}").unsign(f"{number}:{signature}"))
    except signing.BadSignature:
        return None
