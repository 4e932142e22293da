"""Telling who follows a project what was published about it. A periodic job; about one project at most once a day."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from budgeting.mails import following as following_mails
from budgeting.models import ProjectUpdate, RoundFollow
from radslag.clock import database_now
from radslag.mail.once_a_day import told_before

logger = logging.getLogger(__name__)

SETTLED = dt.timedelta(minutes=10)
"""What was published later than that is not told yet: whoever wrote it may correct it first."""
OLDEST = dt.timedelta(days=7)
"""What is older than that and was not told is no news."""


def tell_of_news() -> int:
    """Mail everyone who follows a project about which something new was published; return how many mails.

    A mail that fails is reported and does not stop the next. Raises OperationalError or InterfaceError when the database is
    away.
    """
    now = database_now()
    mails = 0
    for follow_id in _with_news(now).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=500):
        try:
            mails += _tell(follow_id, now)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # one follower must not keep the news from the others
            logger.error("Follower %s was not told: %s", follow_id, type(error).__name__)
    return mails


def _with_news(now: dt.datetime) -> QuerySet[RoundFollow]:
    """The follows that have something to tell and may have a mail today, in one statement."""
    new = _published(now).filter(project=OuterRef("project"), published_at__gt=OuterRef("told_until"))
    may_be_told = Q(told_at=None) | Q(told_at__lt=told_before(now))
    follows: QuerySet[RoundFollow] = RoundFollow.objects.confirmed().that_may_be_read(now)
    return follows.filter(may_be_told, Exists(new))


@transaction.atomic
def _tell(follow_id: int, now: dt.datetime) -> bool:
    """Make the mail and note what it tells; the row is held, so that two workers never make two."""
    rows = _with_news(now).select_for_update(of=("self",))
    follow = rows.select_related("participant", "round", "project__proposal").filter(pk=follow_id).first()
    if follow is None:
        return False
    new = _published(now).filter(project=follow.project_id, published_at__gt=follow.told_until)
    following_mails.project_news(follow, list(new.order_by("published_at", "pk"))).send()
    follow.told_until, follow.told_at = now - SETTLED, now
    follow.save(update_fields=["told_until", "told_at"])
    return True


def _published(now: dt.datetime) -> QuerySet[ProjectUpdate]:
    until = now - SETTLED
    updates: QuerySet[ProjectUpdate] = ProjectUpdate.objects.published()
    return updates.filter(published_at__gt=until - OLDEST, published_at__lte=until)
