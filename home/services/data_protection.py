"""The data-protection page stands in the footer without anybody having to think of it."""

from typing import Any

from wagtail.models import Page

from home.models import DataProtectionPage
from radslag.models import SiteSettings


def link_page(page: Page) -> None:
    """Lead the footer of the page's site to it, unless an editor has chosen another page that is published."""
    site = page.get_site()
    if site is None or not site.root_page_id or not page.is_descendant_of(site.root_page):
        return  # a translation: the footer finds it by the page it translates
    chosen = SiteSettings.for_site(site)
    if chosen.data_protection_page is None or not chosen.data_protection_page.live:
        chosen.data_protection_page = Page.objects.get(pk=page.pk)
        chosen.save(update_fields=["data_protection_page"])


def on_publish(instance: Page, **kwargs: Any) -> None:
    """Receiver of Wagtail's page_published."""
    if isinstance(instance, DataProtectionPage):
        link_page(instance)
