"""Processes in the settings of production, each started once: a start takes as long as a hundred tests of rules."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[3]
PRODUCTION = {
    "SECRET_KEY": "only-to-check-the-settings-4b1f9c7e2d8a6053-not-for-a-site",
    "DATABASE_URL": "postgresql://radslag@127.0.0.1/radslag",
    "ALLOWED_HOSTS": "example.org,www.example.org",
    "PUBLIC_URL": "https://example.org/",
    "EMAIL_URL": "smtp+tls://127.0.0.1:25",
    "DEFAULT_FROM_EMAIL": "radslag@example.org",
}
BROKER = {
    "EID_ISSUER": "https://broker.example.org",
    "EID_CLIENT_ID": "radslag",
    "EID_CLIENT_SECRET": "s",
}
BEHIND_PROXY = {"BEHIND_PROXY": "true", "PROXY_COUNT": "1"}

CASES = """
import json, os, sys
import django.conf, environ
told = []
for environment in json.loads(sys.argv[1]):
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.environ.update(environment)
        try:
            import radslag.settings.production as made
        except Exception as error:
            said = {"refused": str(error)}
        else:
            named = {name: getattr(made, name) for name in dir(made) if name.isupper()}
            said = {name: value for name, value in named.items() if isinstance(value, str | int | None)}
        with os.fdopen(writing, "w") as out:
            json.dump(said, out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        told.append(json.load(answer))
    os.waitpid(child, 0)
print(json.dumps(told))
"""

SITE = """
import json, sys
import django
from django.conf import settings
django.setup()
from django.core.cache import caches
from django.core.files.storage import default_storage
out = {"pages": caches["pages"].__class__.__name__, "files": default_storage.__class__.__name__}
out["loaded"] = sorted({"boto3", "redis", "storages"} & set(sys.modules))

from django.core.management import call_command
from django.core.management.base import SystemCheckError
try:
    call_command("check", deploy=True, fail_level="WARNING")
    out["deployment"] = ""
except SystemCheckError as error:
    out["deployment"] = str(error)

from django.urls import Resolver404, path, resolve
try:
    out["test provider"] = str(resolve("/utveckling/e-legitimation/authorize"))
except Resolver404:
    out["test provider"] = ""
eid = settings.RADSLAG_EID
out["eid"] = [settings.RADSLAG_EID_PROVIDER, eid and eid.issuer, eid and eid.plain_http]

from django.http import HttpResponse
from django.test import Client, override_settings
from radslag.limits import client_network
import radslag.urls
def told(request):
    said = {"host": request.get_host(), "secure": request.is_secure(), "network": client_network(request),
        "address": request.build_absolute_uri("/x/")}
    return HttpResponse(json.dumps(said))
radslag.urls.urlpatterns.insert(0, path("told/", told))
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # none are collected
asks_the_database = ("page_cache", "radslag.caches.remembering", "redirects")
kept = [name for name in settings.MIDDLEWARE if not any(part in name for part in asks_the_database)]
override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}, MIDDLEWARE=kept).enable()
out["answers"] = {}
for what, secure, headers in json.loads(sys.argv[1]):
    client = Client(raise_request_exception=False, headers={"host": "example.org"} | headers, REMOTE_ADDR="192.0.2.7")
    answer = client.get("/told/", secure=secure)
    said = answer.content.decode()[:400]
    out["answers"][what] = {"status": answer.status_code, "to": answer.headers.get("Location", ""),
        "hsts": answer.headers.get("Strict-Transport-Security", ""),
        "said": json.loads(said) if said.startswith("{") else said}
print(json.dumps(out))
"""
SENT = [
    ["plain", False, {}],
    ["by TLS", True, {}],
    ["forged host", True, {"host": "evil.example"}],
    ["forged port", True, {"host": "example.org:8443", "x-forwarded-port": "99"}],
    ["forged forwarded host", True, {"x-forwarded-host": "evil.example"}],
    ["forged proto", False, {"x-forwarded-proto": "https"}],
    ["forged forwarded", False, {"forwarded": "for=10.0.0.1;proto=https;host=evil.example"}],
    ["forged address", True, {"x-forwarded-for": "10.9.8.7"}],
    ["several addresses", True, {"x-forwarded-for": "10.9.8.7, 203.0.113.5", "x-forwarded-proto": "https"}],
    [
        "other names of an address",
        True,
        {"x-real-ip": "10.9.8.7", "client-ip": "10.9.8.7", "true-client-ip": "10.9.8.7"},
    ],
]


def python(
    *arguments: str, leave_out: tuple[str, ...] = (), **extra: str
) -> subprocess.CompletedProcess[str]:
    """Run Python with production settings and nothing in the environment but what they ask for."""
    environment = {name: value for name, value in PRODUCTION.items() if name not in leave_out}
    environment |= {"PATH": os.environ["PATH"], "PYTHONPATH": ".:site"} | extra
    environment |= {"DJANGO_SETTINGS_MODULE": "radslag.settings.production"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def settings_in(*environments: dict[str, str]) -> list[dict[str, Any]]:
    """The plain settings of production in each environment, numbers and words; or, alone, why they are `refused`.

    What an environment leaves out is not there: each has a process of its own, forked before the settings are read.
    """
    result = python("-c", CASES, json.dumps(environments), leave_out=tuple(PRODUCTION))
    assert result.returncode == 0, result.stderr[-2000:]
    told: list[dict[str, Any]] = json.loads(result.stdout)
    return told


def site(*, behind_proxy_and_with_a_broker: bool = False) -> dict[str, Any]:
    """What a whole site of production says of itself and to requests with forged headers."""
    return _site(behind_proxy_and_with_a_broker)


@cache
def _site(with_more: bool) -> dict[str, Any]:
    extra = BEHIND_PROXY | BROKER if with_more else {}
    result = python("-c", SITE, json.dumps(SENT), **extra)
    assert result.returncode == 0, result.stderr[-2000:]
    told: dict[str, Any] = json.loads(result.stdout.strip().splitlines()[-1])
    return told
