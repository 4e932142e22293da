"""Feeds of news, RSS 2.0 and JSON Feed 1.1: what the list shows, the same bytes until something is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from radslag.for_programs import feeds
from radslag.for_programs.being_found import absolute
from radslag.for_programs.feeds import Channel, Item
from radslag.for_programs.open_data import as_json
from radslag.pictures import CARD

if TYPE_CHECKING:
    from home.models.news import NewsPage

MOST_ITEMS = 30
MORNING = dt.time(8)
LONG_AGO = feeds.LONG_AGO
JSON_FEED = "https://jsonfeed.org/version/1.1"


def rss(channel: Channel, news: Sequence[NewsPage], request: HttpRequest) -> HttpResponseBase:
    """The feed as RSS 2.0."""
    items = [
        Item(
            title=page.title,
            link=absolute(request, page.get_url(request)),
            description=page.lead,
            key=page.feed_id,
            published=published(page),
            changed=changed(page),
            categories=page.subject_names,
        )
        for page in news
    ]
    return _answer(feeds.rss(channel, items), feeds.RSS, channel, news, request)


def json_feed(channel: Channel, news: Sequence[NewsPage], request: HttpRequest) -> HttpResponseBase:
    """The feed as JSON Feed 1.1."""
    feed = {
        "version": JSON_FEED,
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": channel.address,
        "description": channel.description,
        "language": channel.language,
        "items": [_json_item(page, request) for page in news],
    }
    content = as_json(feed)
    return _answer(content, "application/feed+json; charset=utf-8", channel, news, request)


def _json_item(page: NewsPage, request: HttpRequest) -> dict[str, Any]:
    item = {
        "id": page.feed_id,
        "url": absolute(request, page.get_url(request)),
        "title": page.title,
        "content_text": page.lead or page.title,
        "date_published": timezone.localtime(published(page)).isoformat(),
        "date_modified": timezone.localtime(changed(page)).isoformat(),
        "tags": page.subject_names,
    }
    made = [r for r in page.picture.renditions.all() if r.filter_spec == CARD] if page.picture else []
    return item | {"image": absolute(request, made[0].url)} if made else item


def published(page: NewsPage) -> dt.datetime:
    """When news came: its date as readers see it, with the hour of publishing when that was the same day."""
    first = page.first_published_at
    if first and timezone.localdate(first) == page.date:
        return first
    return timezone.make_aware(dt.datetime.combine(page.date, MORNING))


def changed(page: NewsPage) -> dt.datetime:
    """When news last changed, never before it came."""
    came = published(page)
    return max(came, page.last_published_at or came)


def _answer(
    content: str | bytes, kind: str, channel: Channel, news: Sequence[NewsPage], request: HttpRequest
) -> HttpResponseBase:
    latest = max((changed(page) for page in news), default=channel.changed)
    return feeds.answer(content, kind, latest, request)
