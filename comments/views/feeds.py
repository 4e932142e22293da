"""Conversations for programs: RSS and JSON. For everyone or for nobody: what only some may read has neither, whoever asks."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from comments.for_programs import feeds, open_data
from comments.models import ConversationSettings
from comments.talked_about.targets import load
from radslag.for_programs.being_found import absolute
from radslag.for_programs.feeds import LONG_AGO, RSS, Channel, answer, rss
from radslag.for_programs.open_data import JSON, as_json
from radslag.models import SiteSettings
from radslag.pages import readable_by_all


@require_safe
def rss_of_all(request: HttpRequest) -> HttpResponseBase:
    """The newest comments of all conversations."""
    items = feeds.items_of_all(request)
    title = _("Comments on %(site)s") % {"site": SiteSettings.for_request(request).name}
    about = _("What is said in the conversations, the newest first.")
    channel = _channel(request, title, about, home=reverse("wagtail_serve", args=[""]))
    return answer(rss(channel, items), RSS, feeds.changed(items, LONG_AGO), request)


@require_safe
def target_rss(request: HttpRequest, key: str) -> HttpResponseBase:
    """The newest comments of one conversation."""
    target = _public(key)
    items = feeds.items_about(target, request)
    title = _("Comments on %(about)s") % {"about": target.thread_title}
    about = target.thread_question or _("What is said in the conversation, the newest first.")
    channel = _channel(request, title, about, home=f"{target.thread_url()}#samtal")
    return answer(rss(channel, items), RSS, feeds.changed(items, LONG_AGO), request)


@require_safe
def target_json(request: HttpRequest, key: str) -> HttpResponseBase:
    """A part of one conversation as open data: see `comments.for_programs.open_data`."""
    target = _public(key)
    part = open_data.part_of(target, request.GET.get("del", "1"))
    text = as_json(open_data.document(target, part, request))
    latest = max((comment.submit_date for comment in part.object_list), default=LONG_AGO)
    return answer(text, JSON, latest, request)


def _public(key: str) -> Any:
    """The target of a key, if everyone may read it and its conversation is shown. Raises Http404."""
    target = load(key)
    if target is None or not target.thread_policy(ConversationSettings()).is_shown:
        raise Http404
    if not readable_by_all(Page.objects.live().filter(pk=target.thread_page.pk)).exists():
        raise Http404
    return target


def _channel(request: HttpRequest, title: str, description: str, home: str) -> Channel:
    return Channel(
        title=title,
        description=description,
        home=absolute(request, home),
        address=absolute(request, request.path),
        language=get_language() or "sv",
        changed=LONG_AGO,
    )
