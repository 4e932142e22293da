"""The cache in Redis, for sites of more than one machine (CACHE_URL). A Redis that is away is an empty cache, no broken page.

Nothing that has to hold lies here: sessions, limits, queues and used proofs of work are in PostgreSQL. Values are signed
together with their keys, so that who can write to Redis, or shares it, can make no process here run anything, nor show one
page at the address of another.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import pickle
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.conf import settings
from django.core.cache.backends import redis as backend
from django.core.signing import BadSignature

from radslag.settings.keys import key_for

from .remembering import Remembering

logger = logging.getLogger(__name__)

PATIENCE_SECONDS: Final = 1.0
LEFT_ALONE_SECONDS: Final = 5.0
"""After a failure nobody asks for so long: a Redis that hangs must not hold up every page."""
AT_ONCE: Final = 1_000
SIGNATURE_BYTES: Final = hashlib.sha256().digest_size


class SignedPickle:
    """Django's way to write values, with a signature before each. Whole numbers stay plain: Redis counts with them."""

    def __init__(self) -> None:
        self._key = bytes.fromhex(key_for("cache", settings.SECRET_KEY))

    def dumps(self, value: Any) -> bytes | int:
        """The value as it lies in Redis."""
        if type(value) is int:
            return value
        written = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        return hmac.digest(self._key, written, "sha256") + written

    def loads(self, data: bytes) -> Any:
        """The value. Raises BadSignature for what was not written by this site, or under another SECRET_KEY."""
        try:
            return int(data)
        except ValueError:
            signature, written = data[:SIGNATURE_BYTES], data[SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, hmac.digest(self._key, written, "sha256")):
            raise BadSignature("not written by this site")
        try:
            return pickle.loads(written)  # noqa: S301 - ours: the signature was looked at
        except (AttributeError, ImportError, TypeError) as moved:
            raise BadSignature("written by another release") from moved


def _with_key(key: Any, value: Any) -> Any:
    """What is signed: the value and the key it is stored under. Whole numbers are not signed."""
    return value if type(value) is int else (key, value)


def _of_key(key: Any, found: Any) -> Any:
    """The value of what `_with_key` gave. Raises BadSignature for one that was stored under another key."""
    if type(found) is int:
        return found
    if not isinstance(found, tuple) or len(found) != 2 or found[0] != key:
        raise BadSignature("stored under another key, or by a release that did not say which")
    return found[1]


class Client(backend.RedisCacheClient):
    """All threads of a process share one for each alias. While Redis is away everything is asked in vain, and nothing raises.

    A change that did not reach Redis may leave an old value there: before it is asked again, all that this alias had is
    deleted. `prefix` is that of the alias's keys.
    """

    def __init__(self, servers: Sequence[str], *, prefix: str, **options: Any) -> None:
        from redis.backoff import NoBackoff
        from redis.exceptions import ConnectionError, RedisError
        from redis.retry import Retry

        # Once more, for a connection that Redis had closed meanwhile; not for one that hangs.
        again = Retry(NoBackoff(), 1, supported_errors=(ConnectionError,))
        ways: dict[str, Any] = {"serializer": SignedPickle, "retry": again}
        ways |= {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
        super().__init__(list(servers), **ways, **options)
        self._prefix = prefix
        self._failures: tuple[type[Exception], ...] = (RedisError, OSError)
        self._left_alone_until = 0.0
        self._is_away = self._owes_clearing = False

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        """True while Redis is away, as of a key that nobody has: who waits for a lock must not wait for ever."""
        return bool(self._ask(super().add, key, _with_key(key, value), timeout, otherwise=True))

    def get(self, key: Any, default: Any) -> Any:
        """The value; the default also for one that is not ours."""
        return self._ask(self._get, key, default, otherwise=default)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        """Store a value."""
        self._ask(super().set, key, _with_key(key, value), timeout, changes=True)

    def touch(self, key: Any, timeout: Any) -> bool:
        """Let a value live longer."""
        return bool(self._ask(super().touch, key, timeout, otherwise=False))

    def delete(self, key: Any) -> bool:
        """Delete a value."""
        return bool(self._ask(super().delete, key, otherwise=False, changes=True))

    def get_many(self, keys: Any) -> dict[Any, Any]:
        """The values that are there; none when one of them is not ours."""
        found: dict[Any, Any] = self._ask(self._get_many, keys, otherwise={})
        return found

    def has_key(self, key: Any) -> bool:
        """Whether there is a value."""
        return bool(self._ask(super().has_key, key, otherwise=False))

    def incr(self, key: Any, delta: int) -> int:
        """Count up. Raises ValueError for a key that is not there, as Django's caches do."""
        counted = self._ask(super().incr, key, delta, changes=True)
        if counted is None:
            raise ValueError(f"Key '{key}' not found.")
        return int(counted)

    def set_many(self, data: Any, timeout: Any) -> None:
        """Store values."""
        signed = {key: _with_key(key, value) for key, value in data.items()}
        self._ask(super().set_many, signed, timeout, changes=True)

    def delete_many(self, keys: Any) -> None:
        """Delete values."""
        self._ask(super().delete_many, keys, changes=True)

    def clear(self) -> bool:
        """Delete what this alias has, and nothing else that lies in the same Redis."""
        return bool(self._ask(self._clear, otherwise=False, changes=True))

    def _get(self, key: Any, default: Any) -> Any:
        found = super().get(key, None)
        return default if found is None else _of_key(key, found)

    def _get_many(self, keys: Any) -> dict[Any, Any]:
        return {key: _of_key(key, found) for key, found in super().get_many(keys).items()}

    def _clear(self) -> bool:
        client = self.get_client(write=True)
        keys: list[bytes] = []
        for key in client.scan_iter(match=f"{self._prefix}:*", count=AT_ONCE):
            keys.append(key)
            if len(keys) == AT_ONCE:
                client.unlink(*keys)
                keys.clear()
        if keys:
            client.unlink(*keys)
        return True

    def _ask(
        self, ask: Callable[..., Any], *values: Any, otherwise: Any = None, changes: bool = False
    ) -> Any:
        if time.monotonic() < self._left_alone_until:
            self._owes_clearing |= changes
            return otherwise
        try:
            if self._owes_clearing:
                self._clear()
                self._owes_clearing = False
            answer = ask(*values)
        except BadSignature:
            return otherwise
        except self._failures as error:
            self._owes_clearing |= changes
            self._left_alone_until = time.monotonic() + LEFT_ALONE_SECONDS
            if not self._is_away:
                logger.warning("The shared cache is away: %s", type(error).__name__)
            self._is_away = True
            return otherwise
        if self._is_away:
            self._is_away = False
            logger.info("The shared cache is back")
        return answer


_clients: dict[tuple[str, ...], Client] = {}
_making = threading.Lock()


class RedisCache(Remembering, backend.RedisCache):
    """Django's Redis cache with our client."""

    may_be_away = True
    """Pages are served without it."""
    _servers: Sequence[str]
    _options: dict[str, Any]

    @property
    def _cache(self) -> Client:
        name = (self.key_prefix, *self._servers)
        with _making:
            if name not in _clients:
                _clients[name] = Client(self._servers, prefix=self.key_prefix, **self._options)
            return _clients[name]
