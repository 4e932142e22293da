"""What unlucky, careless and hostile senders put into the fields of a form, and how it goes over the wire."""

from __future__ import annotations

import copy
import json
import zlib
from typing import Any
from urllib.parse import quote_plus

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from radslag.tests.scale import is_full, scaled

Sent = dict[str, list[Any]]
FORM = "application/x-www-form-urlencoded"
VALUES: list[str] = [
    "",
    " ",
    "\x00",
    "Hej\x00då",
    "\ud800",
    "Hej \udfff då",
    "\u200b\u2060\ufeff",
    "\u202egpj.exe",
    "o" + "\u0301" * 500,
    "y" * (1024 * 1024),
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% include 'x' %}",
    "' OR 1=1; --",
    "../../etc/passwd",
    "=HYPERLINK(1)",
    "//evil.example.org/",
    "javascript:alert(1)",
    "a@b\r\nBcc: c@example.org",
    f"{'a' * 300}@example.org",
    "siv@exa mple",
    "%s%n%00",
    # numbers
    "-1",
    "0",
    "9" * 19,
    "9" * 40,
    "9" * 5000,
    "1e309",
    "NaN",
    "-inf",
    "0x10",
    "1_000",
    "½",
    "²",
    "٣",
    # days and instants
    "0000-01-01",
    "0001-01-01",
    "0001-01-01 00:00",
    "9999-12-31 23:59",
    "10000-01-01",
    "2026-02-30",
    "2027-03-28 02:30",
    "2026-10-25T02:30",
    "2026-13-45 99:99",
    # other shapes than were asked for
    "[]",
    "{}",
    "null",
    "true",
    '{"blocks": 3}',
    '{"blocks": [{"text": "\\ud800", "type": "x", "key": 1}], "entityMap": []}',
    '{"type": "public-key", "response": []}',
    '"\\ud800\\u0000"',
    "[" * 20_000,
    '{"a":' * 500,
]
NAMES = ("x", "\x00", "\ud800", "csrfmiddlewaretoken", "id", "pk", "action", "act", "next", "a[b]", "é" * 300)
PLACES = ("-TOTAL_FORMS", "-INITIAL_FORMS", "-count", "-0-order", "-0-type", "-0-id", "-0-deleted")
"""Ends of the names with which sets of forms and streams say how much there is of what."""
AMOUNTS = ("", "-1", "x", "9" * 10, "9" * 40, "1001", "1.5", "\x00")


def files() -> list[SimpleUploadedFile]:
    """Nothing, what is no picture, what is two things, and names that lead elsewhere."""
    return [
        SimpleUploadedFile("tom.jpg", b""),
        SimpleUploadedFile("skript.png", b"<script>alert(1)</script>", content_type="image/png"),
        SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        SimpleUploadedFile("../../etc/passwd.pdf", b"%PDF-1.4\n\x00\xff", content_type="application/pdf"),
        SimpleUploadedFile("\u202egpj." + "x" * 300, b"GIF89a" + b"\xff" * 40, content_type="image/gif"),
        SimpleUploadedFile("a.pb", b"META\nkey;value\nnum_votes;" + b"9" * 5000, content_type="text/plain"),
    ]


def turned(things: list[Any], about: str) -> list[Any]:
    """The same in an order of its own for each form: the first is what hypothesis tries first, so small scales differ."""
    first = zlib.crc32(about.encode()) % len(things)
    return things[first:] + things[:first]


@st.composite
def spoiled(draw: Any, good: Sent, about: str) -> Sent:
    """What was right to send, with one to three things wrong."""
    sent = copy.deepcopy(good)
    names = turned(sorted(good), about) or ["x"]
    values = st.one_of(st.sampled_from(turned(VALUES, about)), st.text(max_size=60))
    ways = turned(
        ["value", "value", "value", "missing", "twice", "foreign", "file", "amount", "shape"], about
    )
    for _ in range(draw(st.integers(1, 3))):
        name, way = draw(st.sampled_from(names)), draw(st.sampled_from(ways))
        if way == "value":
            sent[name] = [draw(values)]
        elif way == "missing":
            sent.pop(name, None)
        elif way == "twice":
            sent[name] = [*sent.get(name, []), draw(values)]
        elif way == "foreign":
            sent[draw(st.sampled_from(NAMES))] = [draw(values)]
        elif way == "file":
            sent[name] = [draw(st.sampled_from(files()))]
        elif way == "shape":
            sent[f"{name}[]"] = sent.pop(name, [""])
        else:
            amounts = [other for other in names if other.endswith(PLACES)]
            sent[draw(st.sampled_from(amounts or names))] = [draw(st.sampled_from(AMOUNTS))]
    return sent


def on_the_wire(sent: Sent) -> dict[str, Any]:
    """Arguments of a test client's `generic`: with lone surrogates as a broken client sends them, or a form with files."""
    if any(hasattr(value, "read") for values in sent.values() for value in values):
        readable = {_sayable(name): [_sayable(value) for value in values] for name, values in sent.items()}
        return {"data": encode_multipart(BOUNDARY, readable), "content_type": MULTIPART_CONTENT}
    pairs = [f"{_quoted(name)}={_quoted(value)}" for name, values in sent.items() for value in values]
    return {"data": "&".join(pairs), "content_type": FORM}


def _quoted(value: Any) -> str:
    return quote_plus(str(value), errors="surrogatepass")


def _sayable(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def examples(full: int) -> settings:
    """So many tries of a form at full scale; at a small one few, and the same ones every time."""
    return settings(
        max_examples=scaled(full, least=2),
        deadline=None,
        database=None,
        derandomize=not is_full(),
        phases=[Phase.generate] + [Phase.shrink] * is_full(),
        suppress_health_check=list(HealthCheck),
    )


def shown(sent: Sent) -> str:
    """For a failure: what was sent, in short."""
    return json.dumps({name[:40]: [str(value)[:60] for value in values] for name, values in sent.items()})[
        :1500
    ]
