"""What moderators are to read: comments that wait, were set aside or reported, and appeals. One list, the most urgent first.

Reads only; a constant number of queries however much waits.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from comments.models import Appeal, Comment, Report
from comments.people.permissions import branches_of_others, moderated_pages
from comments.rules.acts import Hold
from comments.rules.identity import identity_numbers
from comments.rules.states import QUEUED_STATES, State
from comments.talked_about.targets import shown_targets

MANY_REPORTS = 3


class Kind(TextChoices):
    """Why something stands in the queue."""

    ASIDE = "aside", _("Set aside for review")
    REPORTED = "reported", _("Reported, and shown")
    WAITING = "waiting", _("Waits to be shown")
    APPEAL = "appeal", _("Asks for a new look")


@dataclass(frozen=True, slots=True)
class Spot:
    """A comment's place in the queue: since when, and how many have reported it."""

    pk: int
    kind: Kind
    since: dt.datetime
    reports: int = 0

    @property
    def urgency(self) -> tuple[bool, dt.datetime, int]:
        """Sorts the most urgent first: what many say is wrong, then who has waited longest."""
        is_urgent = self.kind == Kind.ASIDE or (self.kind == Kind.REPORTED and self.reports >= MANY_REPORTS)
        return (not is_urgent, self.since, self.pk)


