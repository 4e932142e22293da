"""Drafts that were not handed in: their authors are reminded before the close, and long after it they are forgotten."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from budgeting.mails import drafts as writing_mails
from budgeting.models import ProposalDraft, Round
from budgeting.privacy import periods
from budgeting.querysets.rounds import rounds_for_everyone
from radslag.clock import database_now

DAYS_BEFORE = (3, 1)


def remind_of_drafts() -> int:
    """Mail the authors of unsent drafts three days and one day before the close; return how many mails.

    Each mail goes out once, however many run this at the same time. Who began after the day of a mail does not get it.
    """
    now = database_now()
    rounds = Round.objects.taking_proposals(now).filter(pk__in=rounds_for_everyone())
    return sum(_remind_round(round_, now) for round_ in rounds)


def _remind_round(round_: Round, now: dt.datetime) -> int:
    left = round_.submission_closes - now
    days = min((d for d in DAYS_BEFORE if left <= dt.timedelta(days=d)), default=None)
    if days is None:
        return 0
    due = ProposalDraft.objects.filter(
        round=round_,
        proposal=None,
        author__is_active=True,
        created_at__lte=round_.submission_closes - dt.timedelta(days=days),
    )
    due = due.filter(Q(reminded_days=None) | Q(reminded_days__gt=days))
    return sum(_remind(pk, days) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _remind(draft_id: int, days: int) -> bool:
    open_ = ProposalDraft.objects.filter(pk=draft_id, proposal=None)
    claimed = open_.filter(Q(reminded_days=None) | Q(reminded_days__gt=days)).update(reminded_days=days)
    if not claimed:
        return False
    draft = ProposalDraft.objects.select_related("round", "author").get(pk=draft_id)
    writing_mails.reminder(draft).send()
    return True


def delete_old_drafts() -> int:
    """Delete drafts that were never handed in, long after their round's close; return how many."""
    _rows, deleted = old_drafts(database_now()).delete()
    return deleted.get("budgeting.ProposalDraft", 0)


def old_drafts(now: dt.datetime) -> QuerySet[ProposalDraft]:
    """Drafts that have been kept long enough. A paused round may go on, and its drafts with it."""
    closed = ProposalDraft.objects.filter(
        proposal=None, round__submission_closes__lt=now - periods.DRAFTS.length
    )
    return closed.exclude(round__paused_at__isnull=False, round__cancelled_at=None)
