"""A broker for developers and tests: people type who they pretend to be. Never routed on the internet.

It keeps nothing but which codes are used: a code carries, signed, all that it stands for.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus, urlencode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.utils import translation
from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeySet

from radslag.settings.keys import key_for

from .config import Client

SALT_OF_CODES, SALT_OF_TOKENS = "radslag.eid-test.code", "radslag.eid-test.token"
CODES_HOLD = 60  # seconds
STYLE = """:root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 32rem; padding: 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.2; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin-top: 1rem; }
input, button { box-sizing: border-box; font: inherit; min-height: 2.75rem; padding: .5rem .75rem; width: 100%; }
button { margin-top: 1rem; }
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to the provider. `path` begins after the issuer's address."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    authorization: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider answers."""

    body: str = ""
    kind: str = "application/json"
    status: int = 200
    location: str = ""


@dataclass
class Provider:
    """An OpenID Connect provider for one client, which may come back to `redirect_uri` alone."""

    client: Client
    redirect_uri: str
    key: Key = field(default_factory=lambda: _key_of_site(), repr=False)
    used: set[str] = field(default_factory=set)

    def answer(self, asked: Asked) -> Answer:
        """What the address says."""
        ways = {
            ("GET", "/.well-known/openid-configuration"): lambda: _json(self.metadata()),
            ("GET", "/jwks"): lambda: _json(KeySet([self.key]).as_dict(private=False)),
            ("GET", "/authorize"): lambda: self.authorize(asked),
            ("POST", "/authorize"): lambda: self.authorize(asked),
            ("POST", "/token"): lambda: self.token(asked),
            ("GET", "/userinfo"): lambda: self.userinfo(asked),
            ("GET", "/stil.css"): lambda: Answer(STYLE, "text/css; charset=utf-8"),
        }
        way = ways.get((asked.method, asked.path))
        return way() if way else Answer("There is nothing here.", "text/plain", 404)

    def metadata(self) -> dict[str, Any]:
        """The discovery document."""
        issuer = self.client.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": [self.algorithm],
            "subject_types_supported": ["pairwise"],
        }

    @property
    def _kid(self) -> str:
        self.key.ensure_kid()
        return str(self.key.kid)

    @property
    def algorithm(self) -> str:
        return "ES256" if self.key.key_type == "EC" else "RS256"

    # The person's part

    def authorize(self, asked: Asked) -> Answer:
        """The page where somebody says who they are, and the way back."""
        wanted = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": self.redirect_uri,
            "code_challenge_method": "S256",
        }
        wrong = [name for name, value in wanted.items() if asked.query.get(name) != value]
        if (
            wrong
            or "openid" not in asked.query.get("scope", "").split()
            or not asked.query.get("code_challenge")
        ):
            return Answer(f"This is not how the site asks: {wrong}", "text/plain", 400)
        answer = asked.form.get("answer", "")
        if answer == "no":
            return self._back(asked, error="access_denied")
        if answer == "yes" and asked.form.get("name", "").strip():
            return self._back(asked, code=self._code(asked))
        return self._page(nameless=answer == "yes")

    def _page(self, *, nameless: bool) -> Answer:
        with translation.override("sv"):
            page = render_to_string(
                "development/eid_provider.html",
                {"style": f"{self.client.issuer}/stil.css", "nameless": nameless},
            )
        return Answer(page, "text/html; charset=utf-8", 422 if nameless else 200)

    def _back(self, asked: Asked, **said: str) -> Answer:
        query = urlencode(said | {"state": asked.query.get("state", "")})
        return Answer(status=302, location=f"{self.redirect_uri}?{query}")

    def _code(self, asked: Asked) -> str:
        grant = {
            "id": secrets.token_urlsafe(16),
            "nonce": asked.query.get("nonce", ""),
            "challenge": asked.query["code_challenge"],
            "claims": self.claims(asked.form, asked.query["scope"].split()),
            "at": int(time.time()),
        }
        return signing.dumps(grant, salt=SALT_OF_CODES)

    def claims(self, form: Mapping[str, str], scopes: list[str]) -> dict[str, Any]:
        """What is known of the pretended person: the name stands for the same one each time."""
        name = form["name"].strip()
        pair = f"{self.client.client_id}|{name.casefold()}".encode()
        claims: dict[str, Any] = {"sub": hashlib.sha256(pair).hexdigest()[:40]}
        if "profile" in scopes:
            claims["name"] = name
            if form.get("age", "").strip().isdecimal():
                claims["birthdate"] = born(int(form["age"])).isoformat()
        if "address" in scopes and form.get("postal_code", "").strip():
            claims["address"] = {"postal_code": form["postal_code"].strip(), "country": "SE"}
        return claims

    # The site's part

    def token(self, asked: Asked) -> Answer:
        """The ID token for a code, once."""
        if not self._is_the_client(asked):
            return _json({"error": "invalid_client"}, status=401)
        try:
            grant = signing.loads(asked.form.get("code", ""), salt=SALT_OF_CODES, max_age=CODES_HOLD)
        except signing.BadSignature:
            return _json({"error": "invalid_grant"}, status=400)
        digest = hashlib.sha256(asked.form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        holds = challenge == grant["challenge"] and asked.form.get("redirect_uri") == self.redirect_uri
        if not holds or grant["id"] in self.used:
            return _json({"error": "invalid_grant"}, status=400)
        self.used.add(grant["id"])
        token = self.sign(self.id_claims(grant))
        access = signing.dumps(grant["claims"], salt=SALT_OF_TOKENS)
        return _json({"id_token": token, "access_token": access, "token_type": "Bearer", "expires_in": 60})

    def _is_the_client(self, asked: Asked) -> bool:
        kind, _, pair = asked.authorization.partition(" ")
        try:
            said = base64.b64decode(pair).decode() if kind == "Basic" else ""
        except (binascii.Error, ValueError):
            return False
        name, _, secret = said.partition(":")
        given = (unquote_plus(name), unquote_plus(secret))
        if not said:
            given = (asked.form.get("client_id", ""), asked.form.get("client_secret", ""))
        ours = f"{self.client.client_id}:{self.client.client_secret}"
        return hmac.compare_digest(":".join(given).encode(), ours.encode())

    def id_claims(self, grant: dict[str, Any]) -> dict[str, Any]:
        """What the ID token says."""
        now = int(time.time())
        about = {"iss": self.client.issuer, "aud": self.client.client_id, "nonce": grant["nonce"]}
        when = {"iat": now, "exp": now + 300, "auth_time": grant["at"]}
        return grant["claims"] | about | when

    def sign(self, claims: dict[str, Any]) -> str:
        """The claims as a signed token."""
        header = {"alg": self.algorithm, "kid": self._kid}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])

    def userinfo(self, asked: Asked) -> Answer:
        """The claims again, for who has the access token."""
        kind, _, token = asked.authorization.partition(" ")
        try:
            claims = signing.loads(token if kind == "Bearer" else "", salt=SALT_OF_TOKENS, max_age=CODES_HOLD)
        except signing.BadSignature:
            return _json({"error": "invalid_token"}, status=401)
        return _json(claims)


def born(age: int) -> dt.date:
    """A date of birth of somebody who is so old today."""
    today = dt.datetime.now(dt.UTC).date()
    return today.replace(year=max(today.year - min(age, 120), 1), day=min(today.day, 28)) - dt.timedelta(
        days=1
    )


def _key_of_site() -> ECKey:
    """A key made of SECRET_KEY: every process of a developer's site has the same."""
    number = int(key_for("eid-test-provider", settings.SECRET_KEY), 16)
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    private = ec.derive_private_key(number % (order - 1) + 1, ec.SECP256R1())
    return ECKey.import_key(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _json(said: Mapping[str, Any], *, status: int = 200) -> Answer:
    return Answer(json.dumps(said), status=status)
