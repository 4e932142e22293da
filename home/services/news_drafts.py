"""The desk of the news: makes an unpublished page of what another app has to tell, once unless one asks for it again."""

from __future__ import annotations

import json

from django.db import transaction
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import Locale, Page, PageLogEntry

from home.models.news import NewsIndexPage, NewsPage
from radslag.editors.news_drafts import NewsDraft
from radslag.models import User

ACTION = "home.draft_news"


class Desk:
    """Drafts stand under the list of news of the site's first language, where the person may add to it."""

    def may_write(self, person: User) -> bool:
        """Whether the person may write news."""
        return _place(person) is not None

    def written(self, source: str) -> str:
        """Where the newest page about the source is edited; empty when there is none."""
        page = _newest(source)
        return _edited(page) if page else ""

    @transaction.atomic
    def write(self, draft: NewsDraft, *, by: User, again: bool = False) -> str:
        """Make an unpublished page and return where it is edited; the one that is there, unless one asks for it again.

        Raises PermissionError for somebody who may not write news.
        """
        place = _place(by)
        if place is None:
            raise PermissionError("no news for this person")
        NewsIndexPage.objects.select_for_update(of=("self",)).get(pk=place.pk)  # one after the other
        there = _newest(draft.source)
        if there and not again:
            return _edited(there)
        page = NewsPage(
            title=draft.title,
            lead=draft.lead,
            body=json.dumps(draft.body),
            live=False,
            owner=by,
            locale=place.locale,
        )
        place.add_child(instance=page)
        page.areas.set(draft.areas)
        page.save_revision(user=by)
        log(page, ACTION, user=by, data={"source": draft.source})
        return _edited(page)


def _place(person: User) -> NewsIndexPage | None:
    lists = NewsIndexPage.objects.filter(locale=Locale.get_default()).order_by("path")
    return next((page for page in lists if page.permissions_for_user(person).can_add_subpage()), None)


def _newest(source: str) -> Page | None:
    """By the history of the site: a page is known again whatever its title and its place have become."""
    entries = PageLogEntry.objects.filter(action=ACTION, data__source=source)
    found: Page | None = Page.objects.filter(pk__in=entries.values("page")).order_by("-pk").first()
    return found


def _edited(page: Page) -> str:
    return str(reverse("wagtailadmin_pages:edit", args=[page.pk]))
