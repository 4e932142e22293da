"""What the broker says of itself: its addresses and its keys. Remembered by each process, failures too.

A page that only shows asks nobody more than now and then, and a broker that hangs holds up few.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from .config import Client
from .errors import OpenIDError
from .web import ask, unavailable

WELL_KNOWN = "/.well-known/openid-configuration"
KEPT_FOR, FAILURE_KEPT_FOR, KEYS_ASKED_EVERY = 600.0, 20.0, 30.0
"""Seconds."""
QUEUE_FOR = 2.0
"""Seconds that a request waits for another one which asks the broker."""
KEY_TYPES = {"RSA", "EC"}
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The broker's addresses. `posts_secret`: the client's secret goes in the form instead of the header."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    posts_secret: bool


@dataclass(slots=True)
class _Memory(Generic[Said]):
    """What one broker said, and when, by the clock that only goes forward."""

    said: Said | None = None
    at: float = float("-inf")
    failed_at: float = float("-inf")


class Remembered(Generic[Said]):
    """What the brokers said (there may be two: for voting, and for staff), until it is old. One thread asks at a time."""

    def __init__(self, ask_broker: Callable[[Client], Said]) -> None:
        self._ask = ask_broker
        self._lock = threading.Lock()
        self._memories: dict[Client, _Memory[Said]] = {}

    def forget(self) -> None:
        """Ask anew the next time."""
        self._memories.clear()

    def of(self, client: Client, *, younger_than: float = KEPT_FOR) -> Said:
        """What the broker said at most so many seconds ago. Raises OpenIDError `unavailable`."""
        if (known := self._known(client, younger_than)) is not None:
            return known
        if not self._lock.acquire(timeout=QUEUE_FOR):
            raise OpenIDError("unavailable", "others are waiting for the broker")
        try:
            if (known := self._known(client, younger_than)) is not None:
                return known
            return self._ask_now(client)
        finally:
            self._lock.release()

    def _known(self, client: Client, younger_than: float) -> Said | None:
        memory = self._memories.get(client)
        if memory is None:
            return None
        now = time.monotonic()
        if now - memory.failed_at < FAILURE_KEPT_FOR:
            raise OpenIDError("unavailable", "a moment ago it did not work")
        return memory.said if now - memory.at < younger_than else None

    def _ask_now(self, client: Client) -> Said:
        memory = self._memories.setdefault(client, _Memory())
        try:
            said = self._ask(client)
        except OpenIDError:
            memory.failed_at = time.monotonic()
            raise
        memory.said, memory.at = said, time.monotonic()
        return said


def _ask_for_metadata(client: Client) -> Metadata:
    status, said = ask("GET", client.issuer.rstrip("/") + WELL_KNOWN)
    if status != 200 or said.get("issuer") != client.issuer:
        raise unavailable("the broker does not call itself what EID_ISSUER says")
    methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Metadata(
        authorization_endpoint=_address(client, said, "authorization_endpoint", elsewhere=True),
        token_endpoint=_address(client, said, "token_endpoint"),
        jwks_uri=_address(client, said, "jwks_uri"),
        userinfo_endpoint=_address(client, said, "userinfo_endpoint")
        if said.get("userinfo_endpoint")
        else "",
        posts_secret="client_secret_basic" not in methods,
    )


def _address(client: Client, said: dict[str, Any], name: str, *, elsewhere: bool = False) -> str:
    """An address of the broker's. What this server asks lies on the issuer's own host; only people may go elsewhere."""
    address = said.get(name)
    try:
        parts = urlsplit(address if isinstance(address, str) else "")
        origin, host = f"{parts.scheme}://{parts.netloc}", parts.hostname
    except ValueError:
        raise unavailable(f"{name} is no address") from None
    issuer = urlsplit(client.issuer)
    is_safe = parts.scheme == "https" or (client.plain_http and parts.scheme == "http")
    is_own = origin == f"{issuer.scheme}://{issuer.netloc}"
    if not host or not is_safe or parts.username or parts.fragment or not (is_own or elsewhere):
        raise unavailable(f"{name} is not an https address of the issuer's host")
    if any(letter in parts.netloc for letter in " ;,'\"\\"):  # it goes into a header
        raise unavailable(f"{name} is no address")
    return str(address)


def _ask_for_keys(client: Client) -> KeySet:
    status, said = ask("GET", metadata.of(client).jwks_uri)
    rows = said.get("keys")
    if status != 200 or not isinstance(rows, list):
        raise unavailable("the broker's keys can't be read")
    usable = [row for row in rows if isinstance(row, dict) and row.get("kty") in KEY_TYPES]
    try:
        return KeySet.import_key_set({"keys": [row for row in usable if row.get("use", "sig") == "sig"]})
    except (JoseError, ValueError, TypeError, KeyError):
        raise unavailable("the broker's keys can't be read") from None


metadata = Remembered(_ask_for_metadata)
keys = Remembered(_ask_for_keys)


def keys_for(client: Client, kid: object) -> KeySet:
    """The broker's keys, asked for anew when the one that is looked for is not among them: brokers change keys."""
    known = keys.of(client)
    if isinstance(kid, str) and kid not in {key.kid for key in known}:
        return keys.of(client, younger_than=KEYS_ASKED_EVERY)
    return known


def authorization_origin(client: Client) -> str:
    """Where people are sent, as a source of the page's policy: https://broker.example.org. Raises as `metadata.of`."""
    parts = urlsplit(metadata.of(client).authorization_endpoint)
    return f"{parts.scheme}://{parts.netloc}"
