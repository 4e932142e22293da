"""What conversations forget by themselves. Each is a periodic job of its own, in batches, each row in a short transaction.

How long each is kept: `comments.privacy.periods`. What somebody can still confirm is never taken, whatever the period.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django_comments_xtd.models import XtdComment

from comments.models import (
    Appeal,
    Comment,
    Decision,
    Follow,
    Notice,
    Participant,
    Report,
)
from comments.privacy import periods
from comments.privacy.archive import CONVERSATION
from comments.rules.states import State
from comments.services import locks
from comments.services.own import erase_comment, locked_comment
from radslag.archives.services import none_needed
from radslag.clock import database_now
from radslag.models import RetentionDecision

OUT_OF_SIGHT = frozenset({State.HIDDEN, State.WITHDRAWN})
BATCH = 500


def delete_unconfirmed_comments() -> int:
    """Delete comments whose author did not open the link within its day, nor in the time after that; return how many."""
    now = database_now()
    return sum(_delete_unconfirmed(number, now) for number in _ids(old_unconfirmed_comments(now)))


def old_unconfirmed_comments(now: dt.datetime) -> QuerySet[Comment]:
    """Comments that were not confirmed in the time they are kept."""
    before = now - periods.UNCONFIRMED.length
    rows: QuerySet[Comment] = Comment.objects.filter(state=State.UNCONFIRMED, submit_date__lt=before)
    return rows


def erase_texts_out_of_sight() -> int:
    """Erase hidden and withdrawn comments, and earlier texts and appeals of all, when the site has kept them long enough;
    return how many comments.

    A comment whose author waits for a new look is left alone until that is answered.
    """
    now = database_now()
    before = now - periods.OUT_OF_SIGHT.length
    erased = sum(_erase_if_old(number, before) for number in _ids(old_texts_out_of_sight(now)))
    _empty_old_log(before)
    return erased


def old_texts_out_of_sight(now: dt.datetime) -> QuerySet[Comment]:
    """Hidden and withdrawn comments that have been kept long enough, but for those about which somebody waits for an answer.

    Without a decision on the period only those in conversations of which it is decided that they need no package: a
    package that the archive has holds none of these texts.
    """
    open_appeals = Appeal.objects.filter(comment=OuterRef("pk"), answered_at=None)
    rows: QuerySet[Comment] = Comment.objects.filter(
        ~Exists(open_appeals),
        state__in=OUT_OF_SIGHT,
        erased_at=None,
        is_staff_answer=False,
        decided_at__lt=now - periods.OUT_OF_SIGHT.length,
    )
    return rows if _is_decided() else rows.filter(conversation__in=_need_none())


def _is_decided() -> bool:
    """Whether the municipality has decided how long such texts are kept: they are public records until then."""
    rows = RetentionDecision.objects.filter(name=periods.OUT_OF_SIGHT.name)
    return rows.exclude(decision=periods.NOT_DECIDED).exists()


def _need_none() -> Any:
    """Conversations that need no package, by a decision: their numbers."""
    return none_needed(CONVERSATION).values("object_id")


def delete_unconfirmed_follows() -> int:
    """Delete what somebody asked to follow and never confirmed, or ended and did not take back; return how many."""
    return _delete(old_unconfirmed_follows(database_now()))


def old_unconfirmed_follows(now: dt.datetime) -> QuerySet[Follow]:
    """What was asked for or ended longer ago than it is kept."""
    before = now - periods.UNCONFIRMED_FOLLOWS.length
    return Follow.objects.filter(confirmed_at=None, created_at__lt=before)


def forget_empty_participants() -> int:
    """Delete addresses on which nothing hangs, in any app, but reports that are handled; return how many.

    Confirmed ones are kept for a while, so that who liked something yesterday need not confirm again; the others for as
    long as they can be confirmed.
    """
    return _delete(empty_participants(database_now()))


def empty_participants(now: dt.datetime) -> QuerySet[Participant]:
    """Addresses on which nothing hangs and which have been kept long enough."""
    lone = Participant.objects.filter(*(~Exists(rows) for rows in _hanging()))
    unconfirmed = Q(confirmed_at=None, created_at__lt=now - periods.UNCONFIRMED.length)
    old = Q(created_at__lt=now - periods.EMPTY_PARTICIPANTS.length)
    return lone.filter(unconfirmed | old)


def _hanging() -> Iterator[QuerySet[Any]]:
    """What keeps a participant, asked of each: every row that points there, from later apps as well."""
    for relation in Participant._meta.related_objects:
        model: Any = relation.related_model
        rows = model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        yield rows.filter(handled_at=None) if model is Report else rows


def forget_reporters() -> int:
    """Take from reports that were handled long ago who reported and in which words; return how many.

    That somebody reported, when and for which reason stays.
    """
    old = old_reports(database_now())
    return _update(old, participant=None, text="", key=Concat(Value("-"), Cast(F("pk"), CharField())))


def old_reports(now: dt.datetime) -> QuerySet[Report]:
    """Reports that still say who reported, or what, longer than that is kept."""
    old = Report.objects.filter(handled_at__lt=now - periods.REPORTERS.length)
    return old.exclude(key__startswith="-", text="")


def delete_old_notices() -> int:
    """Delete the notes of who was told of what; return how many."""
    return _delete(old_notices(database_now()))


def old_notices(now: dt.datetime) -> QuerySet[Notice]:
    """Notes that have been kept long enough."""
    return Notice.objects.filter(at__lt=now - periods.NOTICES.length)


@transaction.atomic
def _delete_unconfirmed(comment_id: int, now: dt.datetime) -> bool:
    """Delete it under its thread's lock, and count it no longer on the comments above; its place stays empty."""
    if not locks.lock_thread_of(comment_id):
        return False
    comment = old_unconfirmed_comments(now).order_by().filter(pk=comment_id).first()
    if comment is None:
        return False
    above = _above(comment)
    XtdComment.norel_objects.filter(pk__in=above).update(nested_count=F("nested_count") - 1)
    comment.delete()
    return True


