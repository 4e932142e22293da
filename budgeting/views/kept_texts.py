"""What was sent while logged out waits in the session, a few texts for a short while, until its writer has logged in."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest

from budgeting.rules.drafts import Content
from radslag.clock import machine_now

SESSION_KEY = "kept proposals"
MOST_KEPT = 3
"""Texts in one session, the newest: whoever it is, a session must not grow without end."""
KEPT_SECONDS = 60 * 60
"""After that it is not shown: others may sit at the same computer."""


class Kept(NamedTuple):
    """A text and the version of the draft that its writer had before the eyes; 0 for a new proposal."""

    content: Content
    version: int


def keep(request: HttpRequest, key: str, kept: Kept) -> None:
    """Let the text wait under `key`."""
    waiting = _waiting(request)
    waiting.pop(key, None)
    waiting[key] = [machine_now().timestamp(), kept.content, kept.version]
    request.session[SESSION_KEY] = dict(list(waiting.items())[-MOST_KEPT:])


def kept(request: HttpRequest, key: str) -> Kept | None:
    """What waits under `key`, if it is not too old."""
    since, content, version = _waiting(request).get(key, (0, {}, 0))
    return Kept(content, version) if machine_now().timestamp() - since < KEPT_SECONDS else None


def forget(request: HttpRequest, key: str) -> None:
    """The text is stored where it belongs, or given up."""
    waiting = _waiting(request)
    if waiting.pop(key, None):
        request.session[SESSION_KEY] = waiting


def _waiting(request: HttpRequest) -> dict[str, Any]:
    return dict(request.session.get(SESSION_KEY, {}))
