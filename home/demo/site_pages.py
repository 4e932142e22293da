"""Loading of pages: first all of them as drafts, so that they can refer to each other, then their words."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sites.models import Site as DjangoSite
from wagtail.models import Page, Site

from budgeting.models import BudgetingPage, ProgrammeContact
from councils.models import (
    CouncilIndexPage,
    CouncilPage,
    MatterRegisterPage,
    ReportIndexPage,
    TraineeReportPage,
)
from home.demo import (
    texts_accessibility,
    texts_budgeting,
    texts_councils,
    texts_data_protection,
    texts_easy,
    texts_matters,
    texts_news,
    texts_pages,
    texts_reports,
    texts_site,
    texts_talks,
    texts_ways_to_vote,
)
from home.demo.blocks import number_blocks
from home.demo.councils import council_fields, council_words
from home.demo.dates import Calendar, instant
from home.demo.shelf import Shelf
from home.models import (
    AccessibilityStatementPage,
    DataProtectionPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    StandardPage,
)
from radslag.models import SiteSettings


@dataclass(slots=True)
class Draft:
    """A page without its body yet: the key of its page, and the fields that may refer to other pages."""

    key: str
    fields: dict[str, Any]
    last_published: dt.datetime | None = None


def load_home(shelf: Shelf) -> None:
    """The home page at the root of the site, in place of Wagtail's own welcome."""
    root = Page.get_first_root_node()
    home = HomePage(
        title=texts_site.HOME_TITLE,
        slug="start",
        lead=texts_site.HOME_LEAD,
        picture=shelf.images["ring"],
        live=False,
    )
    root.add_child(instance=home)
    shelf.pages["start"] = home
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    host, port = address.hostname or "localhost", address.port or (443 if address.scheme == "https" else 80)
    old_roots = [site.root_page for site in Site.objects.filter(is_default_site=True)]
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": host, "port": port, "root_page": home, "site_name": texts_site.MUNICIPALITY},
    )
    DjangoSite.objects.update_or_create(
        pk=settings.SITE_ID, defaults={"domain": address.netloc, "name": texts_site.MUNICIPALITY}
    )
    for page in old_roots:
        if page.specific_class is Page:
            page.delete()


def load_drafts(shelf: Shelf, calendar: Calendar) -> list[Draft]:
    """Every page of the demo but the rounds, as drafts."""
    return [
        Draft("start", {"body": texts_site.home_body(), "guide": texts_site.guide()}),
        *_budgets(shelf),
        *_councils(shelf, calendar),
        *_reports(shelf),
        *_news(shelf, calendar),
        *_standing(shelf),
        *_accessibility(shelf, calendar),
        _data_protection(shelf, calendar),
    ]


def fill(shelf: Shelf, drafts: list[Draft]) -> None:
    """Give the drafts their words, resolve their references and publish them."""
    for draft in drafts:
        page = shelf.pages[draft.key].specific_class.objects.get(pk=shelf.pages[draft.key].pk)
        for name, value in draft.fields.items():
            setattr(page, name, shelf.body(value) if isinstance(value, list) else shelf.html(value))
        page.easy_read = texts_easy.EASY.get(draft.key, "")
        number_blocks(page)
        page.save_revision().publish()
        if draft.last_published:
            type(page).objects.filter(pk=page.pk).update(last_published_at=draft.last_published)
        page.refresh_from_db()
        shelf.pages[draft.key] = page


def load_settings(shelf: Shelf) -> None:
    """Names, footer, and the pages that every page links to."""
    site = Site.objects.get(is_default_site=True)
    chosen = SiteSettings.for_site(site)
    chosen.owner = texts_site.MUNICIPALITY
    chosen.footer_note = texts_site.FOOTER_NOTE
    chosen.footer_notes = shelf.body([{"type": "note", "value": _in_english(texts_site.FOOTER_NOTE)}])
    columns = [
        {"heading": h, "translations": [_in_english(h)], "links": links} for h, links in texts_site.FOOTER
    ]
    chosen.footer = shelf.body([{"type": "column", "value": column} for column in columns])
    chosen.accessibility_page = shelf.pages[texts_accessibility.KEY]
    chosen.data_protection_page = shelf.pages[texts_data_protection.KEY]
    chosen.share_picture = shelf.images["ring"]
    chosen.rules_page = shelf.pages["samtalsregler"]
    chosen.counting_page = shelf.pages["sa-raknas-rosterna"]
    chosen.save()


def _in_english(words: str) -> dict[str, str]:
    return {"language": "en", "text": texts_site.FOOTER_IN_ENGLISH[words]}


def _add(shelf: Shelf, key: str, parent: str, page: Page, *, menu: bool = False) -> None:
    page.slug = page.slug or key
    page.live = False
    page.show_in_menus = menu
    shelf.pages[parent].add_child(instance=page)
    shelf.pages[key] = page


def _thread(thread: tuple[str, str], chosen: dict[str, Any] | None = None) -> dict[str, Any]:
    """Heading and question of a page's conversation, and what else its editor has chosen."""
    heading, question = thread
    return {
        "thread_mode": "open" if heading else "off",
        "thread_heading": heading,
        "thread_question": question,
        **(chosen or {}),
    }


