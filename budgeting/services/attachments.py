"""Files for those who review: added and taken away by the author. Never public."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from budgeting.models import Attachment, Proposal, ProposalDraft
from budgeting.rules.errors import RuleViolation
from budgeting.services.checked_files import CheckedFile, Taken, checked
from budgeting.services.stored_files import check_open, locked_draft, stored_if_committed
from radslag.models import User

MOST_FILES: Final = 5
TAKEN: Final = Taken(
    documents=("pdf", "docx", "odt", "xlsx"),
    pictures={"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG"},
    most_bytes=10 * 1024 * 1024,
    wrong_kind="file_kind",
    too_large="file_too_large",
)


def add_attachment(*, draft_id: int, author: User, file: UploadedFile) -> Attachment:
    """Add a file to the author's draft, and to the proposal when that is handed in already.

    Raises ProposalDraft.DoesNotExist for another person's draft, and RuleViolation: `too_many_files` (limit), the codes of
    `checked` and of `check_open`; then nothing is written and no file is left.
    """
    looked_at = checked(file, TAKEN)
    written: list[str] = []
    with stored_if_committed(written=written), transaction.atomic():
        draft, now = locked_draft(draft_id=draft_id, author=author)
        proposal = check_open(draft, now)
        return store_attachment(draft=draft, proposal=proposal, file=looked_at, now=now, written=written)


@transaction.atomic
def remove_attachment(*, attachment_id: int, author: User) -> bool:
    """Take away the author's file; False when it is gone already or not theirs.

    Raises RuleViolation: the codes of `check_open` when the proposal is handed in.
    """
    attachment = Attachment.objects.filter(pk=attachment_id, draft__author=author).first()
    if attachment is None or attachment.draft_id is None:
        return False
    draft, now = locked_draft(draft_id=attachment.draft_id, author=author)
    if draft.is_sent:
        check_open(draft, now)
    return bool(Attachment.objects.filter(pk=attachment_id, draft=draft).delete()[0])


def store_attachment(
    *,
    draft: ProposalDraft | None,
    proposal: Proposal | None,
    file: CheckedFile,
    now: dt.datetime,
    written: list[str],
) -> Attachment:
    """Store a file that was checked, inside the transaction of `stored_if_committed`. Raises RuleViolation `too_many_files`
    (limit).
    """
    there = draft.attachments.all() if draft else Attachment.objects.filter(proposal=proposal)
    if there.count() >= MOST_FILES:
        raise RuleViolation("too_many_files", limit=MOST_FILES)
    attachment = Attachment(
        draft=draft, proposal=proposal, name=file.name, size=len(file.content), added_at=now
    )
    attachment.file.save(file.name, ContentFile(file.content), save=False)
    written.append(str(attachment.file.name))
    attachment.save()
    return attachment
