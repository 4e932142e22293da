"""What is said of projects. Staff's words are public at once, an applicant's when staff have published them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from budgeting.models import Project, ProjectPicture, ProjectStatus, ProjectUpdate, UpdateAuthor
from budgeting.models.projects import MAX_REASON, MAX_TEXT, REASONED
from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation
from budgeting.services.picture_sizes import Sizes, made_anew
from budgeting.services.projects import check_near, locked_project, log_project
from budgeting.services.stored_files import stored_if_committed
from budgeting.tasks import tell_author_of_update_task, tell_of_update_task
from radslag.clock import database_now
from radslag.language.dates import Precision, last_day
from radslag.limits import limit_for, use
from radslag.models import User

MOST_PICTURES = 5
A_DAY = dt.timedelta(days=1)
MOST_WAITING = 3
"""So many texts of an applicant may wait to be published, for each project."""
MOST_A_DAY = 10
"""So many texts an applicant can send within a day, also when they are taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A word of staff about a project, and where it stands from then on when `status` is given.

    Late and stopped need a `reason`; late also when it is expected to be done instead.
    """

    date: dt.date
    text: str = ""
    status: str = ""
    reason: str = ""
    expected_on: dt.date | None = None
    expected_precision: str = Precision.MONTH


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A picture as it came, and what it shows."""

    file: UploadedFile
    alt: str = ""


def say(*, project_id: int, said: Said, by: User, pictures: Sequence[NewPicture] = ()) -> ProjectUpdate:
    """Say what has happened with a project, in public at once.

    Raises RuleViolation: the codes of `made_anew`, `too_many_pictures` (limit), `too_long` (limit), `required` (nothing said),
    `own_project`, `project_without_money`, `happens_later`, `before_result`, `newer_update`, `illegal_status` (status),
    `date_far_off`, `reason_needed`, `reason_not_needed`, `new_date_needed`, `new_date_passed`; then nothing is written.
    """
    anew = _looked_at(pictures)
    text = rules.optional_text(said.text, limit=MAX_TEXT)
    reason = rules.optional_text(said.reason, limit=MAX_REASON)
    names: list[str] = []
    with stored_if_committed(written=names), transaction.atomic():
        project, now = locked_project(project_id, by)
        _check_date(project, said.date, now)
        _check_status(project, said, reason, now)
        if not text and not reason:
            raise RuleViolation("required")
        update: ProjectUpdate = ProjectUpdate.objects.create(
            project=project,
            date=said.date,
            text=text,
            status=said.status,
            reason=reason,
            expected_on=said.expected_on,
            expected_precision=said.expected_precision,
            written_by=by,
            written_at=now,
            published_at=now,
        )
        _add_pictures(update, anew, now, names)
        _move(project, update)
        log_project(project, "budgeting.follow_up", by, status=said.status)
        return update


def write_as_applicant(
    *, project_id: int, author: User, text: str, pictures: Sequence[NewPicture] = ()
) -> ProjectUpdate:
    """Write what has happened, by those who handed in the proposal; it waits until staff publish it.

    Raises RuleViolation: the codes of `made_anew`, `too_many_pictures` (limit), `required`, `too_long` (text),
    `not_own_project`, `project_without_money`, `too_many_waiting` (limit), `too_many_today` (limit); then nothing is written.
    """
    text = rules.check_text(text, limit=MAX_TEXT)
    with transaction.atomic():
        _may_write(project_id, author)
    if not use(limit_for("project text", str(author.pk), times=MOST_A_DAY, window=A_DAY)):
        raise RuleViolation("too_many_today", limit=MOST_A_DAY)
    anew = _looked_at(pictures)
    names: list[str] = []
    with stored_if_committed(written=names), transaction.atomic():
        project, now = _may_write(project_id, author)
        update: ProjectUpdate = ProjectUpdate.objects.create(
            project=project,
            date=timezone.localdate(now),
            text=text,
            author=UpdateAuthor.APPLICANT,
            written_by=author,
            written_at=now,
        )
        _add_pictures(update, anew, now, names)
        tell_of_update_task.enqueue(update.pk)
        return update


@transaction.atomic
def take_back(*, update_id: int, author: User) -> None:
    """Delete one's own text that waits or was declined, with its pictures. Raises ProjectUpdate.DoesNotExist for another's,
    and RuleViolation `update_decided` for one that is published.
    """
    own = ProjectUpdate.objects.filter(written_by=author, author=UpdateAuthor.APPLICANT)
    locked_project(own.values_list("project_id", flat=True).get(pk=update_id), None, even_without_money=True)
    update = own.get(pk=update_id)
    if update.published_at is not None:
        raise RuleViolation("update_decided")
    update.delete()


@transaction.atomic
def publish(*, update_id: int, by: User) -> ProjectUpdate:
    """Publish an applicant's text as it stands, dated today.

    Raises RuleViolation: `update_decided`, `own_project`, `project_without_money`.
    """
    project, update, now = _waiting(update_id, by)
    update.date = timezone.localdate(now)
    update.published_at, update.decided_by = now, by
    update.save(update_fields=["date", "published_at", "decided_by"])
    _move(project, update)
    log_project(project, "budgeting.publish_update", by)
    tell_author_of_update_task.enqueue(update.pk)
    return update


