"""Feeds: RSS 2.0 of any things, and answers that are the same bytes until something changes."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.http import http_date

RSS = "application/rss+xml; charset=utf-8"
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
"""When an empty feed that nobody has published changed."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
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


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a feed. `key` never changes; `description` is HTML, or plain text without signs of HTML."""

    title: str
    link: str
    description: str
    key: str
    published: dt.datetime
    changed: dt.datetime
    categories: Sequence[str] = ()


class _Rss(Rss201rev2Feed):
    """RSS that does not tell the time of reading when it is empty."""

    def __init__(self, *args: Any, changed: dt.datetime, **kwargs: Any) -> None:
        self.changed = changed
        super().__init__(*args, **kwargs)

    def latest_post_date(self) -> dt.datetime:
        """When the feed last changed."""
        return super().latest_post_date() if self.items else self.changed


def rss(channel: Channel, items: Sequence[Item]) -> str:
    """The feed as RSS 2.0."""
    feed = _Rss(
        title=printable(channel.title),
        link=channel.home,
        description=printable(channel.description),
        feed_url=channel.address,
        language=channel.language,
        changed=channel.changed,
    )
    for item in items:
        feed.add_item(
            title=printable(item.title),
            link=item.link,
            description=printable(item.description),
            unique_id=item.key,
            unique_id_is_permalink=False,
            pubdate=item.published,
            updateddate=item.changed,
            categories=[printable(name) for name in item.categories],
        )
    text: str = feed.writeString("utf-8")
    return text


def answer(content: str | bytes, kind: str, changed: dt.datetime, request: HttpRequest) -> HttpResponseBase:
    """The file, or that it is the same as the one the reader has. By its content: taking things down changes no hour."""
    content = content.encode() if isinstance(content, str) else content
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"Last-Modified": http_date(changed.timestamp()), "ETag": etag}
    response = HttpResponse(content, content_type=kind, headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


def printable(text: str) -> str:
    """`text` without what XML can't hold."""
    return _UNPRINTABLE.sub("", text)
