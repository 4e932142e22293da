"""What the moderators' templates say about a comment."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.models import Comment, Report
from comments.rules.acts import Hold
from comments.rules.identity import identity_numbers
from comments.rules.states import HiddenReason, State

register = template.Library()
HOUR = dt.timedelta(hours=1)
EXCERPT = 200
FURTHER = (
    ("comments_ask", gettext_lazy("Question to us")),
    ("comments_pin", gettext_lazy("Pin")),
    ("comments_outcome", gettext_lazy("What it led to")),
)
AUTHOR_STATES = (
    ((State.APPROVED,), lambda n: ngettext("%(n)d shown", "%(n)d shown", n)),
    ((State.HIDDEN,), lambda n: ngettext("%(n)d hidden", "%(n)d hidden", n)),
    ((State.WAITING, State.ASIDE), lambda n: ngettext("%(n)d waiting", "%(n)d waiting", n)),
    ((State.WITHDRAWN,), lambda n: ngettext("%(n)d withdrawn", "%(n)d withdrawn", n)),
)


@register.filter
def waited(since: dt.datetime, now: dt.datetime) -> str:
    """How long, in whole hours or days: "5 timmar"."""
    hours = max(int((now - since) / HOUR), 0)
    if hours < 1:
        return _("less than an hour")
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}


@register.filter
def author_line(author: Mapping[str, int] | None) -> str:
    """What became of the author's other comments: "3 visade, 1 dolt"."""
    if author is None:
        return _("Writes without an address: we know of no other comments.")
    counts = counts_line(author)
    return _("Earlier: %(what)s") % {"what": counts} if counts else _("The first comment of its author.")


@register.filter
def excerpt(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rsplit(' ', 1)[0]} …"


@register.filter
def reported_by(report: Report) -> str:
    """Whether the reader who reported is known; never who it is."""
    return _("a reader with a confirmed address") if report.participant_id else _("a reader we do not know")


@register.filter
def without_numbers(text: str) -> str:
    """The text as a suggestion for what to leave: personal identity numbers are replaced by a note."""
    note = _("identity number")  # not within the f-string: there it would not be found for translation
    for start, end in reversed(identity_numbers(text)):
        text = f"{text[:start]}[{note}]{text[end:]}"
    return text


@register.filter
def why_hidden(row: Any) -> str:
    """The reason and the words of a hidden comment, or of a decision."""
    reason, words = (
        (row.hidden_reason, row.hidden_text) if isinstance(row, Comment) else (row.reason, row.text)
    )
    label = "" if reason in ("", HiddenReason.OTHER) else str(HiddenReason(reason).label)
    return ". ".join(filter(None, [label, words]))


@register.simple_tag
def further_links(comment: Comment) -> list[tuple[str, Any]]:
    """What else a moderator may do with a comment, each with its address."""
    links = []
    for name, label in FURTHER:
        try:
            links.append((reverse(name, args=[comment.pk]), label))
        except NoReverseMatch:
            continue
    return links


@register.filter
def counts_line(author: Mapping[str, int]) -> str:
    """How many comments of each state: "3 visade, 1 dolt"."""
    found = ((sum(author.get(state, 0) for state in states), words) for states, words in AUTHOR_STATES)
    return ", ".join(words(n) % {"n": n} for n, words in found if n)


@register.filter
def holds_line(holds: list[str]) -> str:
    """Why rules held a comment, in words."""
    return ", ".join(str(Hold(hold).label) for hold in holds if hold in Hold.values)
