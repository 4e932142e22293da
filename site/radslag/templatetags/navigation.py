"""The menu, the footer and the languages of every page, and what stands in its head."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi, get_language_info, override
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from radslag.blocks.links import in_language
from radslag.for_programs.head import Picture, head_of_page, head_of_view
from radslag.models import SiteSettings
from radslag.page_cache.known import known
from radslag.pages import BasePage, readable_by_all
from radslag.readers.languages import language_of, served_by_wagtail, translations

register = template.Library()
FEW = 2
"""So many other languages stand in the header by name; more stand in the footer, one tap away."""


@register.inclusion_tag("navigation/head.html", takes_context=True)
def page_head(context: Context, page: BasePage) -> dict[str, Any]:
    """Address, languages, picture and facts of a page; nothing in a preview, which has no address."""
    request = context.get("request")
    public = request is not None and not getattr(request, "is_preview", False) and page.url
    return _head(request, head_of_page(page, request) if public and request is not None else None)


@register.inclusion_tag("navigation/head.html", takes_context=True)
def view_head(
    context: Context,
    title: str,
    description: str = "",
    is_paginated: bool = False,
    is_translated: bool = True,
    facts: list[dict[str, Any]] | None = None,
    picture: Picture | None = None,
) -> dict[str, Any]:
    """Address and languages of a public view that search engines should find; others are `noindex` (base.html)."""
    request = context["request"]
    words = {"title": str(title), "description": str(description)}
    head = head_of_view(
        request,
        is_paginated=is_paginated,
        is_translated=is_translated,
        facts=facts,
        picture=picture,
        **words,
    )
    return _head(request, head)


def _head(request: HttpRequest | None, head: Any) -> dict[str, Any]:
    return {"head": head, "site_name": SiteSettings.for_request(request).name if request else ""}


@register.inclusion_tag("navigation/main_menu.html", takes_context=True)
def main_menu(context: Context) -> dict[str, Any]:
    """The pages under the home page that an editor put in the menu, and the tools."""
    request = context.get("request")
    page = context.get("page")
    languages = _languages(request, page) if request else []
    return {
        "items": _menu(request, page),
        "languages": languages if len(languages) <= FEW else [],
        "request": request,
        "user": context.get("user"),
        "query": context.get("search_query", ""),
    }


@register.inclusion_tag("components/ways_on.html", takes_context=True)
def ways_on(context: Context) -> dict[str, Any]:
    """Search, the start and the pages of the menu, for somebody who came to a page that is not there."""
    return {"items": _menu(context.get("request"), context.get("page"))}


def _menu(request: HttpRequest | None, page: object) -> list[dict[str, str]]:
    """The pages of the menu, asked for once a request."""
    made: list[dict[str, str]] | None = getattr(request, "_radslag_menu", None)
    if made is not None:
        return made
    root = _home(request, page)
    here = page.path if isinstance(page, Page) else ""
    items = [
        {"title": child.title, "url": child.get_url(request), "current": _current(here, child.path)}
        for child in (known(("menu", root.pk), lambda: list(_in_menu(root))) if root else [])
    ]
    if request is not None:
        request._radslag_menu = items  # type: ignore[attr-defined]
    return items


def _in_menu(root: Page) -> PageQuerySet:
    return readable_by_all(root.get_children().live().in_menu())


def _current(here: str, path: str) -> str:
    if here == path:
        return "page"
    return "true" if here.startswith(path) else ""


def _home(request: HttpRequest | None, page: object = None) -> Page | None:
    """The home page in the language of the interface; the site's own where there is none."""
    site = Site.find_for_request(request) if request else None
    if request is None or site is None:
        return None
    root = site.root_page
    if language_of(root) in ("", get_language()):
        return root
    shown = page if isinstance(page, Page) else None
    if shown is not None and shown.translation_key == root.translation_key:
        return shown
    return translations(request, shown).of(root) or root


