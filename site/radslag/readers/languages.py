"""In which languages there is what: one query a request for the page shown, its home and what the footer links to."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, Site

from radslag.models import SiteSettings
from radslag.pages import readable_by_all

FIELDS = (
    *("title", "url_path", "locale", "depth", "path", "numchild"),
    *("alias_of", "translation_key", "last_published_at"),
)


def language_of(page: Page) -> str:
    """The language of a page's content, by the home page it stands under; empty if it stands under none."""
    roots = sorted(Site.get_site_root_paths(), key=lambda root: len(root.root_path), reverse=True)
    return next((root.language_code for root in roots if page.url_path.startswith(root.root_path)), "")


def served_by_wagtail(request: HttpRequest) -> bool:
    """Whether the address is a page's own, and not a view's that shows one."""
    return request.resolver_match is not None and request.resolver_match.view_name == "wagtail_serve"


class Translations:
    """Published pages that everyone may read, by what they translate and their language. Copies (aliases) are left out."""

    def __init__(self, pages: Iterable[Page]) -> None:
        """Read the translations of the pages, in one query."""
        keys = {page.translation_key for page in pages}
        found = readable_by_all(Page.objects.live().filter(translation_key__in=keys, alias_of=None)).only(
            *FIELDS
        )
        self._found = {(page.translation_key, language_of(page)): page for page in found} if keys else {}

    def of(self, page: Page, language: str | None = None) -> Page | None:
        """The page in a language (the interface's, if none is named), if there is one."""
        return self._found.get((page.translation_key, language or get_language() or settings.LANGUAGE_CODE))

    def languages_of(self, page: Page) -> list[str]:
        """The languages in which the page can be read, in the order of the settings."""
        return [code for code, _name in settings.LANGUAGES if (page.translation_key, code) in self._found]


def translations(request: HttpRequest, page: Page | None) -> Translations:
    """The translations that this request needs, asked for once."""
    known: Translations | None = getattr(request, "_radslag_translations", None)
    if known is None:
        known = Translations(_linked(request, page))
        request._radslag_translations = known  # type: ignore[attr-defined]
    return known


def _linked(request: HttpRequest, page: Page | None) -> list[Page]:
    """What this request may need in another language; nothing where all of it is in the right one already."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    linked = [site.root_page, *SiteSettings.for_request(request).linked_pages()]
    if page is not None and served_by_wagtail(request):
        several = len({root.language_code for root in Site.get_site_root_paths()}) > 1
        return [page, *linked] if several else []
    return linked if any(language_of(one) != get_language() for one in linked) else []
