"""Keys that are made of SECRET_KEY, one for each use, so that none of them tells anything of another."""

import hashlib
import hmac


def key_for(purpose: str, secret: str) -> str:
    """The key for `purpose`, as hexadecimal digits."""
    return hmac.digest(secret.encode(), f"radslag.{purpose}".encode(), hashlib.sha256).hex()
