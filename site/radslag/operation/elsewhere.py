"""What lies on other machines besides the database: whether the cache keeps what it is given, and the bucket answers."""

import logging
import secrets

from django.core.cache import cache
from django.core.files.storage import default_storage

logger = logging.getLogger(__name__)


def cache_may_be_away() -> bool:
    """Whether pages are served without the cache: one in Redis is an empty one while it is away."""
    return bool(getattr(cache, "may_be_away", False))


def cache_keeps() -> bool:
    """Whether a value can be stored and read: a cache that is full or away may be silent about it."""
    key = f"radslag.readiness.{secrets.token_hex(8)}"
    try:
        cache.set(key, 1, 10)
        kept: bool = cache.get(key) == 1
        cache.delete_many([key])
    except Exception as error:  # whatever a cache server's library raises
        logger.warning("Not ready: the cache: %s", type(error).__name__)
        return False
    return kept


def has_bucket() -> bool:
    """Whether files lie in a bucket, not in a folder."""
    return hasattr(default_storage, "look")


def bucket_answers() -> bool:
    """Whether the bucket is there. Waits some seconds at most."""
    try:
        default_storage.look()  # type: ignore[attr-defined]
    except OSError as error:
        logger.warning("The bucket is away: %s", type(error).__name__)
        return False
    return True
