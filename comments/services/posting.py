"""How a comment comes into a thread."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django_comments.models import Comment as StoredText
from django_comments_xtd.models import XtdComment
from wagtail.models import Page

from comments.mails.confirmation import confirmation_mail
from comments.models import Comment, Conversation, ConversationSettings, Decision, Participant
from comments.models.comment import NAME_MAX_LENGTH
from comments.rules.acts import Act
from comments.rules.errors import LimitReached, RuleViolation
from comments.rules.holding import SHORT_TEXT, Occasion, may_be_shown, text_key
from comments.rules.policy import Policy, Showing, Writers
from comments.rules.states import ANSWERABLE_STATES, State
from comments.services import locks
from comments.services.announcing import announce_posted
from comments.services.answers import note_answer
from comments.services.conversations import ensure_conversation
from comments.services.holding import holds_of, stands_elsewhere
from comments.services.limiting import is_one_of_many
from comments.services.participants import ensure_participant, participant_to_be
from comments.services.places import first_place, place_below
from comments.services.senders import NOBODY, Sender
from comments.talked_about import targets
from radslag.clock import database_now, machine_now
from radslag.incoming.plain import plain_line, plain_text, says_something
from radslag.limits import Full, Limit, count_all


@dataclass(frozen=True, slots=True)
class Posted:
    """The comment that stands for what was sent. `is_new` is false when the same sender had already sent the same."""

    comment: Comment
    is_new: bool


def post_comment(
    *,
    target: Any,
    text: str,
    name: str = "",
    sender: Sender = NOBODY,
    reply_to: int | None = None,
    form_key: str = "",
    seconds_open: int | None = None,
    limits: Sequence[Limit] = (),
    defaults: ConversationSettings | None = None,
) -> Posted:
    """Store what `sender` says about `target`: shown at once, waiting for a moderator, or for its author's confirmation.

    `reply_to` is the id of the comment it answers; `form_key` tells one showing of the form from another and
    `seconds_open` for how long it was shown; `limits` are counted with the comment; `defaults`: the site's settings, if at
    hand. All is one transaction, or nothing: RuleViolation (`empty`, `too_long`, `name_too_long`, `identity_number` for
    staff, `thread_closed`, `sign_in_first`, `email_missing`, `no_such_comment`, `foreign_comment`, `not_shown`,
    `too_deep`), and LimitReached when too much has come. A reply holds its thread's lock.
    """
    text, name = _checked_text(text), _checked_name(name)
    page = target if isinstance(target, Page) else target.thread_page
    defaults = defaults or targets.defaults_for(page)
    draft = Draft(target, text, name, sender, reply_to, seconds_open, defaults)
    fingerprint = _fingerprint(draft, form_key)
    try:
        return Posted(_post(draft, fingerprint, limits), is_new=True)
    except (IntegrityError, LimitReached):
        # The constraint on the fingerprint says that the same has come in already; a second click may also meet a limit.
        earlier = Comment.objects.filter(fingerprint=fingerprint).select_related("conversation").first()
        if earlier is None:
            raise
    return Posted(earlier, is_new=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was sent, checked but not judged."""

    target: Any
    text: str
    name: str
    sender: Sender
    reply_to: int | None
    seconds_open: int | None
    defaults: ConversationSettings


@transaction.atomic
def _post(draft: Draft, fingerprint: str, limits: Sequence[Limit]) -> Comment:
    used = count_all(limits) if limits else {}
    if isinstance(used, Full):
        raise LimitReached(used.limit.name, used.until)
    parent = _locked_parent(draft.reply_to) if draft.reply_to is not None else None
    target = _as_it_stands(draft.target)
    now = database_now()
    if parent is not None:
        _check_answerable(parent, target)
    policy = targets.policy_of(target, draft.defaults)
    is_staff = draft.sender.may_answer_for_us(target)
    _check_may_write(draft, policy, is_staff=is_staff, now=now)
    comment = _comment(draft, fingerprint, target, parent, now)
    if is_staff:
        _show(comment, by=draft.sender.user)
    else:
        _judge(comment, draft, policy, is_one_of_many=is_one_of_many(used))
    _store(comment, parent)
    _tell(comment, is_staff=is_staff)
    return comment


def _comment(
    draft: Draft, fingerprint: str, target: Any, parent: Comment | None, now: dt.datetime
) -> Comment:
    return Comment(
        page_id=target.thread_page.pk,
        conversation=parent.conversation if parent else ensure_conversation(target=target),
        content_type=ContentType.objects.get_for_model(target),
        object_pk=str(target.pk),
        site_id=settings.SITE_ID,
        comment=draft.text,
        text_key=text_key(draft.text),
        user=draft.sender.user if draft.sender.is_signed_in else None,
        user_name=draft.name,
        submit_date=now,
        fingerprint=fingerprint,
    )


