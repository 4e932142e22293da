"""What must hold on every page, whoever looks at it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# WCAG 2.2 AA and axe's best practice.
EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What another colour scheme can change.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
NARROWEST = 320
_axe = Axe()


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
    page.set_viewport_size({"width": width, "height": 740 if width < 600 else 900})
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
