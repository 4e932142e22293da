"""What the audit log may say of a thing. Each app registers its own; of all else it says the kind and the number alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import capfirst

MOST_LETTERS = 200
LINES = re.compile(r"\s+")
CODE = re.compile(r"[\w.:/+-]{1,60}\Z")
CODES = frozenset(
    {
        "act", "after", "before", "command", "fields", "format", "from", "how", "key", "kind", "limit", "list", "method",
        "rights", "setting", "status", "to", "view",
    }
)  # fmt: skip
"""Facts whose values are codes of the program. A word under any other name could be what somebody wrote."""

Within = Callable[[str], str]
Called = Callable[[Any], str]
Scope = Callable[[], Mapping[int, str]]
_labelled: dict[str, Called] = {}
_within: dict[str, Within] = {}
_scopes: dict[str, Scope] = {}


def register(
    *kinds: str, called: Called | None = None, within: Within | None = None, scope: Scope | None = None
) -> None:
    """Say of `kinds` ("app.model") what the log may tell. Call it in the app's `ready()`.

    `called` gives a thing's name, which holds neither a person nor words of residents. `within` gives from a thing's number
    what it belongs to ("budgeting.round:3"). `scope` gives all things of the kind that others belong to, as number → name.
    """
    for kind in kinds:
        if called is not None:
            _labelled[kind] = called
        if within is not None:
            _within[kind] = within
        if scope is not None:
            _scopes[kind] = scope


def kind_of(model: type[models.Model] | models.Model) -> str:
    """How the log calls the kind: "app.model"; of every page type "wagtailcore.page"."""
    from wagtail.models import Page

    cls = model if isinstance(model, type) else model.__class__  # of a lazy request.user: what is inside
    return Page._meta.label_lower if issubclass(cls, Page) else cls._meta.label_lower


def name_of(thing: models.Model) -> str:
    """What a thing is called, on one line; empty when things of its kind may not be called anything."""
    called = _labelled.get(kind_of(thing))
    return _line(called(thing)) if called else ""


def label_of(kind: str, said: str) -> str:
    """What Wagtail's log calls a thing, on one line; empty when things of its kind may not be called anything."""
    return _line(said) if kind in _labelled else ""


def _line(said: str) -> str:
    return LINES.sub(" ", said).strip()[:MOST_LETTERS]


def within_of(kind: str, object_id: str) -> str:
    """What the thing belongs to; empty for most."""
    found = _within.get(kind)
    return found(object_id) if found and object_id else ""


def scopes() -> dict[str, str]:
    """All that entries can belong to: "kind:number" → name."""
    return {f"{kind}:{number}": name for kind, scope in _scopes.items() for number, name in scope().items()}


def verbose_kind(kind: str) -> str:
    """The kind in words; the code itself for one that is no more."""
    if not kind:
        return ""
    try:
        return str(capfirst(apps.get_model(kind)._meta.verbose_name))
    except (LookupError, ValueError):
        return kind


def only_facts(data: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers, yes and no, and codes of the program. Words that people wrote stay where they were."""
    kept = {str(name): _fact(value, coded=name in CODES) for name, value in data.items()}
    return {name: value for name, value in kept.items() if value is not None}


def _fact(value: Any, *, coded: bool) -> Any:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value if coded and CODE.match(value) else None
    if isinstance(value, Mapping):
        return only_facts(value) or None
    if isinstance(value, list | tuple | set | frozenset):
        kept = [_fact(each, coded=coded) for each in value]
        return [each for each in kept if each is not None] or None
    return None
