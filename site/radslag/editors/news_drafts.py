"""Drafts of news that other apps have to tell: they give the words, the app that holds the news makes the page.

Nothing is published by this. The news register their desk when they are ready; without one nobody is offered a draft.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from radslag.models import Area, User


@dataclass(frozen=True, slots=True)
class NewsDraft:
    """What a piece of news is to say. `source` names what it is about, such as "round-7"; `body` are blocks as stored."""

    source: str
    title: str
    lead: str
    body: list[dict[str, Any]] = field(default_factory=list)
    areas: tuple[Area, ...] = ()


class NewsDesk(Protocol):
    """Where drafts are made."""

    def may_write(self, person: User) -> bool:
        """Whether the person may write news."""

    def written(self, source: str) -> str:
        """Where the newest page about the source is edited; empty when there is none."""

    def write(self, draft: NewsDraft, *, by: User, again: bool = False) -> str:
        """Make an unpublished page and return where it is edited; the one that is there, unless one asks for it again."""


_desks: list[NewsDesk] = []


def register(desk: NewsDesk) -> None:
    """Let the desk make the drafts."""
    _desks[:] = [desk]


def news_desk() -> NewsDesk | None:
    """The desk, if there is one."""
    return _desks[0] if _desks else None
