"""What must hold on every page, whoever looks at it."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from radslag.tests.scale import is_full

# WCAG 2.2 AA and axe's best practice.
EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What another colour scheme can change.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
NARROWEST = 320
# At full scale everything is seen in every way; else everything on a phone in the light, each kind of page in the rest.
FULL = is_full()
VIEWS = ((360, False), (1280, False), (1280, True))
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
SEEN = Path(os.environ.get("RADSLAG_DATA_DIR", "var")) / "test-reports" / "kinds" / RUN
_axe = Axe()
STAND_STILL = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    while (document.querySelector("body[data-w-init-ready-class]:not(.ready)")) await frame();
    await frame();
    for (const moving of document.getAnimations())
        if (moving.effect.getComputedTiming().endTime < Infinity) moving.finish();
}"""
"""Whatever moves is where it ends: messages of the admin come gliding, and what has no colour yet has no contrast."""


def faults_of_access(page: Page, *, colours_only: bool = False) -> list[str]:
    """What axe finds against the accessibility of the page as it stands, one line each."""
    options = {
        "runOnly": COLOURS if colours_only else EVERYTHING,
        "resultTypes": ["violations"],
        "preload": False,
    }
    if page.evaluate("typeof axe") == "undefined":  # a page that is looked at in several ways loads it once
        page.evaluate(_axe.axe_script)
    violations: list[dict[str, Any]] = page.evaluate(
        "options => axe.run(document, options).then(results => results.violations)", options
    )
    return [
        f"{fault['id']}: {fault['help']}: {node['html'][:200]} [{'; '.join(_reasons(node))}]"
        for fault in violations
        for node in fault["nodes"]
    ]


def _reasons(node: dict[str, Any]) -> list[str]:
    return [check["message"] for kind in ("any", "all", "none") for check in node[kind]][:3]


def sideways_scroll(page: Page, width: int) -> list[str]:
    """The elements that reach out of a window of `width` px, if the page can be scrolled sideways."""
    height = (page.viewport_size or {"height": 740})["height"]
    page.set_viewport_size({"width": width, "height": height})
    return page.evaluate(  # type: ignore[no-any-return]
        """() => {
            const root = document.documentElement;
            if (root.scrollWidth <= root.clientWidth) return [];
            const wide = [...document.body.querySelectorAll("*")]
                .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
                .map((element) => element.outerHTML.slice(0, 120));
            return ["the page is " + root.scrollWidth + " px wide", ...wide.slice(0, 5)];
        }"""
    )


def look(page: Page, *, width: int, dark: bool) -> None:
    """Look at the same page through another window."""
    size: Any = {"width": width, "height": 740 if width < 600 else 900}
    if page.viewport_size != size:
        page.set_viewport_size(size)
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")


def faults_of_use(page: Page) -> list[str]:
    """What keeps anybody from using the page on a phone; the first of a kind also at a desk, in the light and the dark.

    At full scale every page is seen in every way.
    """
    kind = re.sub(r"\d+", "0", urlsplit(page.url).path)
    faults = []
    for width, dark in VIEWS if FULL or _is_new(kind) else VIEWS[:1]:
        look(page, width=width, dark=dark)
        page.evaluate(STAND_STILL)
        faults += faults_of_access(page, colours_only=dark)
    return faults + sideways_scroll(page, NARROWEST)


def _is_new(kind: str) -> bool:
    """Whether no page of the kind has been seen in this run, by whichever worker."""
    seen = SEEN / quote(kind, safe="")[:200]
    try:
        seen.mkdir(parents=True)
    except FileExistsError:
        return False
    return True
