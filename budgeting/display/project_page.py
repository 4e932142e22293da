"""A project as the page of its proposal shows it: what happens now, the plan, what was said, every krona. The same for everyone.

Nothing here reads who is behind it: neither who wrote, entered or decided something, nor receipts, nor what waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.utils import timezone

from budgeting.display.following import project_follow_label
from budgeting.display.money import MoneyParts
from budgeting.display.projects import Ledger, StatusTag
from budgeting.models.decisions import MoneyDecision
from budgeting.models.payments import Payment
from budgeting.models.project_updates import ProjectUpdate
from budgeting.models.projects import Milestone, Project
from budgeting.models.proposals import Proposal
from radslag.readers.paging import page_of

UPDATES, PAYMENTS = "handelser", "betalningar"
"""The parameters of further pages of what was said and of payments."""
UPDATES_A_PAGE, PAYMENTS_A_PAGE = 8, 30


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the plan."""

    milestone: Milestone
    is_late: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A published update; `tag` when it changed where the project stands."""

    update: ProjectUpdate
    tag: StatusTag | None


@dataclass(frozen=True, slots=True)
class ProjectShown:
    """Everything that the page of a project shows beside its proposal."""

    project: Project
    tag: StatusTag
    is_silent: bool
    is_overdue: bool
    ledger: Ledger
    counted_ore: int
    """What the newest count gave it; 0 when that is nothing any more."""
    decisions: Sequence[MoneyDecision]
    steps: Sequence[Step]
    said: Page[Any]
    payments: Page[Any]
    contact: Any
    """Whom to write to: the first contact of the programme who has a form."""
    costs_url: str
    """The table of what every project of the programme costs; empty when not everyone may read it."""

    @property
    def follow_label(self) -> str:
        """The words of the link to follow it by mail; empty when it is finished or not everyone may read of it."""
        return project_follow_label(self.project) if self.costs_url else ""

    @property
    def has_plan(self) -> bool:
        """Whether anything is planned in words or steps."""
        return bool(self.project.plan or self.steps)

    @property
    def parts(self) -> MoneyParts:
        """What was decided, in its parts for the bar."""
        ore = self.ledger.decided_ore
        return MoneyParts(ore, given_ore=ore, paid_ore=self.ledger.paid_ore)


def project_shown(
    proposal: Proposal, *, counted_ore: int, costs_url: str, now: dt.datetime, query: Mapping[str, str]
) -> ProjectShown | None:
    """What became of a proposal whose result is public; None when it has no project."""
    rows: Any = Project.objects.filter(proposal=proposal).with_money()
    found = rows.defer("responsible").annotate(**_parts()).first()
    if found is None:
        return None
    found.proposal = proposal
    today = timezone.localdate(now)
    payments = _payments(proposal) if found.has_payments else []
    return ProjectShown(
        project=found,
        tag=StatusTag.of(found.status),
        is_silent=found.is_silent_on(today),
        is_overdue=found.is_overdue_on(today),
        ledger=Ledger(found.decided_ore, found.paid_ore),
        counted_ore=counted_ore,
        decisions=list(_decisions(proposal)) if found.has_decisions else [],
        steps=[Step(one, one.is_late_on(today)) for one in found.milestones.all()] if found.has_steps else [],
        said=_said(found, query),
        payments=page_of(payments, PAYMENTS_A_PAGE, query, PAYMENTS),
        contact=_contact(proposal.round.programme_id),
        costs_url=costs_url,
    )


def _parts() -> dict[str, Exists]:
    """Whether there is what not every project has, so that it is asked for only then."""
    decisions = MoneyDecision.objects.in_force().filter(proposal=OuterRef("proposal"))
    return {
        "has_decisions": Exists(decisions),
        "has_payments": Exists(Payment.objects.filter(proposal=OuterRef("proposal"))),
        "has_steps": Exists(Milestone.objects.filter(project=OuterRef("pk"))),
    }


def _said(project: Project, query: Mapping[str, str]) -> Page[Any]:
    """A page of what was said, the newest first, with the pictures: two queries, since few words need no counting."""
    updates = project.updates.published().defer("written_by", "decided_by").order_by("-date", "-pk")
    every: list[Any] = list(updates)
    page = page_of(every, UPDATES_A_PAGE, query, UPDATES)
    shown: list[Any] = list(page.object_list)
    prefetch_related_objects(shown, "pictures")
    page.object_list = [
        Said(update, StatusTag.of(update.status) if update.status else None) for update in shown
    ]
    return page


def _payments(proposal: Proposal) -> list[Any]:
    """Every payment and counter-entry, the newest first, each with what it takes back and what took it back."""
    rows = Payment.objects.filter(proposal=proposal).select_related("reverses", "reversal")
    return list(rows.order_by("-paid_on", "-pk"))


def _decisions(proposal: Proposal) -> Any:
    """What was decided about its money after the count, the oldest first."""
    return MoneyDecision.objects.in_force().filter(proposal=proposal).order_by("at", "pk")


def _contact(programme_id: int) -> Any:
    from budgeting.models.pages import ProgrammeContact

    rows = ProgrammeContact.objects.filter(page=programme_id, contact__is_reachable=True)
    first = rows.select_related("contact").order_by("sort_order", "pk").first()
    return first.contact if first else None
