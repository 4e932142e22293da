"""The daily mail: what is new in all that somebody follows, in one mail, at most once a day.

It holds what those who chose it follow, and what those who are mailed at once were not mailed: they had had many that day,
or a task was lost.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from comments.mails import digest as digest_mail
from comments.models import Comment, Follow, Notice, Participant
from comments.rules.acts import Pace
from comments.rules.states import State
from comments.talked_about.publicity import titles_of
from radslag.clock import database_now
from radslag.limits import limit_for, use
from radslag.mail.once_a_day import again_from

GRACE = dt.timedelta(hours=1)
"""What is mailed at once has so long to be mailed."""
OLDEST = dt.timedelta(days=7)
"""What is older than that and was not told is no news."""
MOST_READ = 500
"""Comments read for one mail."""


def send_digests() -> int:
    """Mail all who have something new to read and have had no digest today; return how many mails."""
    now = database_now()
    people = _with_news(now).order_by("participant_id").values_list("participant_id", flat=True).distinct()
    return sum(_send(number, now) for number in people.iterator(chunk_size=500))


def _with_news(now: dt.datetime) -> QuerySet[Follow]:
    """The follows that have something to tell, in one statement."""
    follows = Follow.objects.filter(confirmed_at__isnull=False)
    told = Notice.objects.filter(
        comment_id=OuterRef("pk"), follow__participant_id=OuterRef(OuterRef("participant_id"))
    )
    new = Comment.objects.order_by().filter(
        ~Exists(told),
        conversation_id=OuterRef("conversation_id"),
        state=State.APPROVED,
        shown_at__gt=OuterRef("sent_until"),
    )
    new = new.filter(shown_at__gt=now - OLDEST).exclude(participant_id=OuterRef("participant_id"))
    in_thread = new.filter(thread_id=OuterRef("root_id"))
    daily = Q(pace=Pace.DAILY)
    settled = now - GRACE
    return follows.filter(
        (daily & Q(root=None) & Exists(new))
        | (daily & Exists(in_thread))
        | (~daily & Q(root=None) & Exists(new.filter(shown_at__lte=settled)))
        | (~daily & Exists(in_thread.filter(shown_at__lte=settled)))
    )


@transaction.atomic
def _send(participant_id: int, now: dt.datetime) -> bool:
    """Make one person's mail and note what it tells; the row is held, so that two workers never make two."""
    person = Participant.objects.select_for_update().filter(pk=participant_id).first()
    if person is None or not person.is_confirmed:
        return False
    followed = list(_follows_of(person))
    titles = titles_of([follow.conversation for follow in followed])
    follows = [follow for follow in followed if follow.conversation_id in titles]
    parts = list(_parts(person, follows, titles, now))
    if not parts or not _is_first_of_its_day(person):
        return False
    if len(parts) > 1 and sum(len(part.comments) for part in parts) >= MOST_READ:
        parts.pop()  # it may have been cut: it is told the next time, as those after it
    _note_told(follows, parts, now)
    digest_mail.digest(person, parts).send()
    return True


def _is_first_of_its_day(person: Participant) -> bool:
    now = database_now()
    return use(limit_for("digest", str(person.pk), times=1, window=again_from(now) - now))


def _note_told(follows: list[Follow], parts: list[digest_mail.Part], now: dt.datetime) -> None:
    conversations = {part.follow.conversation_id for part in parts}
    for pace, until in ((Pace.DAILY, now), (Pace.AT_ONCE, now - GRACE)):
        told = [f.pk for f in follows if f.pace == pace and f.conversation_id in conversations]
        Follow.objects.filter(pk__in=told, sent_until__lt=until).update(sent_until=until)


def _follows_of(person: Participant) -> QuerySet[Follow]:
    rows = Follow.objects.filter(participant=person, confirmed_at__isnull=False)
    return rows.select_related("conversation__page").order_by("conversation_id", "-root_id")


def _parts(
    person: Participant, follows: list[Follow], titles: dict[int, str], now: dt.datetime
) -> Iterator[digest_mail.Part]:
    by_conversation = {number: list(rows) for number, rows in groupby(follows, lambda f: f.conversation_id)}
    for number, comments in groupby(_news(person, follows, now), lambda c: c.conversation_id):
        yield digest_mail.Part(titles[number], by_conversation[number][-1], list(comments))


def _news(person: Participant, follows: list[Follow], now: dt.datetime) -> QuerySet[Comment]:
    wanted = Q(pk__in=[])
    for follow in follows:
        until = now if follow.pace == Pace.DAILY else now - GRACE
        since = max(follow.sent_until, now - OLDEST)
        one = Q(conversation_id=follow.conversation_id, shown_at__gt=since, shown_at__lte=until)
        wanted |= one & Q(thread_id=follow.root_id) if follow.root_id else one
    told = Notice.objects.filter(comment_id=OuterRef("pk"), follow__participant=person)
    rows = Comment.objects.filter(wanted, ~Exists(told), state=State.APPROVED).exclude(participant=person)
    return rows.select_related("conversation__page").order_by("conversation_id", "shown_at", "pk")[:MOST_READ]
