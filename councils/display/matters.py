"""Matters as rows of a list, and one with everything that was said of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import get_language, ngettext_lazy
from wagtail.models import Page

from councils.display.links import matter_url
from councils.models.matters import Matter, MatterStatus, MatterUpdate
from radslag.caches.composed import Composed

if TYPE_CHECKING:
    from councils.models import MatterRegisterPage
    from councils.querysets import MatterQuerySet

LETTERS = 280
"""So many letters of a text stand in a list; the rest is read on the matter's own page."""
ALL_LETTERS = 2000
TAGS = {
    MatterStatus.RECEIVED: ("", "dot"),
    MatterStatus.UNDER_WAY: ("warn", "clock"),
    MatterStatus.DONE: ("good", "check"),
    MatterStatus.NOT_DONE: ("bad", "cross"),
}
"""The look of a status: tone of its tag and icon. The word stands beside them."""
COUNTED = {
    MatterStatus.RECEIVED: ngettext_lazy("%(n)d received", "%(n)d received", "n"),
    MatterStatus.UNDER_WAY: ngettext_lazy("%(n)d under way", "%(n)d under way", "n"),
    MatterStatus.DONE: ngettext_lazy("%(n)d done", "%(n)d done", "n"),
    MatterStatus.NOT_DONE: ngettext_lazy("%(n)d will not be done", "%(n)d will not be done", "n"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """A status as a tag."""

    label: str
    tone: str
    icon: str
    count: int = 0
    counted: str = ""
    """How many there are, in words: 3 klara."""

    @classmethod
    def of(cls, value: str, count: int = 0) -> Status:
        """The tag of a stored status."""
        tone, icon = TAGS[MatterStatus(value)]
        counted = str(COUNTED[MatterStatus(value)] % {"n": count})
        return cls(str(MatterStatus(value).label), tone, icon, count, counted)


@dataclass(frozen=True, slots=True)
class Word:
    """The newest word about a matter."""

    date: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A matter in a list: what it is, where it stands, and the newest word about it."""

    matter: Matter
    status: Status
    url: str
    is_silent: bool
    newest: Word | None
    language: str = ""
    """The language it is written in, when that is not the reader's."""

    @property
    def letters(self) -> int:
        """How much of its texts a list holds: all, when there is no page to read the rest on."""
        return LETTERS if self.url else ALL_LETTERS


@dataclass(frozen=True, slots=True)
class Said:
    """An update as the matter's own page shows it."""

    update: MatterUpdate
    status: Status | None


@dataclass(frozen=True, slots=True)
class MatterShown:
    """A matter's own page."""

    row: Row
    council_url: str
    history: list[Said] = field(default_factory=list)


def rows(matters: MatterQuerySet, *, register_url: str, now: dt.datetime) -> list[Row]:
    """The matters as rows: one query however many they are."""
    return [_row(matter, register_url, now) for matter in _whole(matters)]


def rows_of_council(council: Page, *, most: int, register_url: str, now: dt.datetime) -> list[Row]:
    """The `most` newest of those that the page of `council` may show, as rows: one query."""
    raised = _RAISED.rows(council.pk, council.translation_key, most=most)
    return [_row(matter, register_url, now) for matter in raised]


def _raised(pk: int, key: UUID, *, most: int) -> MatterQuerySet:
    raised = Matter.objects.shown_on(Page(pk=pk, translation_key=key))
    return _whole(raised.order_by("-latest", "-pk")[:most])


def _whole(matters: MatterQuerySet) -> MatterQuerySet:
    return matters.select_related("council__locale").with_newest()


_RAISED = Composed(_raised)


def matter(page: MatterRegisterPage, *, number: int, now: dt.datetime) -> MatterShown | None:
    """The matter with that number, if readers may see it in the register."""
    from councils.models.matters import Matter

    found = Matter.objects.public().in_series(page.get_parent()).filter(pk=number).select_related("area")
    shown = rows(found, register_url="", now=now)
    if not shown:
        return None
    council = shown[0].matter.council
    if council.locale_id == page.locale_id:
        page.locale = council.locale  # read already; the address of the page asks for it
    row = replace(shown[0], url=matter_url(page.url, number))
    history = [
        Said(update, Status.of(update.status) if update.status else None)
        for update in row.matter.updates.defer("written_by")
    ]
    return MatterShown(row, council.url, history)


def by_status(matters: MatterQuerySet) -> list[Status]:
    """How many matters stand where, in the order of the statuses; those without matters are left out."""
    return _counted(dict(matters.order_by().values_list("status").annotate(Count("pk"))))


def by_status_of(rows: Iterable[Row]) -> list[Status]:
    """The same of all the matters there are, when they have been read already."""
    return _counted(Counter(row.matter.status for row in rows))


def _counted(counts: Mapping[str, int]) -> list[Status]:
    return [Status.of(value, counts[value]) for value in MatterStatus.values if counts.get(value)]


def _row(matter: Any, register_url: str, now: dt.datetime) -> Row:
    newest = matter.newest
    language = matter.council.locale.language_code
    return Row(
        matter=matter,
        status=Status.of(matter.status),
        url=matter_url(register_url, matter.pk),
        is_silent=matter.is_silent_on(timezone.localdate(now)),
        newest=Word(dt.date.fromisoformat(newest["date"]), newest["text"]) if newest else None,
        language="" if language == get_language() else language,
    )