@dataclass(slots=True)
class Grouped:
    """The reports of a comment that give the same reason."""

    label: str
    count: int = 0
    known: int = 0
    texts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A comment in the queue with all that a moderator needs to decide."""

    comment: Comment
    spot: Spot
    thing: Any = None
    parent: Comment | None = None
    reports: list[Report] = field(default_factory=list)
    author: Mapping[str, int] | None = None
    appeal: Appeal | None = None
    may_answer: bool = False
    is_over: bool = False
    then: int | None = None

    @property
    def kind(self) -> Kind:
        return self.spot.kind

    @property
    def holds(self) -> list[Any]:
        """Why rules hold it, in words; what is no rule (any more) is left out."""
        known = [hold for hold in self.comment.holds if hold in Hold.values]
        return [Hold(hold).label for hold in known] if self.comment.is_waiting else []

    @property
    def grouped_reports(self) -> list[Grouped]:
        """The reports, each reason once with the words of those who wrote some; the most common reason first."""
        groups: dict[str, Grouped] = {}
        for report in self.reports:
            group = groups.setdefault(report.reason, Grouped(report.get_reason_display()))
            group.count += 1
            group.known += report.participant_id is not None
            if report.text:
                group.texts.append(report.text)
        return sorted(groups.values(), key=lambda group: -group.count)

    @property
    def has_identity_number(self) -> bool:
        return bool(identity_numbers(self.comment.comment) or identity_numbers(self.comment.user_name))

    @property
    def may_link(self) -> bool:
        """Whether readers can meet it where it stands."""
        page = self.comment.page
        return self.comment.is_public and page is not None and page.live


def spots_for(user: Any) -> list[Spot]:
    """The whole queue of the pages that `user` moderates, the most urgent first."""
    mine = {"page__in": moderated_pages(user)}
    queued = Comment.objects.order_by().filter(state__in=QUEUED_STATES, **mine)
    reported = Comment.objects.order_by().filter(state=State.APPROVED, reports__gt=0, **mine)
    first_report = Min("report_rows__at", filter=Q(report_rows__handled_at=None))
    appeals = Appeal.objects.filter(
        answered_at=None, comment__state=State.HIDDEN, comment__page__in=mine["page__in"]
    )
    spots = [
        Spot(pk, Kind.ASIDE if state == State.ASIDE else Kind.WAITING, since, reports)
        for pk, state, since, reports in queued.values_list("pk", "state", "waiting_since", "reports")
    ]
    spots += [
        Spot(pk, Kind.REPORTED, since or submitted, reports)
        for pk, since, submitted, reports in reported.annotate(first_report=first_report).values_list(
            "pk", "first_report", "submit_date", "reports"
        )
    ]
    spots += [Spot(pk, Kind.APPEAL, since) for pk, since in appeals.values_list("comment_id", "made_at")]
    return sorted(spots, key=lambda spot: spot.urgency)


def counts_of(spots: Iterable[Spot]) -> dict[Kind, int]:
    """How many there are of each kind."""
    counts = dict.fromkeys(Kind, 0)
    for spot in spots:
        counts[spot.kind] += 1
    return counts


def entries_for(user: Any, spots: list[Spot], *, late: dt.datetime) -> list[Entry]:
    """Everything about the comments at `spots`, in their order. What has waited since before `late` is over the promise."""
    related = ("page", "conversation", "decided_by")
    comments = Comment.objects.order_by().select_related(*related).in_bulk([spot.pk for spot in spots])
    entries = [Entry(comments[spot.pk], spot) for spot in spots if spot.pk in comments]
    for entry in entries:
        entry.is_over = entry.spot.since < late
    for entry, following in pairwise(entries):
        entry.then = following.comment.pk
    _add_things(entries)
    _add_parents(entries)
    _add_reports(entries)
    _add_authors(entries, user)
    _add_appeals(entries, user)
    return entries


def _add_things(entries: list[Entry]) -> None:
    """The proposal or matter that is talked about, where it is not the page itself."""
    conversations = {entry.comment.conversation for entry in entries}
    things = shown_targets(one for one in conversations if one.object_id != one.page_id)
    for entry in entries:
        entry.thing = things.get(entry.comment.conversation_id)


def _add_parents(entries: list[Entry]) -> None:
    replies = [entry for entry in entries if entry.comment.level]
    parents = Comment.objects.order_by().in_bulk([entry.comment.parent_id for entry in replies])
    for entry in replies:
        entry.parent = parents.get(entry.comment.parent_id)


def _add_reports(entries: list[Entry]) -> None:
    by_comment = defaultdict(list)
    numbers = [entry.comment.pk for entry in entries]
    for report in Report.objects.filter(comment__in=numbers, handled_at=None).order_by("at", "pk"):
        by_comment[report.comment_id].append(report)
    for entry in entries:
        entry.reports = by_comment[entry.comment.pk]


def _add_authors(entries: list[Entry], user: Any) -> None:
    """What became of the other comments of those whose address or account is known, on the pages `user` moderates."""
    theirs = Comment.objects.order_by().filter(page__in=moderated_pages(user))
    comments = [entry.comment for entry in entries]
    for name in ("participant_id", "user_id"):
        known = {getattr(comment, name) for comment in comments} - {None}
        counted = states_by(theirs, name, known)
        for entry in entries:
            if entry.author is None and (number := getattr(entry.comment, name)):
                entry.author = _without(counted[number], entry.comment.state)


def states_by(comments: QuerySet[Comment], name: str, numbers: Iterable[int]) -> Mapping[int, dict[str, int]]:
    """How many of `comments` each author has in each state; authors are told apart by the field `name`."""
    counted: defaultdict[int, dict[str, int]] = defaultdict(dict)
    rows = (
        comments.filter(**{f"{name}__in": list(numbers)}).values_list(name, "state").annotate(n=Count("pk"))
    )
    for number, state, n in rows:
        counted[number][state] = n
    return counted


def _without(counted: Mapping[str, int], state: str) -> dict[str, int]:
    """The others: the comment itself is left out."""
    return {**counted, state: counted.get(state, 1) - 1}


def _add_appeals(entries: list[Entry], user: Any) -> None:
    numbers = [entry.comment.pk for entry in entries]
    appeals = Appeal.objects.filter(comment__in=numbers, answered_at=None).select_related("decision__by")
    by_comment = {appeal.comment_id: appeal for appeal in appeals}
    others = branches_of_others(user)
    for entry in entries:
        entry.appeal = by_comment.get(entry.comment.pk)
        page = entry.comment.page
        if entry.appeal and page:
            own = entry.appeal.decision.by_id == user.pk
            entry.may_answer = not own or not page.path.startswith(tuple(others))
