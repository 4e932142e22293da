"""What conversations forget by themselves. Each is a periodic job of its own, in batches, each row in a short transaction.

What was never confirmed goes after a day and a day of grace; texts that are out of sight after as many months as the site
says; addresses that nothing hangs on after a month.
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
    ConversationSettings,
    Decision,
    Follow,
    Notice,
    Participant,
    Report,
)
from comments.rules.own import CONFIRM_WITHIN
from comments.rules.states import State
from comments.services import locks
from comments.services.own import erase_comment, locked_comment
from comments.targets import defaults_for
from radslag.clock import database_now

GRACE = dt.timedelta(days=1)
EMPTY_PARTICIPANTS_KEPT = dt.timedelta(days=30)
REPORTERS_KEPT = dt.timedelta(days=90)
NOTICES_KEPT = dt.timedelta(days=60)
"""Longer than a digest looks back."""
OUT_OF_SIGHT = frozenset({State.HIDDEN, State.WITHDRAWN})
BATCH = 500


def delete_unconfirmed_comments() -> int:
    """Delete comments whose author did not open the link within its day and a day of grace; return how many."""
    before = database_now() - CONFIRM_WITHIN - GRACE
    old = Comment.objects.filter(state=State.UNCONFIRMED, submit_date__lt=before)
    return sum(_delete_unconfirmed(number, before) for number in _ids(old))


def erase_texts_out_of_sight() -> int:
    """Erase hidden and withdrawn comments, and earlier texts and appeals of all, when the site has kept them long enough;
    return how many comments.

    A comment whose author waits for a new look is left alone until that is answered.
    """
    now = database_now()
    chosen = ConversationSettings.objects.values_list("keep_hidden_months", flat=True)
    months = [*chosen, ConversationSettings().keep_hidden_months]
    open_appeals = Appeal.objects.filter(comment=OuterRef("pk"), answered_at=None)
    old = Comment.objects.filter(
        ~Exists(open_appeals),
        state__in=OUT_OF_SIGHT,
        erased_at=None,
        is_staff_answer=False,
        decided_at__lt=now - _months(min(months)),
    )
    erased = sum(_erase_if_old(number, now) for number in _ids(old))
    _empty_old_log(now - _months(max(months)))
    return erased


def delete_unconfirmed_follows() -> int:
    """Delete what somebody asked to follow and never confirmed, or ended a day ago; return how many."""
    before = database_now() - CONFIRM_WITHIN - dt.timedelta(hours=1)
    return _delete(Follow.objects.filter(confirmed_at=None, created_at__lt=before))


def forget_empty_participants() -> int:
    """Delete addresses on which nothing hangs, in any app, but reports that are handled; return how many.

    Confirmed ones are kept for a month, so that who liked something yesterday need not confirm again; the others for as
    long as they can be confirmed.
    """
    now = database_now()
    lone = Participant.objects.filter(*(~Exists(rows) for rows in _hanging()))
    unconfirmed = Q(confirmed_at=None, created_at__lt=now - CONFIRM_WITHIN - GRACE)
    old = Q(created_at__lt=now - EMPTY_PARTICIPANTS_KEPT)
    return _delete(lone.filter(unconfirmed | old))


def _hanging() -> Iterator[QuerySet[Any]]:
    """What keeps a participant, asked of each: every row that points there, from later apps as well."""
    for relation in Participant._meta.related_objects:
        model: Any = relation.related_model
        rows = model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        yield rows.filter(handled_at=None) if model is Report else rows


def forget_reporters() -> int:
    """Take from reports that were handled three months ago who reported and in which words; return how many.

    That somebody reported, when and for which reason stays.
    """
    old = Report.objects.filter(handled_at__lt=database_now() - REPORTERS_KEPT)
    kept = old.exclude(key__startswith="-", text="")
    return _update(kept, participant=None, text="", key=Concat(Value("-"), Cast(F("pk"), CharField())))


def delete_old_notices() -> int:
    """Delete the notes of who was told of what; return how many."""
    return _delete(Notice.objects.filter(at__lt=database_now() - NOTICES_KEPT))


@transaction.atomic
def _delete_unconfirmed(comment_id: int, before: dt.datetime) -> bool:
    """Delete it under its thread's lock, and count it no longer on the comments above; its place stays empty."""
    if not locks.lock_thread_of(comment_id):
        return False
    rows = Comment.objects.order_by().filter(pk=comment_id, state=State.UNCONFIRMED, submit_date__lt=before)
    comment = rows.first()
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
def _erase_if_old(comment_id: int, now: dt.datetime) -> bool:
    """Look at it once more under its thread's lock: a moderator may have shown it again a moment ago."""
    comment = locked_comment(comment_id)
    before = now - _months(defaults_for(comment.page).keep_hidden_months)
    if comment.state not in OUT_OF_SIGHT or comment.decided_at is None or comment.decided_at >= before:
        return False
    erase_comment(comment_id=comment_id)
    return True


def _empty_old_log(before: dt.datetime) -> None:
    """What stands beside comments that are still shown: earlier texts, and what was said for a new look long ago."""
    old = Decision.objects.filter(at__lt=before).exclude(text_before="", name_before="")
    _update(old, text_before="", name_before="")
    _update(Appeal.objects.filter(answered_at__lt=before).exclude(text="", answer=""), text="", answer="")


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


def _months(number: int) -> dt.timedelta:
    return dt.timedelta(days=365 * number // 12)


def _update(rows: QuerySet[Any], **values: Any) -> int:
    return sum(rows.filter(pk__in=batch).update(**values) for batch in _batches(rows))
