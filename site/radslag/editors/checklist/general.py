"""What the check list says of every page. Each function gives sentences that say what to do; none of them blocks."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from .content import Content, Link, content_of
from .remark import Remark
from .slips import slips

LONG_TITLE = 65
LONG_DESCRIPTION = 200
VAGUE = {
    "här", "klicka", "klicka här", "läs mer", "läs mer här", "läs vidare", "mer", "mer information", "länk", "länken",
    "denna länk", "den här länken", "se här", "click here", "here", "read more", "more", "link",
}  # fmt: skip
NO_DESCRIPTION = {"bild", "bilden", "en bild", "foto", "fotografi", "image", "picture", "alternativ text"}
FILE_NAME = re.compile(
    r"\.(jpe?g|png|webp|gif|pdf|docx?|xlsx?|od[ts])$|^(img|dsc|image|scan)[-_ ]?\d|_", re.IGNORECASE
)


def general_remarks(page: Any, now: dt.datetime) -> list[Remark]:
    """What holds for every page type: words at the top, headings, links, pictures, files and the hours that are set."""
    content = content_of(page)
    return [
        *_opening(page),
        *slips(page),
        *_subjects(page),
        *_emptiness(content),
        *_headings(content),
        *_links(page, content),
        *_pictures_and_files(content),
        *_contacts(content),
        *_hours(page, now),
    ]


def _opening(page: Any) -> Iterator[Remark]:
    if not page.lead:
        yield Remark(
            _("The lead is missing. Write two or three sentences; lists and search engines show them."),
            "lead",
        )
    if len(page.title) > LONG_TITLE and not page.seo_title:
        yield Remark(_("The title is long. Shorten it, or write a shorter one for search engines."), "title")
    if len(page.description) > LONG_DESCRIPTION and not page.search_description:
        yield Remark(
            _("The lead is long for a search engine. Write a shorter description under “Promote”."),
            "search_description",
        )


def _subjects(page: Any) -> Iterator[Remark]:
    if not (hasattr(page, "areas") and hasattr(page, "themes")):
        return
    if not list(page.areas.all()):
        yield Remark(
            _("No area is chosen. With one, residents find the page among what is about their area."), "areas"
        )
    if not list(page.themes.all()):
        yield Remark(
            _("No theme is chosen. With one, the page is gathered with others on the same."), "themes"
        )


def _emptiness(content: Content) -> Iterator[Remark]:
    streams = {name: filled for name, filled in content.fields.items() if name in ("body", "summary")}
    if streams and not any(streams.values()):
        yield Remark(_("The page has no content yet."), next(iter(streams)))


def _headings(content: Content) -> Iterator[Remark]:
    level: dict[str, int] = {}
    for heading in content.headings:
        if not heading.text.strip():
            yield Remark(_("A heading is empty. Write it, or take it away."), heading.field)
            continue
        above = level.get(heading.field, 1 if heading.field == "body" else 2)
        if heading.level > above + 1:
            yield Remark(
                _("The heading “%(text)s” skips a level. Put a larger heading before it, or make it larger.")
                % {"text": heading.text},
                heading.field,
            )
        level[heading.field] = heading.level


def _links(page: Any, content: Content) -> Iterator[Remark]:
    for name in content.aimless:
        yield Remark(_("A call to action leads nowhere and is not shown. Choose a round or write a button, or take it away."), name)
    pages = {
        p.pk: p for p in Page.objects.filter(pk__in=[link.page_id for link in content.links if link.page_id])
    }
    open_to_all = set(_open_to_all(pages))
    documents = set(
        get_document_model().objects.filter(pk__in=[link.document_id for link in content.links if link.document_id])
        .values_list("pk", flat=True)
    )  # fmt: skip
    for link in content.links:
        if not link.text:
            yield Remark(_("A link has no words. Say where it leads, or take it away."), link.field)
            continue
        if link.text.lower().strip(" .:!»>→") in VAGUE or link.text.startswith(
            ("http://", "https://", "www.")
        ):
            yield Remark(
                _("The link “%(text)s” does not say where it leads. Let its words name the goal.")
                % {"text": link.text},
                link.field,
            )
        fault = _fault_of(link, pages, open_to_all, documents, page)
        if fault:
            yield Remark(fault % {"text": link.text}, link.field)


def _open_to_all(pages: dict[int, Page]) -> list[int]:
    from radslag.pages import readable_by_all

    return (
        list(readable_by_all(Page.objects.filter(pk__in=pages)).values_list("pk", flat=True)) if pages else []
    )


def _fault_of(
    link: Link, pages: dict[int, Page], open_to_all: set[int], documents: set[int], page: Any
) -> str:
    if link.document_id is not None:
        return "" if link.document_id in documents else _("The link “%(text)s” leads to a file that is gone.")
    if link.page_id is None:
        return _fault_of_address(link.url, page)
    if link.page_id not in pages:
        return _("The link “%(text)s” leads to a page that is gone.")
    if not pages[link.page_id].live and link.page_id != page.pk:
        return _("The link “%(text)s” leads to a page that is not published.")
    if link.page_id not in open_to_all:
        return _("The link “%(text)s” leads to a page that not everyone may read.")
    return ""


def _fault_of_address(url: str, page: Any) -> str:
    """Addresses of the site's own are looked up; what lies elsewhere is not asked."""
    if not url:
        return _("The link “%(text)s” leads nowhere: the page or the address is gone.")
    if not url.startswith("/") or url.startswith("//"):
        return ""
    path = url.partition("#")[0].partition("?")[0]
    try:
        found = resolve(path)
    except Resolver404:
        return _("The link “%(text)s” leads to an address that does not exist.")
    if found.url_name != "wagtail_serve":
        return ""
    site = page.get_site() or Site.objects.filter(is_default_site=True).first()
    if (
        site is None
        or Page.objects.live().filter(url_path=f"{site.root_page.url_path.rstrip('/')}{path}").exists()
    ):
        return ""
    return _("The link “%(text)s” leads to an address that does not exist.")


