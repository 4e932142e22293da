"""Mails about projects: to colleagues who may confirm, to who follows up, to applicants, and to who has said nothing for long.

The mails and the mark that they are written are one transaction: a task that breaks off or runs twice tells nobody twice.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from budgeting.mails import projects as project_mails
from budgeting.models import MoneyDecision, PaymentRequest, Project, ProjectReminder, ProjectUpdate
from budgeting.permissions import people_who
from budgeting.services.projects import keep_projects
from radslag.clock import database_now
from radslag.limits import limit_for, use
from radslag.models import User

A_DAY = dt.timedelta(days=1)
PAUSE = dt.timedelta(days=30)
"""Nobody is reminded of silent projects more often."""


@transaction.atomic
def tell_of_payment(*, request_id: int) -> int:
    """Mail everyone who may confirm a payment that waits, once, but not who entered it; return how many."""
    waiting = PaymentRequest.objects.waiting().filter(pk=request_id, colleagues_told_at=None)
    if not waiting.update(colleagues_told_at=database_now()):
        return 0
    keep_projects()
    rows = PaymentRequest.objects.select_related(
        "proposal__round__programme", "proposal__project", "asked_by"
    )
    request = rows.get(pk=request_id)
    reached = _others(request.proposal, request.asked_by)
    for person in reached:
        project_mails.payment_to_confirm(request, to=person.email).send()
    return len(reached)


@transaction.atomic
def tell_of_money(*, decision_id: int) -> int:
    """The same for a decision about a project's money."""
    waiting = MoneyDecision.objects.waiting().filter(pk=decision_id, colleagues_told_at=None)
    if not waiting.update(colleagues_told_at=database_now()):
        return 0
    keep_projects()
    rows = MoneyDecision.objects.select_related("proposal__round__programme", "proposal__project", "asked_by")
    decision = rows.get(pk=decision_id)
    reached = _others(decision.proposal, decision.asked_by)
    for person in reached:
        project_mails.money_to_confirm(decision, to=person.email).send()
    return len(reached)


@transaction.atomic
def tell_of_update(*, update_id: int) -> int:
    """Mail who follows up the project, once, that its applicant has written something to publish; return how many.

    Of each project once a day: whatever is written and taken back, what waits stands on their first page.
    """
    waiting = ProjectUpdate.objects.waiting().filter(pk=update_id, staff_told_at=None)
    if not waiting.update(staff_told_at=database_now()):
        return 0
    update = ProjectUpdate.objects.select_related("project__proposal__round__programme").get(pk=update_id)
    once = limit_for("mail of project texts", str(update.project_id), times=1, window=A_DAY)
    reached = _followers_up(update.project) if use(once) else []
    for person in reached:
        project_mails.text_to_publish(update, to=person.email).send()
    return len(reached)


@transaction.atomic
def tell_author(*, update_id: int) -> int:
    """Mail the applicant, once, whether the text was published; return how many mails."""
    decided = ProjectUpdate.objects.exclude(published_at=None, declined_at=None)
    if not decided.filter(pk=update_id, author_told_at=None).update(author_told_at=database_now()):
        return 0
    rows = ProjectUpdate.objects.select_related("project__proposal__round", "written_by")
    mail = project_mails.text_decided(rows.get(pk=update_id))
    if mail is None:
        return 0
    mail.send()
    return 1


def remind_of_silence() -> int:
    """Mail who follows up projects about which nothing was published for 60 days; return how many mails.

    Nobody gets a second mail within 30 days, however often this runs.
    """
    now = database_now()
    silent = Project.objects.silent_on(timezone.localdate(now))
    by_person: dict[User, list[Project]] = {}
    rows = silent.select_related("proposal__round__programme", "responsible").order_by("latest", "pk")
    for project in rows:
        for person in _followers_up(project):
            by_person.setdefault(person, []).append(project)
    return sum(_remind(person, projects, now) for person, projects in by_person.items())


@transaction.atomic
def _remind(person: User, projects: list[Project], now: dt.datetime) -> bool:
    reminder, made = ProjectReminder.objects.select_for_update().get_or_create(
        person=person, defaults={"sent_at": now}
    )
    if not made and now - reminder.sent_at < PAUSE:
        return False
    reminder.sent_at = now
    reminder.save(update_fields=["sent_at"])
    project_mails.silent(projects, to=person.email).send()
    return True


def _followers_up(project: Project) -> list[User]:
    """The responsible person; without one that still may, everyone of a role that follows up the programme's projects."""
    people = people_who("change_project", project.proposal.round)
    if project.responsible is not None and people.filter(pk=project.responsible.pk).exists():
        return [project.responsible]
    return [person for person in people.exclude(groups=None) if not project.proposal.concerns(person)]


def _others(proposal: object, asked_by: User | None) -> list[User]:
    people = people_who("add_payment", proposal.round)  # type: ignore[attr-defined]
    others = people.exclude(pk=asked_by.pk) if asked_by else people
    return [person for person in others if not proposal.concerns(person)]  # type: ignore[attr-defined]