@register.simple_tag
def foreign_language(page: Page) -> SafeString:
    """Attributes for a page's content when its language is not the interface's: ` lang` and, if need be, ` dir`."""
    code = language_of(page)
    if code in ("", get_language()):
        return SafeString("")
    rtl = get_language_info(code)["bidi"]
    direction = "" if rtl == get_language_bidi() else format_html(' dir="{}"', "rtl" if rtl else "ltr")
    return format_html(' lang="{}"{}', code, direction)


@register.inclusion_tag("navigation/footer.html", takes_context=True)
def site_footer(context: Context) -> dict[str, Any]:
    """Links of the editor's choice, the languages that exist, and the accessibility statement."""
    request = context.get("request")
    page = context.get("page")
    chosen = SiteSettings.for_request(request) if request else None
    return {
        "columns": _columns(request, page, chosen) if request and chosen else [],
        "note": _footer_note(chosen) if chosen else {},
        "statement": _address(request, page, chosen.accessibility_page) if request and chosen else "",
        "data_protection": _address(request, page, chosen.data_protection_page) if request and chosen else "",
        "languages": _languages(request, page) if request else [],
        "updated": page.last_published_at if isinstance(page, Page) else None,
        "request": request,
        "show_mail": settings.RADSLAG_SHOW_MAIL,
    }


def _columns(request: HttpRequest, page: object, chosen: SiteSettings) -> list[dict[str, Any]]:
    """The columns in the language of the interface as far as they are written in it, the rest marked with their own."""
    return [
        {
            **_words(column.value["heading"], column.value.heading_in(get_language() or "")),
            "links": [_link(request, page, link) for link in column.value["links"] if link.href],
        }
        for column in chosen.footer
    ]


def _link(request: HttpRequest, page: object, link: Any) -> dict[str, str]:
    """A link of the footer: to the page in this language, by its title there, where it exists."""
    goal = link["page"]
    if goal is None or language_of(goal) in ("", get_language()):
        return {"url": link.href, **_words(link["label"], link["label"] if goal else "")}
    twin = translations(request, page if isinstance(page, Page) else None).of(goal)
    if twin is not None:
        return {"url": twin.get_url(request), "text": twin.title, "language": ""}
    return {"url": link.href, "text": link["label"], "language": language_of(goal)}


def _words(original: str, translated: str) -> dict[str, str]:
    """Words of an editor: in this language, else in the site's first with its code, so that they are read aloud right."""
    first = settings.LANGUAGE_CODE
    if translated or get_language() == first:
        return {"text": translated or original, "language": ""}
    return {"text": original, "language": first}


def _footer_note(chosen: SiteSettings) -> dict[str, str]:
    notes = [block.value for block in chosen.footer_notes]
    return _words(chosen.footer_note, in_language(notes, get_language() or ""))


def _address(request: HttpRequest, page: object, goal: Page | None) -> str:
    """The address of a page that every page leads to, in this language where it exists; empty without a published one."""
    if goal is None or not goal.live:
        return ""
    if language_of(goal) not in ("", get_language()):
        goal = translations(request, page if isinstance(page, Page) else None).of(goal) or goal
    return str(goal.get_url(request) or "")


def _languages(request: HttpRequest, page: object) -> list[dict[str, Any]]:
    """Each other language: the translation of a page if there is one, else that language's home; a view has all."""
    others = [code for code, _name in settings.LANGUAGES if code != get_language()]
    if not isinstance(page, Page) or not served_by_wagtail(request):
        return [_language(code, _address_in(request, code)) for code in others]
    site = Site.find_for_request(request)
    twins = translations(request, page)
    found = {
        code: twins.of(page, code) or (twins.of(site.root_page, code) if site else None) for code in others
    }
    return [_language(code, twin.get_url(request)) for code, twin in found.items() if twin is not None]


def _address_in(request: HttpRequest, code: str) -> str:
    """The same view in another language; where there is no view (404), that language's start."""
    if request.resolver_match is None:
        with override(code):
            return reverse("wagtail_serve", args=[""])
    return translate_url(request.path, code)


def _language(code: str, url: str) -> dict[str, Any]:
    info = get_language_info(code)
    return {"code": code, "name": info["name_local"].capitalize(), "url": url, "rtl": info["bidi"]}
