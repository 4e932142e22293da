"""Projects: made by themselves for what a public result gave money to, then planned by staff.

Nobody plans or follows up the project of a proposal of their own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from budgeting.models import Milestone, Project, ProjectStatus, ProjectUpdate, Proposal
from budgeting.models.projects import MAX_LINE, MAX_REASON, MAX_TEXT
from budgeting.permissions import people_who
from budgeting.rules.errors import RuleViolation
from budgeting.rules.proposals import check_line, optional_line, optional_text
from radslag.clock import database_now
from radslag.language.dates import Precision
from radslag.models import User

MOST_MILESTONES = 12
MOST_YEARS_OFF = 30
"""A plan further away than this is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is planned. `responsible_shown` is a role or unit that all read; `responsible` gets the mails and is never shown."""

    responsible: User | None = None
    responsible_shown: str = ""
    plan: str = ""
    expected_on: dt.date | None = None
    expected_precision: str = Precision.MONTH


def keep_projects() -> int:
    """Make a project for each proposal that a public result gives money and that has none; stop those that a newer count gives
    none, and let go on those that it gives money again. May run at any time, anywhere. Returns how many rows it wrote.
    """
    now = database_now()
    funded = Proposal.objects.funded(now)
    new = funded.filter(project=None).select_related("round").order_by("pk")
    made = sum(_made(proposal, now) for proposal in new)
    lost = Project.objects.filter(unfunded_at=None).exclude(proposal__in=funded.values("pk"))
    found = Project.objects.filter(unfunded_at__isnull=False, proposal__in=funded.values("pk"))
    stopped = sum(_lost_its_money(pk) for pk in list(lost.values_list("pk", flat=True)))
    return made + stopped + sum(_has_money_again(pk) for pk in list(found.values_list("pk", flat=True)))


@transaction.atomic
def change_plan(*, project_id: int, plan: Plan, by: User) -> Project:
    """Write who is responsible, the plan, and when it is expected to be done.

    Raises RuleViolation: `too_long` (limit), `own_project`, `project_without_money`, `not_responsible`, `date_far_off`,
    `new_date_needed`.
    """
    project, now = locked_project(project_id, by)
    check_near(plan.expected_on, now)
    if plan.responsible is not None and plan.responsible != project.responsible:
        _check_may_be_responsible(project, plan.responsible)
    project.responsible = plan.responsible
    project.responsible_shown = optional_line(plan.responsible_shown, limit=MAX_LINE)
    project.plan = optional_text(plan.plan, limit=MAX_TEXT)
    project.expected_on, project.expected_precision = plan.expected_on, plan.expected_precision
    if project.status == ProjectStatus.LATE and project.expected_on is None:
        raise RuleViolation("new_date_needed")
    project.save(
        update_fields=["responsible", "responsible_shown", "plan", "expected_on", "expected_precision"]
    )
    log_project(project, "budgeting.change_plan", by)
    return project


@transaction.atomic
def add_milestone(
    *,
    project_id: int,
    title: str,
    planned_on: dt.date,
    precision: str,
    by: User,
    done_on: dt.date | None = None,
) -> Milestone:
    """Add a step of the plan, done already or not.

    Raises RuleViolation: `required`, `too_long` (title), `own_project`, `project_without_money`, `date_far_off`,
    `happens_later` (done), `too_many_milestones` (limit).
    """
    project, now = locked_project(project_id, by)
    if project.milestones.count() >= MOST_MILESTONES:
        raise RuleViolation("too_many_milestones", limit=MOST_MILESTONES)
    milestone = Milestone(project=project)
    return _write(milestone, title, planned_on, precision, done_on, now, by)


@transaction.atomic
def change_milestone(
    *,
    milestone_id: int,
    title: str,
    planned_on: dt.date,
    precision: str,
    by: User,
    done_on: dt.date | None = None,
) -> Milestone:
    """Change a step, or say when it was done. Raises RuleViolation as `add_milestone`."""
    project_id = Milestone.objects.values_list("project_id", flat=True).get(pk=milestone_id)
    _project, now = locked_project(project_id, by)
    milestone = Milestone.objects.select_related("project").get(pk=milestone_id)
    return _write(milestone, title, planned_on, precision, done_on, now, by)


@transaction.atomic
def remove_milestone(*, milestone_id: int, by: User) -> None:
    """Take away a step of the plan. Raises RuleViolation: `own_project`, `project_without_money`."""
    milestone = Milestone.objects.select_related("project__proposal__round").get(pk=milestone_id)
    locked_project(milestone.project_id, by)
    log_project(milestone.project, "budgeting.change_plan", by)
    milestone.delete()


def locked_project(
    project_id: int, by: User | None, *, even_without_money: bool = False
) -> tuple[Project, dt.datetime]:
    """The project, held until the transaction ends, and the instant that counts. Words can be mended and taken away also
    when a newer count has taken its money.

    Raises RuleViolation: `own_project`, `project_without_money`.
    """
    rows = Project.objects.select_for_update(of=("self",)).select_related("proposal__round__programme")
    project: Project = rows.get(pk=project_id)
    if by is not None and project.proposal.concerns(by):
        raise RuleViolation("own_project")
    if project.unfunded_at is not None and not even_without_money:
        raise RuleViolation("project_without_money")
    return project, database_now()


def check_near(date: dt.date | None, now: dt.datetime) -> None:
    """Raises RuleViolation `date_far_off` when a date, if there is one, is more than 30 years away, before or after."""
    if date is not None and abs(date.year - timezone.localtime(now).year) > MOST_YEARS_OFF:
        raise RuleViolation("date_far_off")


def log_project(project: Project, action: str, by: User | None, **data: str) -> None:
    """Into the site's history, under the proposal."""
    proposal = project.proposal
    log(proposal, action, user=by, title=f"{proposal.round}, {proposal.number}", data=data)


