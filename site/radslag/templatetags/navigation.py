"""The menu, the footer and the languages of every page."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse, translate_url
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, override
from wagtail.models import Page, Site

from radslag.being_found import data_block
from radslag.models import SiteSettings
from radslag.pages import BasePage, readable_by_all

register = template.Library()


@register.inclusion_tag("navigation/main_menu.html", takes_context=True)
def main_menu(context: Context) -> dict[str, Any]:
    """The pages under the home page that an editor put in the menu, and the tools."""
    request = context.get("request")
    page = context.get("page")
    root = _home(request, page)
    here = page.path if isinstance(page, Page) else ""
    items = [
        {"title": child.title, "url": child.get_url(request), "current": _current(here, child.path)}
        for child in (readable_by_all(root.get_children().live().in_menu()) if root else [])
    ]
    return {
        "items": items,
        "request": request,
        "user": context.get("user"),
        "query": context.get("search_query", ""),
    }


def _current(here: str, path: str) -> str:
    if here == path:
        return "page"
    return "true" if here.startswith(path) else ""


def _home(request: HttpRequest | None, page: object = None) -> Page | None:
    """The home page in the language of the interface, asked for once a request; `page` spares that if it is the one."""
    site = Site.find_for_request(request) if request else None
    if not site:
        return None
    root = site.root_page
    if _language_of(root) in ("", get_language()):
        return root
    paths = [
        r.root_path
        for r in Site.get_site_root_paths()
        if (r.site_id, r.language_code) == (site.pk, get_language())
    ]
    if not paths:
        return root.localized
    if isinstance(page, Page) and page.url_path in paths:
        return page
    if getattr(request, "_home", None) is None:
        request._home = Page.objects.filter(url_path__in=paths, depth=root.depth).first()  # type: ignore[union-attr]
    home: Page | None = request._home  # type: ignore[union-attr]
    return home


def _language_of(page: Page) -> str:
    """The language of a page's content, by the home page it stands under; empty if it stands under none."""
    roots = sorted(Site.get_site_root_paths(), key=lambda root: len(root.root_path), reverse=True)
    return next((root.language_code for root in roots if page.url_path.startswith(root.root_path)), "")


@register.simple_tag
def foreign_language(page: Page) -> str:
    """The language of a page's content when it is not the interface's, else nothing."""
    code = _language_of(page)
    return "" if code == get_language() else code


@register.inclusion_tag("navigation/footer.html", takes_context=True)
def site_footer(context: Context) -> dict[str, Any]:
    """Links of the editor's choice, the languages that exist, and the accessibility statement."""
    request = context.get("request")
    page = context.get("page")
    return {
        "site_settings": SiteSettings.for_request(request) if request else None,
        "languages": _languages(request, page) if request else [],
        "updated": page.last_published_at if isinstance(page, Page) else None,
        "request": request,
        "show_mail": settings.RADSLAG_SHOW_MAIL,
    }


def _languages(request: HttpRequest, page: object) -> list[dict[str, Any]]:
    """Each other language: the translation of a page if there is one, else that language's home; a view has all."""
    others = [code for code, _name in settings.LANGUAGES if code != get_language()]
    served_by_wagtail = (
        request.resolver_match is not None and request.resolver_match.view_name == "wagtail_serve"
    )
    if not isinstance(page, Page) or not served_by_wagtail:
        return [_language(code, _address_in(request, code)) for code in others]
    written_in = {root.language_code for root in Site.get_site_root_paths()}
    if not written_in - {get_language()}:
        return []
    home = _home(request, page)
    keys = [page.translation_key, *([home.translation_key] if home else [])]
    found: dict[str, Page] = {}
    for translation in Page.objects.live().filter(translation_key__in=keys).exclude(locale_id=page.locale_id):
        code = _language_of(translation)
        if code not in found or translation.translation_key == page.translation_key:
            found[code] = translation
    return [_language(code, found[code].get_url(request)) for code in others if code in found]


def _address_in(request: HttpRequest, code: str) -> str:
    """The same view in another language; where there is no view (404), that language's start."""
    if request.resolver_match is None:
        with override(code):
            return reverse("wagtail_serve", args=[""])
    return translate_url(request.path, code)


def _language(code: str, url: str) -> dict[str, Any]:
    info = get_language_info(code)
    return {"code": code, "name": info["name_local"].capitalize(), "url": url, "rtl": info["bidi"]}


@register.simple_tag(takes_context=True)
def structured_data(context: Context, page: BasePage) -> SafeString:
    """What a page is, for search engines; nothing in a preview, which has no address."""
    request = context.get("request")
    return data_block(page.structured_data(request)) if request and page.url else SafeString("")
