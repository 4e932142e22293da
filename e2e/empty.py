"""A page of each type with nothing in it but what an editor must fill in: how a page looks on its first day."""

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page

from budgeting.models import RoundPage
from home.models import HomePage
from radslag.pages import BasePage

A_STREAM: dict[str, Any] = {
    "focus_areas": [
        (
            "focus_area",
            {
                "number": "1",
                "title": "Möten",
                "recommendations": [{"number": "1.1", "text": "Öppna en lokal."}],
            },
        )
    ]
}
# What a form asks for though the table could do without.
ASKED_FOR: dict[str, Any] = {"conformance": "full"}


def page_types() -> list[type[BasePage]]:
    """Every page type that an editor can make by hand."""
    return [m for m in apps.get_models() if issubclass(m, BasePage) and m is not RoundPage]


def address_of_empty(model: type[BasePage]) -> str:
    """Where the empty page of a type stands."""
    return str(model.objects.get(slug=_slug(model)).url)


def make_empty_pages() -> None:
    """One of each but the home page, which can stand only once on a site."""
    home = HomePage.objects.get(slug="start")
    for model in page_types():
        if model is not HomePage:
            _make(model, _parent(model, home))


def _parent(model: type[BasePage], home: Page) -> Page:
    """The home page, or an own page of the type that the page must stand under."""
    kinds = [kind for kind in model.clean_parent_page_models() if issubclass(kind, BasePage)]
    if HomePage in kinds:
        return home
    above = kinds[0]
    found = above.objects.filter(slug=f"over-{_slug(model)}").first()
    return found or _make(above, _parent(above, home), slug=f"over-{_slug(model)}")


def _make(model: type[BasePage], parent: Page, slug: str = "") -> Page:
    page: Page = model(
        title=f"Tom: {model.get_verbose_name()}", slug=slug or _slug(model), **_required(model)
    )
    parent.add_child(instance=page)
    return page


def _slug(model: type[BasePage]) -> str:
    return f"tom-{model._meta.model_name}"


def _required(model: type[BasePage]) -> dict[str, Any]:
    """A value for each field that must have one."""
    own = [
        f for f in model._meta.concrete_fields if f.model is not Page and not f.blank and not f.has_default()
    ]
    return {field.name: _value(field) for field in own if not field.primary_key} | {
        name: value for name, value in ASKED_FOR.items() if hasattr(model, name)
    }


def _value(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.ForeignKey):
        return field.related_model._default_manager.latest("pk")  # type: ignore[union-attr]
    if isinstance(field, StreamField):
        return A_STREAM[field.name]
    if isinstance(field, models.DateField):
        return dt.date(2026, 3, 15)
    if isinstance(field, models.IntegerField):
        return 9
    return field.choices[0][0] if field.choices else "Ett"
