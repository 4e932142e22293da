"""Feeds of news, RSS 2.0 and JSON Feed 1.1: what the list shows, the same bytes until something is published."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.http import http_date

from radslag.being_found import absolute
from radslag.pictures import CARD

if TYPE_CHECKING:
    from home.models.news import NewsPage

MOST_ITEMS = 30
MORNING = dt.time(8)
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
"""When an empty feed that nobody has published changed."""
JSON_FEED = "https://jsonfeed.org/version/1.1"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""What XML can't hold."""


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is called and where it belongs. Addresses are whole. `changed`: when there are no items to tell."""

    title: str
    description: str
    home: str
    address: str
    language: str
    changed: dt.datetime


class _Rss(Rss201rev2Feed):
    """RSS that does not tell the time of reading when it is empty."""

    def __init__(self, *args: Any, changed: dt.datetime, **kwargs: Any) -> None:
        self.changed = changed
        super().__init__(*args, **kwargs)

    def latest_post_date(self) -> dt.datetime:
        """When the feed last changed."""
        return super().latest_post_date() if self.items else self.changed


def rss(channel: Channel, news: Sequence[NewsPage], request: HttpRequest) -> HttpResponseBase:
    """The feed as RSS 2.0."""
    feed = _Rss(
        title=_printable(channel.title),
        link=channel.home,
        description=_printable(channel.description),
        feed_url=channel.address,
        language=channel.language,
        changed=channel.changed,
    )
    for page in news:
        feed.add_item(
            title=_printable(page.title),
            link=absolute(request, page.get_url(request)),
            description=_printable(page.lead),
            unique_id=page.feed_id,
            unique_id_is_permalink=False,
            pubdate=published(page),
            updateddate=changed(page),
            categories=[_printable(name) for name in page.subject_names],
        )
    return _answer(feed.writeString("utf-8"), "application/rss+xml; charset=utf-8", channel, news, request)


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
    text = json.dumps(feed, ensure_ascii=False, indent=1)
    return _answer(text, "application/feed+json; charset=utf-8", channel, news, request)


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
    if first and timezone.localtime(first).date() == page.date:
        return first
    return timezone.make_aware(dt.datetime.combine(page.date, MORNING))


def changed(page: NewsPage) -> dt.datetime:
    """When news last changed, never before it came."""
    came = published(page)
    return max(came, page.last_published_at or came)


def _answer(
    text: str, kind: str, channel: Channel, news: Sequence[NewsPage], request: HttpRequest
) -> HttpResponseBase:
    """The feed, or that it is the same as the one the reader has. By its content: taking news down changes no hour."""
    latest = max((changed(page) for page in news), default=channel.changed)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    response = HttpResponse(
        text, content_type=kind, headers={"Last-Modified": http_date(latest.timestamp()), "ETag": etag}
    )
    return get_conditional_response(request, etag=etag, response=response) or response


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)