def _write(
    milestone: Milestone,
    title: str,
    planned_on: dt.date,
    precision: str,
    done_on: dt.date | None,
    now: dt.datetime,
    by: User,
) -> Milestone:
    check_near(planned_on, now)
    check_near(done_on, now)
    if done_on is not None and done_on > timezone.localdate(now):
        raise RuleViolation("happens_later")
    milestone.title = check_line(title, limit=MAX_LINE)
    milestone.planned_on, milestone.precision, milestone.done_on = planned_on, precision, done_on
    milestone.save()
    log_project(milestone.project, "budgeting.change_plan", by)
    return milestone


def _check_may_be_responsible(project: Project, person: User) -> None:
    if not people_who("change_project", project.proposal.round).filter(pk=person.pk).exists():
        raise RuleViolation("not_responsible")


def _made(proposal: Proposal, now: dt.datetime) -> int:
    latest = timezone.localdate(proposal.round.result_at)
    _project, made = Project.objects.get_or_create(
        proposal=proposal, defaults={"created_at": now, "latest": latest}
    )
    return int(made)


@transaction.atomic
def _lost_its_money(project_id: int) -> int:
    project, now = _held(project_id)
    if project.unfunded_at is not None or _is_funded(project, now):
        return 0
    count = project.proposal.round.counts.select_related("act").first()
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("The round was counted anew, and the proposal no longer gets money.")
    if count is not None and count.act is not None:
        reason = f"{reason} {count.act.reason}"[:MAX_REASON]
    project.unfunded_at, project.done_on = now, None
    return _system_says(project, ProjectStatus.STOPPED, now, reason=reason)


@transaction.atomic
def _has_money_again(project_id: int) -> int:
    project, now = _held(project_id)
    if project.unfunded_at is None or not _is_funded(project, now):
        return 0
    project.unfunded_at = None
    with translation.override(settings.LANGUAGE_CODE):
        text = _("The round was counted anew, and the proposal gets money again.")
    return _system_says(project, ProjectStatus.NOT_STARTED, now, text=text)


def _system_says(
    project: Project, status: ProjectStatus, now: dt.datetime, *, text: str = "", reason: str = ""
) -> int:
    today = timezone.localdate(now)
    project.status, project.reason, project.latest = status, reason, max(today, project.latest)
    project.save()
    ProjectUpdate.objects.create(
        project=project, date=today, text=text, status=status, reason=reason, written_at=now, published_at=now
    )
    log_project(project, "budgeting.follow_up", None, status=status)
    return 1


def _held(project_id: int) -> tuple[Project, dt.datetime]:
    rows = Project.objects.select_for_update(of=("self",)).select_related("proposal__round")
    return rows.get(pk=project_id), database_now()


def _is_funded(project: Project, now: dt.datetime) -> bool:
    return Proposal.objects.funded(now).filter(pk=project.proposal_id).exists()
