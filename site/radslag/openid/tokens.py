"""Whether an ID token holds: who signed it, for whom, when, and as the answer to which question."""

from __future__ import annotations

import re
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry

from .config import Client
from .errors import OpenIDError
from .metadata import keys_for
from .web import logger

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures with a private key that the broker alone has: neither `none` nor HS256, which our secret could make."""
LEEWAY = 60  # seconds that clocks may differ
SUBJECT = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?")
"""At most 255 ASCII letters, as the standard has it."""


def claims_of(token: object, *, client: Client, nonce: str, asked_at: int, now: int) -> dict[str, Any]:
    """The claims of an ID token that holds. `asked_at`, `now`: seconds. Raises OpenIDError `not_trusted`, `unavailable`."""
    if not isinstance(token, str):
        raise _not_trusted("there is no token")
    try:
        kid = jws.extract_compact(token.encode()).headers().get("kid")
        claims = jwt.decode(token, keys_for(client, kid), algorithms=ALGORITHMS).claims
        _registry(client, nonce, now).validate(claims)
    except (JoseError, ValueError, TypeError, KeyError, OverflowError) as error:
        raise _not_trusted(type(error).__name__) from None
    _check_more(claims, client=client, asked_at=asked_at, now=now)
    return dict(claims)


def _registry(client: Client, nonce: str, now: int) -> JWTClaimsRegistry:
    return JWTClaimsRegistry(
        now=now,
        leeway=LEEWAY,
        iss={"essential": True, "value": client.issuer},
        aud={"essential": True, "value": client.client_id},
        nonce={"essential": True, "value": nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )


def _check_more(claims: dict[str, Any], *, client: Client, asked_at: int, now: int) -> None:
    """What the registry does not know: for whom of several, since when, and how surely."""
    audience = claims["aud"]
    if claims.get("azp", client.client_id) != client.client_id or (
        isinstance(audience, list) and len(audience) > 1 and "azp" not in claims
    ):
        raise _not_trusted("it is for somebody else")
    if not isinstance(claims["nonce"], str) or not SUBJECT.fullmatch(claims["sub"]):
        raise _not_trusted("a claim is not of its kind")
    if claims["iat"] < asked_at - LEEWAY:
        raise _not_trusted("it is from before the question")
    if client.acr and claims.get("acr") not in client.acr:
        raise _not_trusted("its level of assurance is another")
    _check_session(claims.get("auth_time"), client=client, asked_at=asked_at, now=now)


def _check_session(since: object, *, client: Client, asked_at: int, now: int) -> None:
    """Whether the person identified themselves now: an old session at the broker may be another person's."""
    if since is None and client.max_age is None:
        return
    if not isinstance(since, int | float) or isinstance(since, bool):
        raise _not_trusted("it does not say since when")
    earliest = [asked_at] if "login" in client.prompt.split() else []
    earliest += [] if client.max_age is None else [now - client.max_age]
    if any(since < instant - LEEWAY for instant in earliest):
        raise _not_trusted("the session at the broker is old")


def _not_trusted(why: str) -> OpenIDError:
    logger.warning("an electronic identification is refused: %s", why)
    return OpenIDError("not_trusted", why)