def _judge(comment: Comment, draft: Draft, policy: Policy, *, is_one_of_many: bool) -> None:
    occasion = Occasion(draft.seconds_open, is_one_of_many, stands_elsewhere(comment.text_key))
    comment.holds = holds_of(draft.text, name=draft.name, defaults=draft.defaults, occasion=occasion)
    comment.participant = _participant_of(draft.sender)
    if draft.sender.is_to_confirm:
        comment.state = State.UNCONFIRMED
        comment.participant = participant_to_be(
            email=draft.sender.email, language=get_language() or "", now=comment.submit_date
        )
    elif comment.holds or not is_shown_at_once(comment.participant, policy):
        comment.state, comment.waiting_since = State.WAITING, comment.submit_date
    else:
        _show(comment)


def _participant_of(sender: Sender) -> Participant | None:
    if sender.participant is None and sender.proven and sender.is_signed_in:
        return ensure_participant(email=sender.proven, language=get_language() or "", confirmed=True)
    return sender.participant


def is_shown_at_once(participant: Participant | None, policy: Policy) -> bool:
    """Whether a comment that no rule holds is shown before a moderator has read it: by the policy, or by trust.

    Trust is earned by comments that a moderator approved and that are still shown, not by those shown by trust.
    """
    counts = policy.showing == Showing.REVIEWED and policy.trusted_after and participant is not None
    approved = Comment.objects.order_by().filter(
        participant=participant, state=State.APPROVED, decided_by__isnull=False
    )
    return policy.shows_at_once(approved_before=approved.count() if counts else 0)


def _show(comment: Comment, by: Any = None) -> None:
    comment.state = State.APPROVED
    comment.is_staff_answer = by is not None
    comment.decided_by = by
    comment.decided_at = comment.shown_at = comment.submit_date


def _store(comment: Comment, parent: Comment | None) -> None:
    for field, value in asdict(place_below(parent) if parent else first_place()).items():
        setattr(comment, field, value)
    comment.save(force_insert=(XtdComment, StoredText))


def _tell(comment: Comment, *, is_staff: bool) -> None:
    """Write in the log what a rule decided, and tell who is to know."""
    if comment.state == State.UNCONFIRMED:
        confirmation_mail(comment).send()
        return
    act = Act.SHOW if comment.state == State.APPROVED else Act.HOLD
    if not is_staff and (act == Act.SHOW or comment.holds):
        Decision.objects.create(comment=comment, act=act, at=comment.submit_date, holds=comment.holds)
    if comment.state == State.APPROVED:
        announce_posted(comment)
    note_answer(comment)


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


def _as_it_stands(target: Any) -> Any:
    """Read the target anew: it may have been closed since its form was shown."""
    if not isinstance(target, Page):
        current = targets.load(targets.key_of(target))
        is_live = current is not None and current.thread_page.live
    else:
        kind = target.specific_class
        current = kind.objects.filter(pk=target.pk, live=True).first() if targets.has_thread(kind) else None
        is_live = current is not None
    if not is_live:
        raise RuleViolation("thread_closed")
    return current


def _check_may_write(draft: Draft, policy: Policy, *, is_staff: bool, now: dt.datetime) -> None:
    sender = draft.sender
    if not policy.is_open_at(now):
        raise RuleViolation("thread_closed")
    if is_staff and not may_be_shown(draft.text, name=draft.name):
        raise RuleViolation("identity_number")
    if policy.writers == Writers.SIGNED_IN and not sender.is_signed_in:
        raise RuleViolation("sign_in_first")
    known = sender.is_signed_in or sender.participant is not None
    if policy.writers == Writers.CONFIRMED and not (known or sender.email):
        raise RuleViolation("email_missing")


def _locked_parent(comment_id: int) -> Comment:
    parent = locks.locked_with_thread(comment_id)
    if parent is None:
        raise RuleViolation("no_such_comment")
    return parent


def _check_answerable(parent: Comment, target: Any) -> None:
    about: Conversation = parent.conversation
    kind = ContentType.objects.get_for_model(target)
    if (about.content_type_id, about.object_id) != (kind.pk, target.pk):
        raise RuleViolation("foreign_comment")
    if parent.state not in ANSWERABLE_STATES:
        raise RuleViolation("not_shown")
    if not parent.can_be_answered:
        raise RuleViolation("too_deep")


def _fingerprint(draft: Draft, form_key: str) -> str:
    """Equal when one sender sends the same again: a long text on one day, a short one in the same form.

    Without anything to tell senders apart, all are one.
    """
    today = timezone.localdate(machine_now()).isoformat()
    occasion = today if len(draft.text) > SHORT_TEXT else form_key or str(machine_now())
    about = targets.key_of(draft.target)
    parts = (draft.sender.key, about, str(draft.reply_to or ""), draft.name, occasion, draft.text)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
