"""How a comment comes into a thread."""

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django_comments.models import Comment as StoredText
from django_comments_xtd.models import XtdComment
from wagtail.models import Page

from comments.models import Comment, ThreadMixin
from comments.models.comment import NAME_MAX_LENGTH
from comments.permissions import may_moderate
from comments.rules.errors import RuleViolation
from comments.rules.states import ANSWERABLE_STATES, State
from comments.services import locks
from comments.services.conversations import ensure_conversation
from comments.services.places import first_place, place_below
from radslag.clock import database_now
from radslag.plain import plain_line, plain_text, says_something

# Many may write "Jag håller med" on one day; a text longer than this, twice in a day under one name, is a double.
SHORT_TEXT = 40


@dataclass(frozen=True, slots=True)
class Posted:
    """The comment that stands for what was sent; `is_new` is false when the same had already come in."""

    comment: Comment
    is_new: bool


@transaction.atomic
def post_comment(
    *,
    page: Page,
    text: str,
    name: str = "",
    author: Any = None,
    reply_to: int | None = None,
    form_key: str = "",
) -> Posted:
    """Store a comment under `page`, waiting for a moderator; one by a moderator of the page is shown at once.

    `reply_to` is the id of the comment it answers; `form_key` tells one showing of the form from another, so that a double
    click stores one comment. Raises RuleViolation (`empty`, `too_long`, `name_too_long`, `thread_closed`,
    `no_such_comment`, `foreign_comment`, `not_shown`, `too_deep`) and then writes nothing. A reply holds the thread's lock.
    """
    text, name = _checked_text(text), _checked_name(name)
    target = _open_page(page)
    parent = _answerable(reply_to, target) if reply_to is not None else None
    now = database_now()
    comment = Comment(
        page_id=target.pk,
        conversation=ensure_conversation(target=target),
        waiting_since=now,
        content_type=ContentType.objects.get_for_model(target),
        object_pk=str(target.pk),
        site_id=settings.SITE_ID,
        comment=text,
        user_name=name,
        submit_date=now,
        fingerprint=_fingerprint(target.pk, reply_to, name, text, now, form_key),
    )
    _set_author(comment, author, target)
    return _store(comment, parent)


def _store(comment: Comment, parent: Comment | None) -> Posted:
    try:
        with transaction.atomic():
            for field, value in asdict(place_below(parent) if parent else first_place()).items():
                setattr(comment, field, value)
            comment.save(force_insert=(XtdComment, StoredText))
    except IntegrityError:  # the same text has come in already: the constraint on the fingerprint says so
        earlier = Comment.objects.filter(fingerprint=comment.fingerprint).first()
        if earlier is None:
            raise
        return Posted(earlier, is_new=False)
    return Posted(comment, is_new=True)


def _checked_text(raw: str) -> str:
    text = plain_text(raw)
    if not says_something(text):
        raise RuleViolation("empty")
    if len(text) > settings.COMMENT_MAX_LENGTH:
        raise RuleViolation("too_long")
    return text


def _checked_name(raw: str) -> str:
    name = plain_line(raw)
    if len(name) > NAME_MAX_LENGTH:
        raise RuleViolation("name_too_long")
    return name if says_something(name) else ""


def _open_page(page: Page) -> Any:
    """Read the page anew: it may have been closed since its form was shown."""
    kind = page.specific_class
    current = kind.objects.filter(pk=page.pk, live=True).first() if issubclass(kind, ThreadMixin) else None
    if current is None or not current.thread_open:
        raise RuleViolation("thread_closed")
    return current


def _answerable(comment_id: int, page: Page) -> Comment:
    if not locks.lock_thread_of(comment_id):
        raise RuleViolation("no_such_comment")
    parent = Comment.objects.get(pk=comment_id)
    if parent.page_id != page.pk:
        raise RuleViolation("foreign_comment")
    if parent.state not in ANSWERABLE_STATES:
        raise RuleViolation("not_shown")
    if not parent.can_be_answered:
        raise RuleViolation("too_deep")
    return parent


def _set_author(comment: Comment, author: Any, page: Page) -> None:
    if author is None or not author.is_authenticated:
        return
    comment.user = author
    if may_moderate(author, page):
        comment.is_staff_answer = True
        comment.state = State.APPROVED
        comment.waiting_since = None
        comment.decided_by = author
        comment.decided_at = comment.shown_at = comment.submit_date


def _fingerprint(
    page_id: int, reply_to: int | None, name: str, text: str, now: dt.datetime, form_key: str
) -> str:
    occasion = now.date().isoformat() if len(text) > SHORT_TEXT else form_key or now.isoformat()
    parts = (str(page_id), str(reply_to or ""), name, occasion, text)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
