"""Which Chromium is started, and how."""

import os
import shutil
from collections import defaultdict
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Playwright

# The first draws without a window and does two thirds of the work of those that could have one.
INSTALLED = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
    # One process draws all pages: else each visit from an empty page begins one of its own, a sixth of the work.
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def launch(playwright: Playwright) -> Browser:
    """Start Chromium. Raises playwright's Error if there is none."""
    path = os.environ.get("RADSLAG_CHROMIUM") or next(filter(None, map(shutil.which, INSTALLED)), None)
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


def visitor_of(
    browser: Browser, site: str, *, scripts: bool = True, phone: bool = False, **options: Any
) -> BrowserContext:
    """A browser of somebody's own, in Sweden, with a phone or at a desk."""
    return browser.new_context(
        base_url=site,
        java_script_enabled=scripts,
        viewport=PHONE if phone else DESKTOP,
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
        reduced_motion="reduce",
        **options,
    )


class Lent:
    """Browsers of visitors, each of which serves one after the other: to open a window costs as much as to read two pages.

    Who comes next stands before an empty page, in a browser without cookies and stores of who was there before; only what
    a server lets everybody keep, styles and scripts, is there. What a test turns on in the browser itself (a slow line, a
    clock, a listener) stays, and so does the history: for that there are own browsers, which go with their visitor.
    """

    def __init__(self, browser: Browser, site: str) -> None:
        self._browser, self._site = browser, site
        self._free: defaultdict[tuple[bool, bool], list[BrowserContext]] = defaultdict(list)
        self._out: dict[BrowserContext, tuple[bool, bool]] = {}

    def lend(
        self, *, scripts: bool = True, phone: bool = False, own: bool = False, **options: Any
    ) -> BrowserContext:
        """A browser with one window, as nobody had been in it."""
        kind = (scripts, phone)
        is_shared = not own and not options
        if is_shared and self._free[kind]:
            context = self._free[kind].pop()
            (page,) = context.pages
            page.set_viewport_size(PHONE if phone else DESKTOP)
            page.emulate_media(color_scheme="light", reduced_motion="reduce")
        else:
            context = visitor_of(self._browser, self._site, scripts=scripts, phone=phone, **options)
            context.new_page()
        if is_shared:
            self._out[context] = kind
        return context

    def take_back(self, context: BrowserContext, *, close: bool = False) -> None:
        """Clean it for the next visitor, or close it."""
        kind = self._out.pop(context, None)
        if kind is None or close or not context.pages:
            context.close()
            return
        page, *more = context.pages
        for window in more:
            window.close()
        try:
            if not page.url.startswith(self._site):
                page.goto(f"{self._site}/robots.txt")  # the stores belong to the site
            page.evaluate("() => { sessionStorage.clear(); localStorage.clear() }")
            page.goto("about:blank")
        except Error:  # its visitor left while it was on its way to another page
            context.close()
            return
        context.clear_cookies()
        self._free[kind].append(context)
