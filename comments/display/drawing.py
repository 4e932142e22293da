"""A comment as HTML, drawn from a flat value alone: what was drawn for one page stands on the next as it is.

A page of a conversation has forty comments, and between two of its makings hardly one of them has changed.
"""

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import get_current_timezone_name, localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comments.display.addresses import address_of
from comments.display.threads import LONGEST_NAME, Node
from comments.rules.acts import Hold
from comments.rules.states import HiddenReason
from comments.rules.text import as_html
from comments.talked_about.outcomes import Became

TEMPLATE = "components/comment.html"
MOST, LONGEST = 2_000, 1_500
"""So many comments a process remembers, some five megabytes: those of fifty pages. One with more letters is drawn each time."""


class Asked(NamedTuple):
    """The question to the municipality that a comment is. `answer_url` is empty while nothing that shows answers it."""

    unit: str
    due_on: dt.date | None
    answered_at: dt.datetime | None
    is_answered: bool
    answer_url: str


class Shown(NamedTuple):
    """All that components/comment.html tells of a comment; nothing else reaches the template.

    Two that are equal look alike in one language. `text` is what there is room for. `answers` names whom a reply further in
    answers, empty when that is not on the page; `level` is of the heading. One that is `quoted` stands alone and without
    links, above a form.
    """

    pk: int
    state: str
    is_stub: bool
    is_staff: bool
    name: str
    said_at: dt.datetime
    decided_at: dt.datetime | None
    text: str
    has_text: bool
    is_cut: bool
    is_pinned: bool
    is_edited: bool
    is_redacted: bool
    is_erased: bool
    was_reported: bool
    was_changed: bool
    reason: str
    step: int
    answers: str
    likes: int
    can_be_answered: bool
    is_open: bool
    asked: Asked | None
    became: Became | None
    rules_url: str
    level: int
    quoted: bool

    @property
    def html(self) -> SafeString:
        return as_html(self.text)

    # What its links lead to.
    @property
    def permalink(self) -> str:
        return address_of("permalink", self.pk)

    @property
    def whole(self) -> str:
        return address_of("whole", self.pk)

    @property
    def reply(self) -> str:
        return address_of("reply", self.pk)

    @property
    def like(self) -> str:
        return address_of("like", self.pk)

    @property
    def report(self) -> str:
        return address_of("report", self.pk)


def drawn(shown: Shown) -> SafeString:
    """The HTML of a comment in the language and the time zone that are active."""
    if len(shown.text) > LONGEST:
        return _drawn.__wrapped__(shown)
    _forget_yesterday()
    return _drawn(shown, get_language(), get_current_timezone_name(), get_script_prefix())


def forget() -> None:
    """Let the process forget every comment it has drawn, also what somebody has erased since."""
    _drawn.cache_clear()


@lru_cache(MOST)
def _drawn(shown: Shown, *_around: str | None) -> SafeString:
    return render_to_string(TEMPLATE, {"comment": shown})


_remembered_on: dt.date | None = None


def _forget_yesterday() -> None:
    """Nothing that was taken away is in a process for longer than a day."""
    global _remembered_on
    today = localdate()
    if today != _remembered_on:
        _remembered_on = today
        forget()


def shown(
    node: Node, *, is_open: bool = False, rules_url: str = "", level: int = 3, quoted: bool = False
) -> Shown:
    """What a page tells of the comment of `node`; `is_open` says whether one may write in the conversation."""
    comment = node.comment
    is_stub = comment.is_stub
    return Shown(
        pk=comment.pk,
        state=comment.state,
        is_stub=is_stub,
        is_staff=comment.is_staff_answer,
        name=str(comment.shown_name),
        said_at=comment.submit_date,
        decided_at=comment.decided_at if is_stub else None,
        text=node.shown_words,
        has_text=bool(node.words),
        is_cut=node.is_cut,
        is_pinned=comment.pinned_at is not None,
        is_edited=comment.edited_at is not None,
        is_redacted=comment.redacted_at is not None,
        is_erased=comment.erased_at is not None,
        was_reported=is_stub and bool(comment.reports),
        was_changed=is_stub and Hold.CHANGED in comment.holds,
        reason=_reason(node) if is_stub else "",
        step=node.step,
        answers=_name_of_answered(node) if node.step else "",
        likes=comment.likes,
        can_be_answered=is_open and comment.can_be_answered,
        is_open=is_open,
        asked=None if quoted or is_stub else _asked(node),
        became=Became(*map(str, node.became)) if node.became and not quoted and not is_stub else None,
        rules_url=rules_url if is_stub else "",
        level=level,
        quoted=quoted,
    )


def _reason(node: Node) -> str:
    """Why it is hidden, to stand after "because"; empty when only the moderator's own words say it."""
    reason = node.comment.hidden_reason
    return "" if reason == HiddenReason.OTHER else str(node.comment.get_hidden_reason_display())


def _name_of_answered(node: Node) -> str:
    """Whom a reply answers; nobody is named whose comment is not shown."""
    if node.answers is None:
        return ""
    if node.answers.is_stub:
        return _("a comment that is not shown")
    if node.answers.is_staff_answer:
        return _("the municipality")
    return Truncator(str(node.answers.shown_name)).chars(LONGEST_NAME)


def _asked(node: Node) -> Asked | None:
    question = node.question
    if question is None:
        return None
    url = address_of("permalink", question.answer_id) if question.answer_id else ""
    return Asked(question.unit, question.due_on, question.answered_at, node.is_answered, url)
