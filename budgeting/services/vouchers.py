"""Receipts and invoices behind payments: private files, for those who enter and see payments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from PIL import Image as Drawing
from wagtail.log_actions import log

from budgeting.models import Payment, PaymentRequest, Voucher
from budgeting.rules.errors import RuleViolation
from budgeting.services import payments
from budgeting.services.attachments import clean_name
from budgeting.services.picture_sizes import BROKEN, MOST_PIXELS
from budgeting.services.stored_files import stored_if_committed
from radslag.clock import database_now
from radslag.file_kinds import NotWhatItSays, check_kind
from radslag.models import User
from radslag.services import pictures_anew

MOST_FILES: Final = 5
MOST_BYTES: Final = 8 * 1024 * 1024
PICTURES: Final = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that is what its name says; a picture is made anew, without hidden facts."""

    name: str
    content: bytes


def checked(file: UploadedFile) -> CheckedFile:
    """The file, looked at.

    Raises RuleViolation: `voucher_kind`, `file_empty`, `voucher_too_large`, `file_not_taken` (text), `picture_broken`,
    `picture_too_many_pixels`.
    """
    name = clean_name(file.name or "")
    ending = PurePath(name).suffix.lstrip(".")
    if ending != "pdf" and ending not in PICTURES:
        raise RuleViolation("voucher_kind")
    if not file.size:
        raise RuleViolation("file_empty")
    if file.size > MOST_BYTES:
        raise RuleViolation("voucher_too_large")
    file.seek(0)
    if ending in PICTURES:
        return CheckedFile(name, _picture(file, PICTURES[ending]))
    content: bytes = file.read()
    try:
        check_kind(content, ending)
    except NotWhatItSays as refused:
        raise RuleViolation("file_not_taken", text=str(refused)) from refused
    return CheckedFile(name, content)


def add_voucher(*, payment_id: int, file: UploadedFile, by: User) -> Voucher:
    """Add a receipt to a payment that is made already.

    Raises RuleViolation: the codes of `checked`, `too_many_files` (limit), `own_payment`; then nothing is written.
    """
    looked_at = checked(file)
    names: list[str] = []
    with stored_if_committed(written=names), transaction.atomic():
        payments.locked(Payment.objects.values_list("proposal_id", flat=True).get(pk=payment_id), by)
        payment = Payment.objects.get(pk=payment_id)
        return store(payment, looked_at, by=by, now=database_now(), names=names)


@transaction.atomic
def remove_voucher(*, voucher_id: int, by: User) -> None:
    """Take away a receipt that was added by mistake; the site's history keeps that it was there. Raises `own_payment`."""
    voucher = Voucher.objects.select_related("payment", "request").get(pk=voucher_id)
    owner = voucher.payment or voucher.request
    proposal, _now = payments.locked(owner.proposal_id, by)  # type: ignore[union-attr]
    log(proposal, "budgeting.remove_voucher", user=by, title=_title(proposal), data={"name": voucher.name})
    voucher.delete()


def store(
    owner: Payment | PaymentRequest, file: CheckedFile, *, by: User, now: dt.datetime, names: list[str]
) -> Voucher:
    """Store a file that was checked, inside the transaction of `stored_if_committed`. Raises RuleViolation `too_many_files`."""
    if owner.vouchers.count() >= MOST_FILES:
        raise RuleViolation("too_many_files", limit=MOST_FILES)
    voucher = Voucher(name=file.name, size=len(file.content), added_by=by, added_at=now)
    if isinstance(owner, Payment):
        voucher.payment = owner
    else:
        voucher.request = owner
    voucher.file.save(file.name, ContentFile(file.content), save=False)
    names.append(str(voucher.file.name))
    voucher.save()
    log(
        owner.proposal,
        "budgeting.add_voucher",
        user=by,
        title=_title(owner.proposal),
        data={"name": file.name},
    )
    return voucher


def _title(proposal: object) -> str:
    return f"{proposal.round}, {proposal.number}"  # type: ignore[attr-defined]


def _picture(file: UploadedFile, kind: str) -> bytes:
    try:
        with Drawing.open(file, formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise RuleViolation("picture_too_many_pixels")
        anew: bytes = pictures_anew.made_anew(file).read()
    except Drawing.DecompressionBombError as bomb:
        raise RuleViolation("picture_too_many_pixels") from bomb
    except BROKEN as broken:
        raise RuleViolation("picture_broken") from broken
    return anew