def _budgets(shelf: Shelf) -> list[Draft]:
    text = texts_budgeting
    overview = StandardPage(title=text.OVERVIEW_TITLE, lead=text.OVERVIEW_LEAD, picture=shelf.images["skal"])
    _add(shelf, text.OVERVIEW_KEY, "start", overview, menu=True)
    drafts = [Draft(text.OVERVIEW_KEY, {"body": text.overview_body()})]
    for programme in (*text.PROGRAMMES, *texts_ways_to_vote.PROGRAMMES):
        page = BudgetingPage(
            title=programme.title,
            lead=programme.lead,
            purpose=programme.purpose,
            rules=programme.rules,
            area=shelf.areas[programme.area],
            envelope_ore=programme.envelope * text.KRONA,
            picture=shelf.images[programme.picture],
        )
        people = enumerate(shelf.contacts[key] for key in programme.contacts)
        page.contacts.set([ProgrammeContact(contact=contact, sort_order=i) for i, contact in people])
        _add(shelf, programme.key, text.OVERVIEW_KEY, page)
        drafts.append(Draft(programme.key, {"body": programme.body}))
    return drafts


def _councils(shelf: Shelf, calendar: Calendar) -> list[Draft]:
    text, chosen = texts_councils, texts_talks.choices(calendar)
    index = CouncilIndexPage(
        title=text.INDEX_TITLE, lead=text.INDEX_LEAD, picture=shelf.images["bord"], **_thread(text.THREAD)
    )
    _add(shelf, text.INDEX_KEY, "start", index, menu=True)
    drafts = [Draft(text.INDEX_KEY, {"introduction": text.INTRODUCTION, "body": text.index_body()})]
    for council in text.councils(calendar):
        page = CouncilPage(
            **council_fields(shelf, council), **_thread(council.thread, chosen.get(council.key))
        )
        _add(shelf, council.key, text.INDEX_KEY, page)
        drafts.append(Draft(council.key, council_words(council)))
    register = MatterRegisterPage(
        title=texts_matters.REGISTER_TITLE,
        lead=texts_matters.REGISTER_LEAD,
        **_thread(("", ""), chosen[texts_matters.REGISTER_KEY]),
    )
    _add(shelf, texts_matters.REGISTER_KEY, text.INDEX_KEY, register)
    return [*drafts, Draft(texts_matters.REGISTER_KEY, {"about": texts_matters.REGISTER_ABOUT})]


def _reports(shelf: Shelf) -> list[Draft]:
    text = texts_reports
    index = ReportIndexPage(title=text.INDEX_TITLE, lead=text.INDEX_LEAD, picture=shelf.images["rose"])
    _add(shelf, text.INDEX_KEY, "start", index, menu=True)
    page = TraineeReportPage(
        title=text.TITLE,
        lead=text.LEAD,
        picture=shelf.images["rose"],
        group_number=text.GROUP,
        period_start=text.PERIOD[0],
        period_end=text.PERIOD[1],
        commissioned_by=text.COMMISSIONER,
        municipalities=[("municipality", name) for name in text.MUNICIPALITIES],
        background=text.BACKGROUND + text.PURPOSE,
        results=text.RESULTS,
        results_heading=text.RESULTS_HEADING,
        final_report=shelf.documents["slutrapport"],
        themes=[shelf.themes[key] for key in text.THEMES],
        **_thread(text.THREAD),
    )
    _add(shelf, text.KEY, text.INDEX_KEY, page)
    areas = [{"type": "focus_area", "value": value} for value in text.focus_areas()]
    return [Draft(text.INDEX_KEY, {}), Draft(text.KEY, {"focus_areas": areas, "body": text.body()})]


def _news(shelf: Shelf, calendar: Calendar) -> list[Draft]:
    text, chosen = texts_news, texts_talks.choices(calendar)
    _add(
        shelf, text.INDEX_KEY, "start", NewsIndexPage(title=text.INDEX_TITLE, lead=text.INDEX_LEAD), menu=True
    )
    drafts = [Draft(text.INDEX_KEY, {})]
    for article in text.news(calendar):
        date = calendar.day(article.day)
        page = NewsPage(
            title=article.title,
            lead=article.lead,
            picture=shelf.images[article.picture],
            picture_text=article.picture_text,
            picture_caption=article.picture_caption,
            date=date,
            areas=[shelf.areas[article.area]] if article.area else [],
            themes=[shelf.themes[article.theme]],
            first_published_at=instant(date, 9),
            **_thread(article.thread, chosen.get(article.key)),
        )
        _add(shelf, article.key, text.INDEX_KEY, page)
        published = calendar.at(article.updated, 9) if article.updated else instant(date, 9)
        drafts.append(Draft(article.key, {"body": article.body}, published))
    return drafts


def _standing(shelf: Shelf) -> list[Draft]:
    drafts = []
    for text in texts_pages.PAGES:
        page = StandardPage(title=text.title, lead=text.lead, picture=shelf.images.get(text.picture))
        _add(shelf, text.key, "start", page)
        drafts.append(Draft(text.key, {"body": text.body}))
    return drafts


def _accessibility(shelf: Shelf, calendar: Calendar) -> list[Draft]:
    text = texts_accessibility
    page = AccessibilityStatementPage(
        title=text.TITLE,
        lead=text.LEAD,
        contact=shelf.contacts[text.CONTACT],
        **(text.WORDS | text.dates(calendar)),
    )
    _add(shelf, text.KEY, "start", page)
    return [Draft(text.KEY, {"shortcomings": text.SHORTCOMINGS})]


def _data_protection(shelf: Shelf, calendar: Calendar) -> Draft:
    text = texts_data_protection
    page = DataProtectionPage(
        title=text.TITLE,
        lead=text.LEAD,
        officer=shelf.contacts[text.OFFICER],
        **(text.WORDS | text.dates(calendar)),
    )
    _add(shelf, text.KEY, "start", page)
    return Draft(text.KEY, {})