def _above(comment: Comment) -> set[int]:
    found: set[int] = set()
    number, level = comment.parent_id, comment.level
    while level > 0 and number not in found:
        found.add(number)
        row = XtdComment.norel_objects.order_by().filter(pk=number).values_list("parent_id", "level").first()
        if row is None:
            break
        number, level = row
    return found


@transaction.atomic
def _erase_if_old(comment_id: int, before: dt.datetime) -> bool:
    """Look at it once more under its thread's lock: a moderator may have shown it again a moment ago."""
    comment = locked_comment(comment_id)
    if comment.state not in OUT_OF_SIGHT or comment.decided_at is None or comment.decided_at >= before:
        return False
    erase_comment(comment_id=comment_id)
    return True


def _empty_old_log(before: dt.datetime) -> None:
    """What stands beside comments that are still shown: earlier texts, and what was said for a new look long ago."""
    old = Decision.objects.filter(at__lt=before).exclude(text_before="", name_before="")
    answered = Appeal.objects.filter(answered_at__lt=before).exclude(text="", answer="")
    if not _is_decided():
        old = old.filter(comment__conversation__in=_need_none())
        answered = answered.filter(comment__conversation__in=_need_none())
    _update(old, text_before="", name_before="")
    _update(answered, text="", answer="")


def _ids(rows: QuerySet[Any]) -> Iterator[int]:
    for batch in _batches(rows):
        yield from batch


def _batches(rows: QuerySet[Any]) -> Iterator[list[int]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield batch
        last = batch[-1]


def _delete(rows: QuerySet[Any]) -> int:
    return sum(_delete_batch(rows, batch) for batch in _batches(rows))


@transaction.atomic
def _delete_batch(rows: QuerySet[Any], batch: list[int]) -> int:
    """Hold the rows, so that nothing new can hang on them, and ask the condition again before deleting."""
    list(rows.model.objects.select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk"))
    return rows.filter(pk__in=batch).delete()[1].get(rows.model._meta.label, 0)


def _update(rows: QuerySet[Any], **values: Any) -> int:
    return sum(rows.filter(pk__in=batch).update(**values) for batch in _batches(rows))
