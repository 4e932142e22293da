"""What stands around a conversation: whether one may write, until when, who, and when it is shown. Instants, never days left."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from comments.models import ConversationSettings
from comments.rules.orders import Order
from comments.rules.policy import Mode, Policy, Showing, Writers
from comments.talked_about.targets import defaults_for, key_of
from radslag.clock import database_now
from radslag.models import SiteSettings
from radslag.readers.filters import Choice, FilterGroup

WHO = {
    Writers.ANYONE: _("You need no account to write."),
    Writers.CONFIRMED: _("You need no account to write, but you confirm your e-mail address."),
    Writers.SIGNED_IN: _("To write you log in with a code that we send to your e-mail."),
}
WHEN = {
    Showing.AT_ONCE: _("What you write is shown at once."),
    Showing.REVIEWED: _("What you write is shown when a moderator has read it."),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What is told of a conversation beside what is said in it. `key` is empty for a page that is not saved yet."""

    key: str
    is_shown: bool
    is_open: bool
    ends: dt.datetime | None
    closed_at: dt.datetime | None
    who: Any
    when: Any


def frame_of(target: Any, request: HttpRequest | None) -> Frame:
    """The frame at this moment. The site's settings are read only while one may write."""
    policy: Policy = target.thread_policy(ConversationSettings())
    now = database_now() if policy.ends else None
    is_open = policy.is_open_at(now) if now else policy.mode == Mode.OPEN
    if is_open:
        policy = target.thread_policy(_defaults(target, request))
    return Frame(
        key=key_of(target) if target.pk else "",
        is_shown=policy.is_shown,
        is_open=is_open,
        ends=policy.ends if is_open else None,
        closed_at=policy.closed_since(now) if now else None,
        who=WHO[policy.writers],
        when=WHEN[policy.showing],
    )


def sorting(order: Order) -> FilterGroup:
    """The links that sort the threads; the first gives the page its plain address back."""
    links = [
        Choice(one.label, "?#samtal" if one == Order.NEWEST else f"?ordning={one}#samtal", None, one == order)
        for one in Order
    ]
    return FilterGroup(_("Order"), links)


def rules_url(request: HttpRequest | None) -> str:
    """Where the rules of the conversation are read; empty when the site has none to read."""
    site = Site.find_for_request(request) if request else None
    goal = SiteSettings.for_request(request).rules_page if site else None
    return str(goal.get_url(request) or "") if goal is not None and goal.live else ""


def _defaults(target: Any, request: HttpRequest | None) -> ConversationSettings:
    if request is not None and Site.find_for_request(request) is not None:
        found: ConversationSettings = ConversationSettings.for_request(request)
        return found
    return defaults_for(target.thread_page) if target.pk else ConversationSettings()
