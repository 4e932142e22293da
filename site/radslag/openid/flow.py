"""An identification from the question to the answer: authorization code with PKCE, state and nonce."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.views.decorators.debug import sensitive_variables

from radslag.clock import machine_now

from .config import Client
from .errors import OpenIDError
from .metadata import Metadata, metadata
from .tokens import claims_of
from .web import ask, logger, unavailable

BIRTHDATE = re.compile(r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}")
CANCELLED = {"access_denied", "user_cancelled"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What has to be known when the person comes back, and nothing of who they are. `at`: seconds since 1970."""

    state: str
    nonce: str
    verifier: str
    at: int


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is to the broker. Lives in memory for one request; nothing of it is shown in a log or an error.

    `subject` is the broker's name for the person. `born` and `postal_code` where the broker says them.
    """

    issuer: str = field(repr=False)
    subject: str = field(repr=False)
    born: dt.date | None = field(default=None, repr=False)
    postal_code: str = field(default="", repr=False)


def begin(client: Client, *, redirect_uri: str) -> tuple[str, Attempt]:
    """The address to send the person to, and the attempt to keep. Raises OpenIDError `unavailable`."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    attempt = Attempt(state, nonce, verifier, at=_now())
    digest = hashlib.sha256(attempt.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(client.scopes),
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "prompt": client.prompt,
        "acr_values": " ".join(client.acr),
        "max_age": "" if client.max_age is None else str(client.max_age),
    }
    endpoint = metadata.of(client).authorization_endpoint
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{query}", attempt


@sensitive_variables()
def finish(client: Client, attempt: Attempt, answer: Mapping[str, str], *, redirect_uri: str) -> Person:
    """Who came back with the broker's `answer` (the query of the address). Raises OpenIDError, see there."""
    claims = claims_from(client, attempt, answer, redirect_uri=redirect_uri)
    return Person(client.issuer, claims["sub"], _born(claims), _postal_code(claims))


@sensitive_variables()
def claims_from(
    client: Client, attempt: Attempt, answer: Mapping[str, str], *, redirect_uri: str
) -> dict[str, Any]:
    """What the broker says of who came back, when it holds. Raises OpenIDError, see there."""
    if answer.get("iss", client.issuer) != client.issuer:  # RFC 9207: another broker's answer
        logger.warning("an electronic identification is refused: the answer is another broker's")
        raise OpenIDError("not_trusted")
    error = answer.get("error", "")
    if error:
        raise OpenIDError("cancelled" if error in CANCELLED else "refused")
    if not answer.get("code"):
        raise OpenIDError("refused")
    said = metadata.of(client)
    tokens = _tokens(client, said, attempt, answer["code"], redirect_uri)
    claims = claims_of(
        tokens.get("id_token"), client=client, nonce=attempt.nonce, asked_at=attempt.at, now=_now()
    )
    if said.userinfo_endpoint and client.scopes != ("openid",):
        claims = _userinfo(said, tokens.get("access_token"), claims["sub"]) | claims
    return claims


@sensitive_variables()
def _tokens(client: Client, said: Metadata, attempt: Attempt, code: str, redirect_uri: str) -> dict[str, Any]:
    """What the broker gives for the code, which holds once."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": attempt.verifier,
    }
    if said.posts_secret:
        secret: dict[str, Any] = {
            "data": form | {"client_id": client.client_id, "client_secret": client.client_secret}
        }
    else:
        pair = (quote_plus(client.client_id), quote_plus(client.client_secret))
        secret = {"data": form, "auth": pair}
    status, answer = ask("POST", said.token_endpoint, **secret)
    if status == 200:
        return answer
    if answer.get("error") == "invalid_grant":
        logger.warning("an electronic identification is refused: its code is used or too old")
        raise OpenIDError("refused")
    raise unavailable(
        "the broker does not accept this site: look at the client's id, its secret and the address"
    )


@sensitive_variables()
def _userinfo(said: Metadata, token: object, subject: str) -> dict[str, Any]:
    """What the broker says of the person beside the ID token: age and postal code stand here at many brokers."""
    headers = {"Accept": "application/json", "Authorization": f"Bearer {token}"}
    status, claims = ask("GET", said.userinfo_endpoint, headers=headers)
    if status != 200 or claims.get("sub") != subject:
        logger.warning("an electronic identification is refused: what the broker tells is of somebody else")
        raise OpenIDError("not_trusted")
    return claims


def _born(claims: Mapping[str, Any]) -> dt.date | None:
    """The date of birth; None when it is not told in full."""
    text = claims.get("birthdate")
    if not isinstance(text, str) or not BIRTHDATE.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _postal_code(claims: Mapping[str, Any]) -> str:
    address = claims.get("address")
    text = address.get("postal_code") if isinstance(address, dict) else ""
    return text if isinstance(text, str) else ""


def _now() -> int:
    return int(machine_now().timestamp())
