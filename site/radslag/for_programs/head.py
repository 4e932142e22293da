"""What stands in the head of a public page: its one address, its other languages, and what a shared link shows."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from wagtail.models import Page

from radslag.incoming.row_numbers import row_number
from radslag.models import SiteSettings
from radslag.pages import BasePage
from radslag.pictures import SHARED
from radslag.readers.languages import language_of, translations
from radslag.readers.paging import PAGE

from .being_found import absolute, data_block

TERRITORIES = {"sv": "sv_SE", "en": "en_GB"}
"""Language and country as Open Graph writes them; other languages stand alone."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a shared link."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Head:
    """What search engines and shared links read. `alternates` are pairs of language and whole address."""

    title: str
    description: str
    url: str
    kind: str = "website"
    language: str = ""
    alternates: list[tuple[str, str]] = field(default_factory=list)
    picture: Picture | None = None
    facts: str = ""

    @property
    def territory(self) -> str:
        """The language as Open Graph writes it."""
        return TERRITORIES.get(self.language, self.language)

    @property
    def other_territories(self) -> list[str]:
        """The other languages as Open Graph writes them."""
        codes = [code for code, _url in self.alternates if code not in (self.language, "x-default")]
        return [TERRITORIES.get(code, code) for code in codes]


def head_of_page(page: BasePage, request: HttpRequest) -> Head:
    """The head of a page of the tree. A list's further pages are addresses of their own; filters and lättläst are not."""
    url = absolute(request, _canonical(page, request))
    query = _page_number(request) if page.is_paginated else ""
    return Head(
        title=page.seo_title or page.title,
        description=page.description,
        url=f"{url}{query}",
        kind=page.shared_as,
        language=language_of(page),
        alternates=[] if query or page.alias_of_id else _alternates(page, request),
        picture=_picture(page, request),
        facts=data_block(page.structured_data(request)),
    )


def head_of_view(
    request: HttpRequest,
    *,
    title: str,
    description: str,
    is_paginated: bool = False,
    is_translated: bool = True,
    facts: list[dict[str, Any]] | None = None,
    picture: Picture | None = None,
) -> Head:
    """The head of a public view: the same address in each language, unless it stands under a page of one of them.

    `picture` is the view's own; without one the site's is shared.
    """
    query = _page_number(request) if is_paginated else ""
    codes = [code for code, _name in settings.LANGUAGES]
    return Head(
        title=title,
        description=description,
        url=f"{absolute(request, request.path)}{query}",
        language=get_language() or "",
        alternates=[]
        if query or not is_translated
        else _with_default({c: absolute(request, translate_url(request.path, c)) for c in codes}),
        picture=picture or _default_picture(request),
        facts=data_block(facts or []),
    )


def _canonical(page: BasePage, request: HttpRequest) -> str:
    """The address of a page; of an alias, that of the page it shows."""
    source: Page = page.alias_of if page.alias_of_id else page
    return source.get_url(request) or request.path


def _page_number(request: HttpRequest) -> str:
    """`?sida=2` where that is all that was asked for; empty on the first page and with filters."""
    asked = set(request.GET) - {"lattlast"}
    number = row_number(str(request.GET.get(PAGE, ""))) or 1
    return "?" + urlencode({PAGE: number}) if asked == {PAGE} and number > 1 else ""


def _alternates(page: BasePage, request: HttpRequest) -> list[tuple[str, str]]:
    """The page in each of its languages, itself included; nothing for one that is in one language only."""
    known = translations(request, page)
    found = {code: known.of(page, code) for code in known.languages_of(page)}
    found[language_of(page)] = page
    addresses = {
        code: absolute(request, one.get_url(request)) for code, one in found.items() if one is not None
    }
    return _with_default(addresses) if len(addresses) > 1 else []


def _with_default(addresses: dict[str, str]) -> list[tuple[str, str]]:
    """For readers of no language of ours: the site's first language."""
    default = addresses.get(settings.LANGUAGE_CODE)
    return [*sorted(addresses.items()), *([("x-default", default)] if default else [])]


def _picture(page: BasePage, request: HttpRequest) -> Picture | None:
    """The page's own picture, else the site's. Its size is made when publishing; until then there is none."""
    if not page.picture_id:
        return _default_picture(request)
    _read_picture(page)
    return _shared(page.picture, request)


def _read_picture(page: BasePage) -> None:
    """The page's picture with its sizes: one query while it has any."""
    if not page._meta.get_field("picture").is_cached(page):
        sizes = get_image_model().get_rendition_model().objects.filter(image=page.picture_id)
        made = list(sizes.select_related("image"))
        if made:
            picture: Any = made[0].image
            picture.prefetched_renditions = made
            page.picture = picture
            return
    prefetch_related_objects([page], "picture__renditions")


def _default_picture(request: HttpRequest) -> Picture | None:
    picture = SiteSettings.for_request(request).share_picture
    if picture is None:
        return None
    prefetch_related_objects([picture], "renditions")
    return _shared(picture, request)


def _shared(picture: AbstractImage, request: HttpRequest) -> Picture | None:
    made: dict[Filter, AbstractRendition] = picture.find_existing_renditions(Filter(SHARED))
    size = next(iter(made.values()), None)
    if size is None:
        return None
    return Picture(absolute(request, size.url), size.width, size.height, picture.default_alt_text)
