"""The pages that the law wants on every page stand in the footer without anybody having to think of it."""

from typing import Any

from wagtail.models import Page

from home.models import AccessibilityStatementPage, DataProtectionPage
from radslag.models import SiteSettings

LINKED: dict[type[Page], str] = {
    AccessibilityStatementPage: "accessibility_page",
    DataProtectionPage: "data_protection_page",
}
"""Page types, each with the setting that the footer reads."""


def link_in_footer(page: Page, setting: str) -> None:
    """Lead the footer of the page's site to it, unless an editor has chosen another page that is published."""
    site = page.get_site()
    if site is None or not site.root_page_id or not page.is_descendant_of(site.root_page):
        return  # a translation: the footer finds it by the page it translates
    settings = SiteSettings.for_site(site)
    chosen: Page | None = getattr(settings, setting)
    if chosen is None or not chosen.live:
        setattr(settings, setting, Page.objects.get(pk=page.pk))
        settings.save(update_fields=[setting])


def on_publish(instance: Page, **kwargs: Any) -> None:
    """Receiver of Wagtail's page_published."""
    setting = LINKED.get(type(instance))
    if setting is not None:
        link_in_footer(instance, setting)
