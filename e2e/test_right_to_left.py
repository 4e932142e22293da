"""The whole layout from right to left, in a language that nobody speaks (radslag.tests.pseudo)."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from wagtail.models import Locale, Page, Site

from councils.models import CouncilPage, TraineeReportPage
from e2e.checks import sideways_scroll
from e2e.people import Resident
from e2e.states import ballot, new_proposal, round_in
from home.models import AccessibilityStatementPage, HomePage, NewsPage
from home.tests.pseudo_pages import translate_pages
from radslag.tests.pseudo import CODE, pseudo_language

SWEDISH = re.compile(r"[A-Za-zÅÄÖåäö]{4,}")
WIDTHS = (320, 360, 1280)
OWN_WORDS = """() => [...document.querySelectorAll(".site-nav, .site-footer__grid")].map((part) => {
    const copy = part.cloneNode(true);
    copy.querySelectorAll("[lang]").forEach((foreign) => foreign.remove());
    return copy.textContent;
}).join(" ")"""
"""The menu and the footer without what says that it is in another language."""


@pytest.fixture(scope="module")
def addresses(site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """One page of each kind in the pseudo-language; all of it is gone afterwards."""
    with pseudo_language(tmp_path_factory.mktemp("locale")):
        kinds = (HomePage, CouncilPage, TraineeReportPage, NewsPage, AccessibilityStatementPage)
        originals = {
            kind.__name__: kind.objects.live().filter(locale__language_code="sv").first() for kind in kinds
        }
        for phase in ("voting", "submission", "result"):
            page = round_in(phase).pages.filter(locale__language_code="sv").get()
            originals[f"round, {phase}"] = page
        above = {
            parent.pk: parent
            for page in originals.values()
            for parent in page.get_ancestors().filter(depth__gt=1)
        }
        ordered = sorted(
            {**above, **{page.pk: page for page in originals.values()}}.values(), key=lambda p: p.depth
        )
        twins = translate_pages(ordered)
        Site.clear_site_root_paths_cache()
        forms = {
            "ballot": f"/{CODE}{ballot()}",
            "proposal form": f"/{CODE}{new_proposal()}",
            "search": f"/{CODE}/sok/?q=lampor",
        }
        try:
            yield {
                **{name: twins[page.pk].url for name, page in originals.items()},
                **forms,
                "not here": f"/{CODE}/x/",
            }
        finally:
            with transaction.atomic():
                for page in Page.objects.filter(locale__language_code=CODE, depth=2):
                    Page.objects.filter(path__startswith=page.path).delete()
                Locale.objects.filter(language_code=CODE).delete()
            Site.clear_site_root_paths_cache()


def test_the_layout_holds_from_right_to_left(addresses: dict[str, str], arrive: Callable[..., Any]) -> None:
    person, faults = arrive(Resident), []
    folder = os.environ.get("RADSLAG_SCREENSHOTS")
    person.is_logged_in()
    for name, address in addresses.items():
        person.goes_to(address)
        page = person.page
        if page.locator("html").get_attribute("dir") != "rtl":
            faults.append(f"{name}: {address} is not from right to left")
        for width in WIDTHS:
            faults += [f"{name}, {width} px: {fault}" for fault in sideways_scroll(page, width)]
            if folder:
                page.screenshot(
                    path=Path(folder) / f"rtl-{name.replace(', ', '-').replace(' ', '-')}-{width}.png",
                    full_page=True,
                )
        faults += [f"{name}: not translated: {found}" for found in SWEDISH.findall(page.evaluate(OWN_WORDS))]
    assert not faults
