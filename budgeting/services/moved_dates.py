"""What follows a round when its dates move: when its comments close, the reminders of drafts and of the last day to vote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from budgeting.models import ProposalDraft, Round, RoundNotice, RoundPage
from budgeting.rules.following import LAST_DAY, Event
from radslag.clock import database_now

AS_STORED = timedelta(seconds=1)
"""A revision keeps instants to the millisecond."""


def follow_dates(round_: Round, before: Mapping[str, Any]) -> None:
    """Let what was set by the old dates go by the new ones. `before`: fields of the round as they were, of those that change."""
    closed = before.get("voting_closes")
    if closed is not None and closed != round_.voting_closes:
        _close_comments_with_the_vote(round_, closed)
        _remind_again(round_)
    if before.get("submission_closes", round_.submission_closes) != round_.submission_closes:
        ProposalDraft.objects.filter(round=round_, proposal=None).update(reminded_days=None)


def _remind_again(round_: Round) -> None:
    """Who was told that voting closes tomorrow is told so again the day before the new close, if that lies ahead."""
    if round_.voting_closes - LAST_DAY > database_now():
        RoundNotice.objects.filter(round=round_, event=Event.LAST_DAY.value).delete()


def _close_comments_with_the_vote(round_: Round, before: datetime) -> None:
    """Conversations that were to close with the vote still do; the unpublished words of a page too, or they would undo it."""
    pages = RoundPage.objects.filter(round=round_)
    pages.filter(thread_ends=before).update(thread_ends=round_.voting_closes)
    for page in pages.select_related("latest_revision"):
        revision = page.latest_revision
        ends = parse_datetime(revision.content.get("thread_ends") or "") if revision else None
        if revision and ends and abs(ends - before) < AS_STORED:
            revision.content["thread_ends"] = round_.voting_closes.isoformat()
            revision.save(update_fields=["content"])
