"""Projects in lists: where each stands, the newest word about it, and its money. Reads only; the same for everyone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from budgeting.display.spans import per_cent
from budgeting.models.project_updates import ProjectUpdate
from budgeting.models.projects import Project, ProjectStatus
from budgeting.querysets.rounds import rounds_for_everyone

TAGS = {
    ProjectStatus.NOT_STARTED: ("", "dot", ""),
    ProjectStatus.UNDER_WAY: ("", "arrow", "forward"),
    ProjectStatus.LATE: ("warn", "clock", ""),
    ProjectStatus.DONE: ("good", "check", ""),
    ProjectStatus.STOPPED: ("bad", "cross", ""),
}
"""The look of a status: tone of its tag, icon, and how the icon turns. The word stands beside them."""
COSTS = "vad-projekten-kostar"
"""The last part of the address of the table of all projects, under that of the programme's page; of its files and feed too."""
PAYMENTS = "utbetalningar"
MOST_ON_A_PAGE, MOST_TOLD = 6, 3
"""So many projects stand on the page of a programme and on the home page; the table holds all."""


def costs_url(programme_url: str | None) -> str:
    """The address of “What every project costs”, of that of the programme's page."""
    return f"{programme_url}{COSTS}/"


@dataclass(frozen=True, slots=True)
class StatusTag:
    """A status as a tag."""

    label: str
    tone: str
    icon: str
    turn: str

    @classmethod
    def of(cls, status: str) -> StatusTag:
        """The tag of a stored status."""
        return cls(str(ProjectStatus(status).label), *TAGS[ProjectStatus(status)])


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was decided for something and what of it is paid, in öre."""

    decided_ore: int
    paid_ore: int

    @property
    def left_ore(self) -> int:
        """Decided and not paid; never below nothing: neither a decision nor a new count takes away what is paid."""
        return self.decided_ore - self.paid_ore

    @property
    def paid_share(self) -> str:
        """Width of the paid part of the bar."""
        return per_cent(self.paid_ore, self.decided_ore)

    @classmethod
    def sum_of(cls, ledgers: Iterable[Ledger]) -> Ledger:
        """All of them together."""
        several = list(ledgers)
        return cls(sum(one.decided_ore for one in several), sum(one.paid_ore for one in several))


@dataclass(frozen=True, slots=True)
class Word:
    """The newest word about a project."""

    date: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in a list."""

    project: Project
    tag: StatusTag
    is_silent: bool
    ledger: Ledger
    newest: Word | None

    @property
    def proposal(self) -> Any:
        """What it was as a proposal."""
        return self.project.proposal

    @property
    def url(self) -> str:
        """Its page: that of the proposal."""
        return str(self.project.proposal.get_absolute_url())


def newest_projects(
    rounds: Iterable[int], *, now: dt.datetime, most: int = MOST_ON_A_PAGE
) -> list[ProjectRow]:
    """Projects of the rounds (ids), those with the newest word first: one query."""
    projects = Project.objects.filter(proposal__round__in=list(rounds))
    return project_rows(projects.order_by("-latest", "proposal__number"), now=now, most=most)


def told_lately(*, now: dt.datetime, most: int = MOST_TOLD) -> list[ProjectRow]:
    """Projects of all programmes about which something was told, the latest first, on pages that everyone may read: one query."""
    told = ProjectUpdate.objects.published().filter(project=OuterRef("pk")).exclude(text="", reason="")
    projects = Project.objects.filter(Exists(told), proposal__round__in=rounds_for_everyone())
    return project_rows(projects.order_by("-latest", "-pk"), now=now, most=most)


def project_rows(projects: Any, *, now: dt.datetime, most: int | None = None) -> list[ProjectRow]:
    """The projects as rows: one query however many they are."""
    today = timezone.localdate(now)
    found = projects.select_related("proposal__round").with_money().with_newest()
    return [project_row(project, today) for project in found[:most]]


def project_row(project: Any, today: dt.date) -> ProjectRow:
    """A project that was read with its money and its newest word."""
    newest = project.newest
    return ProjectRow(
        project=project,
        tag=StatusTag.of(project.status),
        is_silent=project.is_silent_on(today),
        ledger=Ledger(project.decided_ore, project.paid_ore),
        newest=Word(dt.date.fromisoformat(newest["date"]), newest["text"]) if newest else None,
    )
