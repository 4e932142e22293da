"""A broker on this machine for tests: the test provider behind a port of its own, with any fault one asks for."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.test import Client as Browser
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from radslag.openid import metadata
from radslag.openid.config import client, of_test_provider
from radslag.openid.flow import Person, begin, finish
from radslag.openid.provider import Answer, Asked, Provider

NAME, PERSONAL_NUMBER, STREET = "Ulla-Bella Kanariesson", "191212121212", "Fjärilsgränd 77"
"""Nobody's: the number is the one that the tax agency gives for tests."""
HANGS_FOR = 30  # seconds; longer than anybody waits


@dataclass
class FaultyProvider(Provider):
    """The provider with a fault, which `FAULTS` explains. `says`: claims beside or instead of the right ones."""

    fault: str = ""
    says: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(f"{asked.method} {asked.path}")
        hit = self.fault.rpartition(":")[0]
        if hit and asked.path.endswith(hit):
            return self._fails(self.fault.rpartition(":")[2])
        return super().answer(asked)

    def _fails(self, how: str) -> Answer:
        if how == "hangs":
            self.stopped.wait(HANGS_FOR)
        answers = {
            "500": Answer("Trasig", "text/plain", 500),
            "html": Answer("<h1>Underhåll</h1>", "text/html", 200),
            "list": Answer("[]"),
            "redirect": Answer(status=302, location=f"{self.client.issuer}/jwks"),
            "huge": Answer(json.dumps({"x": "x" * 1_000_000})),
            "empty": Answer("{}"),
        }
        return answers.get(how, Answer("{}"))

    def metadata(self) -> dict[str, Any]:
        return super().metadata() | self.says.get("metadata", {})

    def claims(self, form: Any, scopes: list[str]) -> dict[str, Any]:
        claims = super().claims(form, scopes)
        secret = {"personal_number": PERSONAL_NUMBER, "given_name": NAME}
        if "address" in claims:
            claims["address"]["street_address"] = STREET
        return claims | secret | self.says.get("claims", {})

    def id_claims(self, grant: dict[str, Any]) -> dict[str, Any]:
        if "userinfo" in self.says:
            grant = grant | {"claims": {"sub": grant["claims"]["sub"]}}
        claims = super().id_claims(grant) | self.says.get("token", {})
        return {name: value for name, value in claims.items() if value is not None}

    def userinfo(self, asked: Asked) -> Answer:
        answer = super().userinfo(asked)
        return replace(answer, body=json.dumps(json.loads(answer.body) | self.says.get("userinfo", {})))

    def sign(self, claims: dict[str, Any]) -> str:
        if self.fault == "other key":
            other = ECKey.generate_key("P-256", {"kid": self._kid})
            return jwt.encode({"alg": "ES256", "kid": self._kid}, claims, other)
        if self.fault == "unknown key":
            return jwt.encode({"alg": "ES256", "kid": "another"}, claims, ECKey.generate_key("P-256"))
        if self.fault == "alg none":
            signed = super().sign(claims).split(".")
            return ".".join([_part({"alg": "none"}), signed[1], ""])
        if self.fault == "hs256 by our secret":
            key = OctKey.import_key(self.client.client_secret)
            return jwt.encode({"alg": "HS256"}, claims, key, algorithms=["HS256"])
        if self.fault == "hs256 by the public key":  # by hand: joserfc refuses to sign like that
            signed = f"{_part({'alg': 'HS256', 'kid': self._kid})}.{_part(claims)}"
            digest = hmac.digest(self.key.as_pem(private=False), signed.encode(), "sha256")
            return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"
        if self.fault == "other claims":
            head, _body, signature = super().sign(claims).split(".")
            return ".".join([head, _part(claims | {"sub": "somebody-else"}), signature])
        if self.fault == "no token":
            return ""
        return super().sign(claims)


def _part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


@contextmanager
def broker(*, rsa: bool = False, **ways: Any) -> Iterator[FaultyProvider]:
    """A provider that runs, and the site set up for it. `ways`: fields of Client."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    site = replace(of_test_provider(f"http://127.0.0.1:{server.server_port}"), **ways)
    provider = FaultyProvider(client=site, redirect_uri=redirect_uri())
    if rsa:
        provider.key = RSAKey.generate_key(2048)
    server.provider = provider  # type: ignore[attr-defined]
    before, settings.RADSLAG_EID = settings.RADSLAG_EID, site
    forget_broker()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield provider
    finally:
        settings.RADSLAG_EID = before
        forget_broker()
        provider.stopped.set()
        server.shutdown()
        server.server_close()


def redirect_uri() -> str:
    """Where people come back to, as the broker has it in its register."""
    return f"{settings.WAGTAILADMIN_BASE_URL}/rosta/e-legitimation/klar/"


def identify(provider: Provider, **form: str) -> Person:
    """Ask, identify oneself and come back, without any page of ours."""
    site = client()
    assert site
    address, attempt = begin(site, redirect_uri=redirect_uri())
    back = urlsplit(at_the_broker(provider, address, **form))
    return finish(site, attempt, dict(parse_qsl(back.query)), redirect_uri=redirect_uri())


def forget_broker() -> None:
    """As a process that has just started: nothing is remembered of the broker."""
    metadata.metadata.forget()
    metadata.keys.forget()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        form = dict(parse_qsl(self.rfile.read(length).decode())) if length else {}
        authorization = self.headers.get("Authorization", "")
        asked = Asked(self.command, parts.path, dict(parse_qsl(parts.query)), form, authorization)
        answer = self.server.provider.answer(asked)  # type: ignore[attr-defined]
        body = answer.body.encode()
        try:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(body)))
            if answer.location:
                self.send_header("Location", answer.location)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # who asked has gone

    do_POST = do_GET

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def at_the_broker(provider: Provider, address: str, **form: str) -> str:
    """What somebody does at the broker; the address they come back to. Without `form` they identify themselves as NAME."""
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == provider.client.issuer
    sent = {"name": NAME, "answer": "yes"} | form
    answer = provider.answer(Asked("POST", parts.path, dict(parse_qsl(parts.query)), sent))
    assert answer.location, answer.body
    return answer.location


def path_back(address: str) -> str:
    """The path and query of an address of ours."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def come_back(browser: Browser, provider: Provider, round_id: int, **form: str) -> Any:
    """Press the button at the door of a round, identify oneself and come back: the answer to that."""
    began = browser.post(f"/omgang/{round_id}/rosta/e-legitimation/")
    assert began.status_code == 302, began.content.decode()
    return browser.get(path_back(at_the_broker(provider, began.headers["Location"], **form)))
