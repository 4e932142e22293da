"""Asking for a package, making it, confirming that the archive has it, and noting that none is needed."""

import datetime as dt
import hashlib
import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task

from radslag.archives.kinds import kind_named
from radslag.archives.packing import packed
from radslag.audit.services import record
from radslag.clock import database_now
from radslag.models import ArchivePackage, User
from radslag.privacy.errors import Refused
from radslag.privacy.site_periods import PACKAGES

logger = logging.getLogger(__name__)


@task()
def make_package_task(package_id: int) -> None:
    """Make a package that somebody asked for."""
    make_package(package_id=package_id)


@transaction.atomic
def ask_for_package(*, kind: str, number: int, by: User | None) -> ArchivePackage:
    """Let a worker make the package of a thing. While one is being made, that one is given. Raises Refused `not_to_pack`."""
    title = _title(kind, number)
    waiting = ArchivePackage.objects.select_for_update().filter(kind=kind, object_id=number, decision="")
    under_way: ArchivePackage | None = waiting.filter(made_at=None, failed_at=None).first()
    if under_way is not None:
        return under_way
    package = ArchivePackage.objects.create(
        kind=kind, object_id=number, title=title, asked_by=by, asked_at=database_now()
    )
    record("radslag.archive_asked", by=by, about=package)
    make_package_task.enqueue(package.pk)
    return package


def make_package(*, package_id: int) -> ArchivePackage:
    """Make the package; one that is made stays as it is. A failure is noted on the row and raised."""
    package = ArchivePackage.objects.get(pk=package_id)
    if package.made_at is not None or package.is_decision:
        return package
    kind = kind_named(package.kind)
    thing = kind.one(package.object_id) if kind else None
    now = database_now()
    try:
        if kind is None or thing is None or not thing.is_packable:
            raise Refused("not_to_pack")
        body = packed(kind, thing, now=now)
    except Exception as error:
        ArchivePackage.objects.filter(pk=package.pk, made_at=None).update(failed_at=now)
        logger.error("Package %s could not be made: %s", package.pk, type(error).__name__)
        raise
    return _stored(package, body)


@transaction.atomic
def _stored(package: ArchivePackage, body: bytes) -> ArchivePackage:
    """Alone with the row: two workers make one package."""
    held: ArchivePackage = ArchivePackage.objects.select_for_update().get(pk=package.pk)
    if held.made_at is not None:
        return held
    held.sha256, held.size = hashlib.sha256(body).hexdigest(), len(body)
    held.made_at, held.failed_at = database_now(), None
    held.file.save("package.zip", ContentFile(body), save=False)
    name = str(held.file.name)
    try:
        with transaction.atomic():
            held.save()
    except BaseException:
        default_storage.delete(name)
        raise
    return held


@transaction.atomic
def confirm_package(*, package_id: int, by: User) -> ArchivePackage:
    """Note that the archive has the package: its file is deleted here when it has been kept a while longer.

    Raises Refused `not_made`. Confirmed twice, the first holds.
    """
    package: ArchivePackage = ArchivePackage.objects.select_for_update().get(pk=package_id)
    if package.made_at is None:
        raise Refused("not_made")
    if package.confirmed_at is None:
        package.confirmed_at, package.confirmed_by = database_now(), by
        package.save(update_fields=["confirmed_at", "confirmed_by"])
        record("radslag.archive_confirmed", by=by, about=package)
    return package


@transaction.atomic
def note_none_needed(*, kind: str, number: int, decision: str, by: User | None) -> ArchivePackage:
    """Note the decision that a thing needs no package, whether or not it could be packed now.

    Raises Refused `not_to_pack`, `no_decision`.
    """
    title = _title(kind, number, packable=False)
    if not decision.strip():
        raise Refused("no_decision")
    now = database_now()
    package = ArchivePackage.objects.create(
        kind=kind,
        object_id=number,
        title=title,
        decision=decision.strip(),
        asked_by=by,
        asked_at=now,
        confirmed_by=by,
        confirmed_at=now,
    )
    record("radslag.archive_not_needed", by=by, about=package)
    return package


def old_packages(now: dt.datetime) -> QuerySet[ArchivePackage]:
    """Packages that the archive has had long enough for their files to go here."""
    rows = ArchivePackage.objects.filter(confirmed_at__lt=now - PACKAGES.length)
    return rows.exclude(file="")


def delete_old_packages() -> int:
    """Delete the files of packages that the archive has; that they were made and confirmed stays. Returns how many.

    Raises StorageAway; what is not deleted then is at the next run.
    """
    numbers = list(old_packages(database_now()).values_list("pk", flat=True))
    return sum(_without_file(number) for number in numbers)


@transaction.atomic
def _without_file(number: int) -> bool:
    package = ArchivePackage.objects.select_for_update().filter(pk=number).exclude(file="").first()
    if package is None:
        return False
    default_storage.delete(
        str(package.file.name)
    )  # first, so that no file stays behind a row that does not name it
    ArchivePackage.objects.filter(pk=number).update(file="")
    return True


def none_needed(kind: str) -> QuerySet[ArchivePackage]:
    """Things of a kind of which it is decided that they need no package: their `object_id`s."""
    return ArchivePackage.objects.filter(kind=kind, confirmed_at__isnull=False).exclude(decision="")


def _title(kind: str, number: int, *, packable: bool = True) -> str:
    found = kind_named(kind)
    thing = found.one(number) if found else None
    if thing is None or (packable and not thing.is_packable):
        raise Refused("not_to_pack")
    return thing.title[:200]
