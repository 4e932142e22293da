"""A programme's projects and payments as open data: tables for spreadsheets, and everything for programs.

Only what stands on the public pages: nobody's name but the role or unit that is shown, no receipts, nothing that waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from budgeting.display.money_moves import RoundMoves, moves_of
from budgeting.display.project_costs import told_rounds, year_of
from budgeting.display.projects import costs_url
from budgeting.models.counts import Outcome
from budgeting.models.decisions import MoneyDecision
from budgeting.models.payments import Payment
from budgeting.models.project_updates import ProjectUpdate
from budgeting.models.projects import Project, ProjectStatus
from budgeting.models.rounds import Round
from radslag.clock import database_now
from radslag.for_programs import open_data
from radslag.for_programs.being_found import absolute
from radslag.for_programs.spreadsheets import csv_table, in_kronor

if TYPE_CHECKING:
    from budgeting.models.pages import BudgetingPage


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name for programs, its heading, and what it means. Sums are kronor in tables, öre for programs."""

    name: str
    label: str | Promise
    about: str | Promise


PROJECTS = (
    Column("year", gettext_lazy("Year"), gettext_lazy("The year whose money it is: that of the result.")),
    Column("round", gettext_lazy("Round"), gettext_lazy("The round in which people voted.")),
    Column("number", gettext_lazy("Number"), gettext_lazy("The proposal’s number in its round.")),
    Column("title", gettext_lazy("Project"), gettext_lazy("The title of the proposal.")),
    Column("theme", gettext_lazy("Theme"), gettext_lazy("What it is about; may be empty.")),
    Column("status", gettext_lazy("Status"), gettext_lazy("Not started, under way, late, done or stopped.")),
    Column("reason", gettext_lazy("Reason"), gettext_lazy("Why it is late or stopped.")),
    Column("responsible", gettext_lazy("Responsible"), gettext_lazy("The role or unit that answers for it.")),
    Column("expected", gettext_lazy("Expected to be done"), gettext_lazy("As exactly as is known.")),
    Column(
        "done_on", pgettext_lazy("a project, on a day", "Done"), gettext_lazy("The day when it was done.")
    ),
    Column("counted_ore", gettext_lazy("The count gave, kr"), gettext_lazy("What the newest count gave it.")),
    Column(
        "decided_ore",
        gettext_lazy("Decided, kr"),
        gettext_lazy("What the count gave, with published decisions since about more or less."),
    ),
    Column(
        "paid_ore", gettext_lazy("Paid out, kr"), gettext_lazy("All payments, without what was taken back.")
    ),
    Column("left_ore", gettext_lazy("Left, kr"), gettext_lazy("Decided and not paid out.")),
    Column(
        "latest", gettext_lazy("Latest news"), gettext_lazy("The day of the newest update, or the result.")
    ),
    Column("address", gettext_lazy("Address"), gettext_lazy("The project’s page.")),
)
PAYMENTS = (
    Column("payment", gettext_lazy("Payment"), gettext_lazy("A number that no other payment has.")),
    *PROJECTS[:4],
    Column("paid_on", gettext_lazy("Day"), gettext_lazy("When it was paid, or taken back.")),
    Column("amount_ore", gettext_lazy("Amount, kr"), gettext_lazy("Below nothing for what was taken back.")),
    Column("what", gettext_lazy("What"), gettext_lazy("What it was for, or why it was taken back.")),
    Column("takes_back", gettext_lazy("Takes back"), gettext_lazy("The number of the payment put right.")),
    PROJECTS[-1],
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is read for a file."""

    page: BudgetingPage
    rounds: Mapping[int, Round]
    urls: Mapping[int, str]
    projects: Sequence[Any]
    request: HttpRequest
    now: dt.datetime


def projects_csv(page: BudgetingPage, request: HttpRequest) -> bytes:
    """A row for each project: UTF-8 with its mark, statuses in words, nothing that begins a formula."""
    told = _told(page, request)
    counted = _counted(told.projects)
    rows = []
    for project in told.projects:
        values = _values(project, told, counted)
        rows.append(values | {"status": project.get_status_display()})
    return _csv(PROJECTS, rows)


def payments_csv(page: BudgetingPage, request: HttpRequest) -> bytes:
    """A row for each payment and counter-entry, the newest first."""
    told = _told(page, request)
    by_proposal = {project.proposal_id: project for project in told.projects}
    payments = Payment.objects.filter(proposal__in=by_proposal).order_by("-paid_on", "-pk")
    return _csv(PAYMENTS, [_heads(by_proposal[row.proposal_id], told) | _payment(row) for row in payments])


def as_json(page: BudgetingPage, request: HttpRequest) -> bytes:
    """Every round and project with plan, updates, decisions and payments; days as ISO 8601, statuses by their codes."""
    told = _told(page, request, whole=True)
    counted = _counted(told.projects)
    moves = moves_of(told.rounds, told.urls, told.now)
    content = {
        "title": page.title,
        "address": absolute(request, costs_url(page.get_url(request))),
        "unit": _("Sums are whole öre: 100 öre is one krona."),
        "licence": open_data.licence(),
        "columns": {column.name: str(column.about) for column in (*PROJECTS, *PAYMENTS)},
        "statuses": {str(value): str(label) for value, label in ProjectStatus.choices},
        "rounds": [_round(told.rounds[pk], moves[pk], told) for pk in told.rounds if pk in moves],
        "projects": [
            _values(project, told, counted) | _whole(project, told.request) for project in told.projects
        ],
    }
    return open_data.as_json(content)


def _told(page: BudgetingPage, request: HttpRequest, *, whole: bool = False) -> Told:
    now = database_now()
    rounds, urls = told_rounds(page, now, request)
    projects = Project.objects.filter(proposal__round__in=rounds).with_money()
    projects = projects.select_related("proposal__round", "proposal__theme")
    if whole:
        said = (
            ProjectUpdate.objects.published().defer("written_by", "decided_by").prefetch_related("pictures")
        )
        decided = MoneyDecision.objects.in_force().order_by("at", "pk")
        projects = projects.prefetch_related(
            "milestones",
            Prefetch("updates", said),
            Prefetch("proposal__money_decisions", decided),
            Prefetch("proposal__payments", Payment.objects.order_by("-paid_on", "-pk")),
        )
    ordered = projects.order_by("-proposal__round__result_at", "-proposal__round", "proposal__number")
    return Told(page, rounds, urls, list(ordered), request, now)


def _csv(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> bytes:
    heading = [str(column.label) for column in columns]
    return csv_table(
        [heading, *([_cell(column.name, row[column.name]) for column in columns] for row in rows)]
    )


def _counted(projects: Sequence[Any]) -> dict[int, int]:
    """What the newest count gave each proposal, in öre: one query."""
    outcomes = Outcome.objects.filter(proposal__in=[p.proposal_id for p in projects]).order_by("count")
    newest = {outcome.proposal_id: outcome for outcome in outcomes.only("proposal", "code", "cost_ore")}
    return {pk: outcome.cost_ore if outcome.funded else 0 for pk, outcome in newest.items()}


def _heads(project: Any, told: Told) -> dict[str, Any]:
    proposal = project.proposal
    return {
        "year": year_of(proposal.round),
        "round": proposal.round.name,
        "number": proposal.number,
        "title": proposal.title,
        "address": absolute(told.request, proposal.get_absolute_url()),
    }


def _values(project: Any, told: Told, counted: Mapping[int, int]) -> dict[str, Any]:
    return _heads(project, told) | {
        "theme": project.proposal.theme.name if project.proposal.theme else "",
        "status": project.status,
        "reason": project.reason,
        "responsible": project.responsible_shown,
        "expected": project.expected,
        "done_on": _day(project.done_on),
        "counted_ore": counted.get(project.proposal_id, 0),
        "decided_ore": project.decided_ore,
        "paid_ore": project.paid_ore,
        "left_ore": project.decided_ore - project.paid_ore,
        "latest": _day(project.latest),
    }


def _whole(project: Any, request: HttpRequest) -> dict[str, Any]:
    return {
        "plan": project.plan,
        "milestones": [
            {"title": step.title, "planned": step.planned, "done_on": _day(step.done_on)}
            for step in project.milestones.all()
        ],
        "updates": [_said(update, request) for update in project.updates.all()],
        "decisions": [_decision(decision) for decision in project.proposal.money_decisions.all()],
        "payments": [_payment(payment) for payment in project.proposal.payments.all()],
    }


def _said(update: Any, request: HttpRequest) -> dict[str, Any]:
    """An update without who wrote it."""
    return {
        "date": _day(update.date),
        "from": update.author,
        "text": update.text,
        "status": update.status,
        "reason": update.reason,
        "pictures": [
            {"address": absolute(request, picture.large_url), "shows": picture.alt}
            for picture in update.pictures.all()
        ],
    }


def _decision(decision: MoneyDecision) -> dict[str, Any]:
    return {
        "date": _day(timezone.localdate(decision.at) if decision.at else None),
        "amount_ore": decision.amount_ore,
        "reason": decision.reason,
        "gives_back": decision.closes,
        "goes_to": decision.goes_to,
    }


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "payment": payment.pk,
        "paid_on": _day(payment.paid_on),
        "amount_ore": payment.amount_ore,
        "what": payment.what,
        "takes_back": payment.reverses_id or "",
    }


def _round(round_: Round, moves: RoundMoves, told: Told) -> dict[str, Any]:
    def several(carried: Iterable[Any]) -> list[dict[str, Any]]:
        return [{"round": one.name, "amount_ore": one.amount_ore} for one in carried]

    return {
        "round": round_.name,
        "year": year_of(round_),
        "address": absolute(told.request, told.urls[round_.pk]),
        "pot_ore": moves.pot_ore,
        "counted_ore": moves.given_ore,
        "more_ore": moves.more_ore,
        "given_back_ore": moves.less_ore,
        "decided_ore": moves.decided_ore,
        "paid_ore": moves.paid_ore,
        "without_project_ore": moves.over_ore,
        "left_goes_to": round_.leftover,
        "carried_in": several(moves.came),
        "carried_on": several(moves.went),
    }


def _cell(name: str, value: Any) -> Any:
    """As spreadsheets take it: sums as numbers of kronor."""
    if name.endswith("_ore"):
        return in_kronor(value)
    return value


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
