"""What search engines and shared links read of a page: whole addresses, and facts in the words of schema.org."""

import datetime as dt
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page, Site

from radslag.models import SiteSettings
from radslag.pictures import SHARED

if TYPE_CHECKING:
    from radslag.pages import BasePage

CONTEXT = "https://schema.org"
# As Django's json_script: nothing in the data can end the element or begin another.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def origin(request: HttpRequest) -> str:
    """Scheme and host of the site that is asked, without a slash: PUBLIC_URL, or for a further site its own."""
    site = Site.find_for_request(request)
    if site is None or site.is_default_site:
        return str(settings.WAGTAILADMIN_BASE_URL)
    return str(site.root_url)


def absolute(request: HttpRequest, address: str) -> str:
    """The whole address of one of ours; one that is whole already stays."""
    return urljoin(f"{origin(request)}/", address)


def breadcrumbs(page: "BasePage", request: HttpRequest) -> list[dict[str, Any]]:
    """The path to a page as a BreadcrumbList; nothing for a page at the top."""
    steps: list[Page] = [*page.trail(), page]
    if len(steps) == 1:
        return []
    items = [
        {
            "@type": "ListItem",
            "position": n,
            "name": step.title,
            "item": absolute(request, step.get_url(request)),
        }
        for n, step in enumerate(steps, start=1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": items}]


def path_below(page: "BasePage", request: HttpRequest, *, name: str, address: str) -> list[dict[str, Any]]:
    """The path to a view under a page, such as one row of its list."""
    (path,) = breadcrumbs(page, request) or [{"@type": "BreadcrumbList", "itemListElement": []}]
    steps = path["itemListElement"]
    here = {"@type": "ListItem", "position": len(steps) + 1, "name": name, "item": absolute(request, address)}
    return [{**path, "itemListElement": [*steps, here]}]


def organization(request: HttpRequest) -> dict[str, Any]:
    """Who runs the site."""
    chosen = SiteSettings.for_request(request)
    return {"@type": "Organization", "name": chosen.owner or chosen.name, "url": absolute(request, "/")}


def website(request: HttpRequest) -> list[dict[str, Any]]:
    """The site as a whole, for its start: what it is called, who runs it, how it is searched."""
    search = absolute(request, f"{reverse('search')}?q={{words}}")
    action = {"@type": "SearchAction", "target": search, "query-input": "required name=words"}
    site = {
        "@type": "WebSite",
        "name": SiteSettings.for_request(request).name,
        "url": absolute(request, reverse("wagtail_serve", args=[""])),
        "inLanguage": get_language(),
        "potentialAction": action,
    }
    return [{**site, "publisher": organization(request)}, organization(request)]


def article(
    page: "BasePage", request: HttpRequest, *, published: dt.date, kind: str = "Article"
) -> dict[str, Any]:
    """A page that was written once and is dated, as an Article or one of its kinds (NewsArticle, Report)."""
    facts: dict[str, Any] = {
        "@type": kind,
        "headline": page.title,
        "description": page.description,
        "url": absolute(request, page.get_url(request)),
        "datePublished": published.isoformat(),
        "dateModified": page.last_published_at.isoformat() if page.last_published_at else "",
        "publisher": organization(request),
        "image": _shared_picture(page, request),
    }
    return {name: value for name, value in facts.items() if value}


def _shared_picture(page: "BasePage", request: HttpRequest) -> str:
    """The whole address of the picture that a shared link shows, once it is made; no query when the head has read it."""
    made = page.picture.renditions.all() if page.picture else []
    return next((absolute(request, size.url) for size in made if size.filter_spec == SHARED), "")


def data_block(facts: list[dict[str, Any]]) -> SafeString:
    """The facts as one script element of data, which no browser executes; empty without facts."""
    if not facts:
        return SafeString("")
    words = json.dumps({"@context": CONTEXT, "@graph": facts}, ensure_ascii=False, separators=(",", ":"))
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(words.translate(_ESCAPES)),  # noqa: S308 - nothing in it can end the element: _ESCAPES
    )