@transaction.atomic
def decline(*, update_id: int, reason: str, by: User) -> ProjectUpdate:
    """Do not publish an applicant's text; its author alone is told why.

    Raises RuleViolation: `required`, `too_long` (reason), `update_decided`, `own_project`.
    """
    reason = rules.check_text(reason, limit=MAX_REASON)
    project, update, now = _waiting(update_id, by, even_without_money=True)
    update.declined_at, update.declined_reason, update.decided_by = now, reason, by
    update.save(update_fields=["declined_at", "declined_reason", "decided_by"])
    log_project(project, "budgeting.decline_update", by)
    tell_author_of_update_task.enqueue(update.pk)
    return update


@transaction.atomic
def correct(*, update_id: int, text: str, reason: str = "", by: User) -> ProjectUpdate:
    """Correct the words of a published update; its date, status and author stay, and the site's history keeps that it was done.

    Raises RuleViolation: `required`, `too_long`, `reason_needed`, `reason_not_needed`, `own_project`.
    """
    update = ProjectUpdate.objects.published().get(pk=update_id)
    project, _now = locked_project(update.project_id, by, even_without_money=True)
    update.text = rules.optional_text(text, limit=MAX_TEXT)
    update.reason = rules.optional_text(reason, limit=MAX_REASON)
    _check_reason(update.status, update.reason)
    if not update.text and not update.reason:
        raise RuleViolation("required")
    update.save(update_fields=["text", "reason"])
    newest = _with_status(project)
    if newest is not None and newest.pk == update.pk and project.reason != update.reason:
        project.reason = update.reason
        project.save(update_fields=["reason"])
    log_project(project, "budgeting.correct_update", by)
    return update


@transaction.atomic
def remove_picture(*, picture_id: int, by: User) -> None:
    """Take a picture away with its files. Raises RuleViolation `own_project`."""
    picture = ProjectPicture.objects.select_related("update_of").get(pk=picture_id)
    project, _now = locked_project(picture.update_of.project_id, by, even_without_money=True)
    log_project(project, "budgeting.correct_update", by)
    picture.delete()


def _may_write(project_id: int, author: User) -> tuple[Project, dt.datetime]:
    project, now = locked_project(project_id, None)
    if not project.proposal.is_of(author):
        raise RuleViolation("not_own_project")
    if project.updates.waiting().count() >= MOST_WAITING:
        raise RuleViolation("too_many_waiting", limit=MOST_WAITING)
    return project, now


def _waiting(
    update_id: int, by: User, *, even_without_money: bool = False
) -> tuple[Project, ProjectUpdate, dt.datetime]:
    rows = ProjectUpdate.objects.filter(pk=update_id)
    project_id = rows.values_list("project_id", flat=True).first()
    if project_id is None:
        raise RuleViolation("update_decided")
    project, _now = locked_project(project_id, by, even_without_money=even_without_money)
    update = rows.first()
    if update is None or not update.waits:
        raise RuleViolation("update_decided")
    return project, update, database_now()


def _move(project: Project, update: ProjectUpdate) -> None:
    """Where the project stands now, and when something was last said."""
    if update.status:
        project.status, project.reason = update.status, update.reason
        project.done_on = update.date if update.status == ProjectStatus.DONE else None
    newer = project.updates.published().filter(date__gt=update.date)
    if update.expected_on is not None and not newer.exclude(expected_on=None).exists():
        project.expected_on, project.expected_precision = update.expected_on, update.expected_precision
    project.latest = max(project.latest, update.date)
    project.save(update_fields=["status", "reason", "done_on", "expected_on", "expected_precision", "latest"])


def _check_date(project: Project, date: dt.date, now: dt.datetime) -> None:
    if date > timezone.localdate(now):
        raise RuleViolation("happens_later")
    if date < timezone.localdate(project.proposal.round.result_at):
        raise RuleViolation("before_result")


def _check_status(project: Project, said: Said, reason: str, now: dt.datetime) -> None:
    check_near(said.expected_on, now)
    newest = _with_status(project)
    if said.status and newest is not None and said.date < newest.date:
        raise RuleViolation("newer_update")
    if said.status and said.status not in project.moves:
        raise RuleViolation("illegal_status", status=project.get_status_display())
    _check_reason(said.status, reason)
    if said.status == ProjectStatus.LATE:
        if said.expected_on is None:
            raise RuleViolation("new_date_needed")
        if last_day(said.expected_on, said.expected_precision) < timezone.localdate(now):
            raise RuleViolation("new_date_passed")


def _with_status(project: Project) -> ProjectUpdate | None:
    newest: ProjectUpdate | None = (
        project.updates.published().exclude(status="").order_by("-date", "-pk").first()
    )
    return newest


def _check_reason(status: str, reason: str) -> None:
    if status in REASONED and not reason:
        raise RuleViolation("reason_needed")
    if status not in REASONED and reason:
        raise RuleViolation("reason_not_needed")


def _looked_at(pictures: Sequence[NewPicture]) -> list[tuple[Sizes, str]]:
    if len(pictures) > MOST_PICTURES:
        raise RuleViolation("too_many_pictures", limit=MOST_PICTURES)
    return [
        (made_anew(picture.file), rules.optional_line(picture.alt, limit=rules.MAX_DETAIL))
        for picture in pictures
    ]


def _add_pictures(
    update: ProjectUpdate, anew: Sequence[tuple[Sizes, str]], now: dt.datetime, names: list[str]
) -> None:
    for place, (sizes, alt) in enumerate(anew, 1):
        picture = ProjectPicture(
            update_of=update, alt=alt, sort_order=place, added_at=now, width=sizes.width, height=sizes.height
        )
        for name, ending in (("large", "webp"), ("card", "webp"), ("share", "jpg")):
            stored = getattr(picture, name)
            stored.save(f"bild.{ending}", ContentFile(getattr(sizes, name)), save=False)
            names.append(stored.name)
        picture.save()