def _pictures_and_files(content: Content) -> Iterator[Remark]:
    for image, name in content.images:
        alt = (getattr(image, "contextual_alt_text", "") or "").strip()
        if image is None:
            yield Remark(_("A picture is not chosen, or is gone. Choose one, or take the block away."), name)
        elif not getattr(image, "decorative", False) and _says_nothing(alt):
            yield Remark(
                _(
                    "The picture “%(title)s” has no good description. Say what it shows, or tick that it only decorates."
                )
                % {"title": image.title},
                name,
            )
    for document, name in content.documents:
        if document is None:
            yield Remark(_("A file is not chosen, or is gone. Choose one, or take the block away."), name)
        elif FILE_NAME.search(document.title):
            yield Remark(
                _(
                    "The file “%(title)s” has the name of a file as its title. Give it one that people understand."
                )
                % {"title": document.title},
                name,
            )


def _says_nothing(alt: str) -> bool:
    return not alt or alt.lower().strip(" .") in NO_DESCRIPTION or bool(FILE_NAME.search(alt))


def _contacts(content: Content) -> Iterator[Remark]:
    for contact, name in content.contacts:
        if contact is None:
            yield Remark(_("A contact is not chosen, or is gone. Choose one, or take the block away."), name)
        elif not contact.is_reachable:
            yield Remark(_("%(contact)s takes no messages any longer.") % {"contact": contact}, name)


def _hours(page: Any, now: dt.datetime) -> Iterator[Remark]:
    if page.go_live_at and page.go_live_at <= now and not page.live:
        yield Remark(_("The hour to publish has passed: the page is published at once."), "go_live_at")
    if page.expire_at and page.expire_at <= now:
        yield Remark(
            _("The hour to take the page down has passed: it would be taken down at once."), "expire_at"
        )
