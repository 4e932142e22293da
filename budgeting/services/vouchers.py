"""Receipts and invoices behind payments: private files, for those who enter and see payments."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from wagtail.log_actions import log

from budgeting.models import Payment, PaymentRequest, Voucher
from budgeting.rules.errors import RuleViolation
from budgeting.rules.proposals import check_line
from budgeting.services import checked_files, payments
from budgeting.services.checked_files import CheckedFile, Taken
from budgeting.services.stored_files import stored_if_committed
from radslag.clock import database_now
from radslag.models import User

MOST_FILES: Final = 5
SLIP: Final = dt.timedelta(hours=1)
"""So long who added a receipt to a payment that is made can delete it: the wrong file was chosen."""
MAX_WHY: Final = 150
TAKEN: Final = Taken(
    documents=("pdf",),
    pictures={"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"},
    most_bytes=8 * 1024 * 1024,
    wrong_kind="voucher_kind",
    too_large="voucher_too_large",
)


def checked(file: UploadedFile) -> CheckedFile:
    """The file, looked at. Raises RuleViolation: the codes of `checked_files.checked`."""
    return checked_files.checked(file, TAKEN)


def add_voucher(*, owner: Payment | PaymentRequest, file: UploadedFile, by: User) -> Voucher:
    """Add a receipt to a payment that is made already, or that waits for a second person.

    Raises RuleViolation: the codes of `checked`, `too_many_files` (limit), `own_payment`, `payment_not_waiting`; then nothing
    is written.
    """
    looked_at = checked(file)
    names: list[str] = []
    with stored_if_committed(written=names), transaction.atomic():
        payments.locked(owner.proposal_id, by)
        owner.refresh_from_db()
        if isinstance(owner, PaymentRequest) and not owner.waits:
            raise RuleViolation("payment_not_waiting")
        return store(owner, looked_at, by=by, now=database_now(), names=names)


@transaction.atomic
def remove_voucher(*, voucher_id: int, by: User, why: str = "") -> None:
    """Take away a receipt that was added by mistake: delete it while that can be, else mark it as removed and keep the file.

    Raises RuleViolation: `own_payment`, `voucher_removed`; and `required`, `too_long` (why) when it is only marked.
    """
    voucher: Voucher = Voucher.objects.select_related("payment", "request").get(pk=voucher_id)
    owner = voucher.payment or voucher.request
    proposal, now = payments.locked(owner.proposal_id, by)  # type: ignore[union-attr]
    voucher.refresh_from_db()
    if voucher.removed_at is not None:
        raise RuleViolation("voucher_removed")
    if deletable(voucher, by, now):
        voucher.delete()
    else:
        voucher.removed_why = check_line(why, limit=MAX_WHY)
        voucher.removed_at, voucher.removed_by = now, by
        voucher.save(update_fields=["removed_at", "removed_by", "removed_why"])
    data = {"name": voucher.name, "reason": voucher.removed_why}
    log(proposal, "budgeting.remove_voucher", user=by, title=_title(proposal), data=data)


def deletable(voucher: Voucher, by: User, now: dt.datetime) -> bool:
    """Whether a receipt is deleted for good: of what is not paid, or what the same person added an hour ago at most. What a
    second person saw with the payment is kept.
    """
    if voucher.payment_id is None:
        return True
    return voucher.request_id is None and voucher.added_by_id == by.pk and now - voucher.added_at <= SLIP


def store(
    owner: Payment | PaymentRequest, file: CheckedFile, *, by: User, now: dt.datetime, names: list[str]
) -> Voucher:
    """Store a file that was checked, inside the transaction of `stored_if_committed`. Raises RuleViolation `too_many_files`."""
    if owner.vouchers.filter(removed_at=None).count() >= MOST_FILES:
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
