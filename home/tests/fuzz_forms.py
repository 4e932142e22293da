"""Every form that the project's addresses use: how they are found, what they hold, and which of them read what was sent."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from bs4 import BeautifulSoup
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from wagtail import blocks
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import get_page_models
from wagtail.snippets.models import get_snippet_models

from .fuzz_values import Sent

OWN = ("home.", "councils.", "budgeting.", "comments.", "radslag.")
BESIDE = re.compile(r"\.(tests|migrations|settings|wsgi|management)\b")
UNSENT = {"submit", "button", "file", "image", "reset"}


def name_of(kind: type[Any]) -> str:
    """How the rows call a form: its path, or the model whose form Wagtail makes."""
    model = getattr(getattr(kind, "_meta", None), "model", None)
    if model is not None and not kind.__module__.startswith(OWN):
        return str(model._meta.label)
    return f"{kind.__module__}.{kind.__qualname__}"


def forms_of_the_project() -> set[str]:
    """Our own classes, and a form of every page type, setting and snippet of ours."""
    for app in OWN:
        package = importlib.import_module(app.rstrip("."))
        for module in pkgutil.walk_packages(package.__path__, app):
            if not BESIDE.search(module.name):
                importlib.import_module(module.name)
    kinds = [*_below(BaseForm), *_below(BaseFormSet)]
    own = {kind for kind in kinds if kind.__module__.startswith(OWN) and ".tests" not in kind.__module__}
    models = [*get_page_models(), *settings_registry, *get_snippet_models()]
    made = {model._meta.label for model in models if model.__module__.startswith(OWN)}
    return made | {name_of(kind) for kind in own}


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from _below(inner)


@contextmanager
def forms_that_read() -> Iterator[list[Any]]:
    """The forms and sets of forms that were given what somebody sent meanwhile."""
    read: list[Any] = []

    def noting(of: type[Any]) -> Any:
        begin = of.__init__

        def __init__(form: Any, *args: Any, **kwargs: Any) -> None:
            begin(form, *args, **kwargs)
            if form.is_bound:
                read.append(form)

        return patch.object(of, "__init__", __init__)

    with noting(BaseForm), noting(BaseFormSet):
        yield read


def are(forms: list[Any], name: str) -> list[Any]:
    """Those of a row's class, or made from it."""
    return [
        form for form in forms if name in {name_of(kind) for kind in type(form).__mro__ if kind is not object}
    ]


def sent_by_a_browser(html: str, names: set[str]) -> Sent:
    """What the form of a page sends that has most of `names`: all its fields as they are filled in."""
    found: list[Sent] = []
    for form in BeautifulSoup(html, "html.parser").find_all("form"):
        if form.get("method", "get").lower() == "post":
            found.append(_fields(form))
    return max(found, key=lambda fields: (len(names & set(fields)), len(fields)), default={})


def _fields(form: Any) -> Sent:
    sent: Sent = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or kind in UNSENT or name == "csrfmiddlewaretoken":
            continue
        if kind in ("checkbox", "radio"):
            values = [field.get("value", "on")] if field.has_attr("checked") else []
        elif field.name == "select":
            values = [
                option.get("value", "") for option in field.find_all("option") if option.has_attr("selected")
            ]
        else:
            values = [field.get("value", "") if field.name == "input" else field.text.removeprefix("\n")]
        sent[name] = sent.get(name, []) + values
    return sent


def of_a_stream(block: Any, name: str) -> Sent:
    """What a browser sends for a block that has one of everything that may stand in it."""
    if isinstance(block, blocks.StreamBlock):
        inner = list(block.child_blocks.items())
        sent: Sent = {f"{name}-count": [str(len(inner))]}
        for place, (kind, child) in enumerate(inner):
            sent |= _place(name, place) | {f"{name}-{place}-type": [kind]}
            sent |= of_a_stream(child, f"{name}-{place}-value")
        return sent
    if isinstance(block, blocks.ListBlock):
        sent = {f"{name}-count": ["1"]} | _place(name, 0)
        return sent | of_a_stream(block.child_block, f"{name}-0-value")
    if isinstance(block, blocks.StructBlock):
        return {
            key: value
            for part, child in block.child_blocks.items()
            for key, value in of_a_stream(child, f"{name}-{part}").items()
        }
    if isinstance(block, blocks.RichTextBlock):
        return {name: [rich_text("Hej")]}
    return {name: ["1"]}


def _place(name: str, place: int) -> Sent:
    return {
        f"{name}-{place}-order": [str(place)],
        f"{name}-{place}-deleted": [""],
        f"{name}-{place}-id": [""],
    }


def rich_text(words: str) -> str:
    """A paragraph as Wagtail's editor sends it."""
    block = {
        "key": "00000",
        "text": words,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [],
        "data": {},
    }
    return json.dumps({"blocks": [block], "entityMap": {}})
