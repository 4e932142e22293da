"""Matters as things that are talked about: who may read a matter's page may read its conversation, and nobody else."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.conf import settings
from wagtail.models import Page

from councils.display.links import addresses_of
from councils.models import Matter, MatterRegisterPage
from radslag.pages import readable_by_all

MOST_FOUND = 30


def load(pk: int) -> Matter | None:
    """The matter, if it has a page of its own that readers may meet."""
    return load_all([pk]).get(pk)


def load_all(pks: Collection[int]) -> Mapping[int, Matter]:
    """The same for many. A constant number of queries."""
    found = list(Matter.objects.public().filter(pk__in=pks).select_related("council"))
    places, addresses = _registers(), addresses_of(found)
    keys = dict(
        Page.objects.filter(path__in={_series_path(matter.council) for matter in found}).values_list(
            "path", "translation_key"
        )
    )
    talked_about = {}
    for matter in found:
        place = places.get(keys.get(_series_path(matter.council)))
        if place is not None:
            lend(matter, place, addresses[matter.pk])
            talked_about[matter.pk] = matter
    return talked_about


def search(words: str) -> list[tuple[int, str]]:
    """Matters that a comment may have led to: those of the words, the latest first."""
    found = Matter.objects.public().about(words).order_by("-latest", "-pk")
    return list(found.values_list("pk", "title")[:MOST_FOUND])


def resolve(pks: Collection[int]) -> Mapping[int, tuple[str, str]]:
    """Title and address of those that everyone may read."""
    found = list(Matter.objects.public().filter(pk__in=pks).select_related("council"))
    addresses = addresses_of(found)
    return {matter.pk: (matter.title, addresses[matter.pk]) for matter in found if addresses[matter.pk]}


def lend(matter: Matter, place: MatterRegisterPage, address: str) -> None:
    """Give the matter what its conversation needs of the register."""
    matter.thread_place = place
    matter.thread_address = address
    matter.thread_heading = place.thread_heading
    matter.thread_question = place.thread_question


def place_of(page: MatterRegisterPage) -> MatterRegisterPage:
    """The register that decides about the conversations, when `page` of the series is at hand."""
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return page
    series = page.get_parent()
    return _registers().get(series.translation_key, page)


def _registers() -> dict[object, MatterRegisterPage]:
    """The register of each series that everyone may read, by the series' key: in the site's first language if there is one."""
    registers = readable_by_all(MatterRegisterPage.objects.live())
    pages = list(registers.select_related("locale").order_by("pk"))
    keys = dict(
        Page.objects.filter(path__in={_series_path(page) for page in pages}).values_list(
            "path", "translation_key"
        )
    )
    first = sorted(pages, key=lambda page: page.locale.language_code == settings.LANGUAGE_CODE)
    return {keys.get(_series_path(page)): page for page in first}


def _series_path(page: Page) -> str:
    path: str = page.path[: -page.steplen]
    return path
