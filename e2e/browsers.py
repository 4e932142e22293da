"""Which Chromium is started, and how."""

import os
import shutil
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
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
