"""Files for those who review: added and taken away by the author. Never public."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from PIL import Image as Drawing

from budgeting.models import Attachment, Proposal, ProposalDraft
from budgeting.rules.errors import RuleViolation
from budgeting.services.picture_sizes import BROKEN, MOST_PIXELS
from budgeting.services.stored_files import check_open, locked_draft, locked_paper, stored_if_committed
from radslag.audit.services import record
from radslag.file_kinds import NotWhatItSays, check_kind
from radslag.models import User
from radslag.plain import plain_line, says_something
from radslag.services import pictures_anew

MOST_FILES: Final = 5
MOST_BYTES: Final = 10 * 1024 * 1024
LONGEST_NAME: Final = 150
PICTURES: Final = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG"}
KINDS: Final = ("pdf", "docx", "odt", "xlsx", *PICTURES)


def add_attachment(*, draft_id: int, author: User, file: UploadedFile) -> Attachment:
    """Add a file to the author's draft, and to the proposal when that is handed in already.

    Raises ProposalDraft.DoesNotExist for another person's draft, and RuleViolation: `file_empty`, `file_too_large`,
    `file_kind`, `file_not_taken` (text), `too_many_files` (limit), the codes of `check_open`; then nothing is written
    and no file is left.
    """
    name, content = _checked(file)
    written: list[str] = []
    with stored_if_committed(written=written), transaction.atomic():
        draft, now = locked_draft(draft_id=draft_id, author=author)
        proposal = check_open(draft, now)
        return _add(draft=draft, proposal=proposal, name=name, content=content, now=now, written=written)


def add_paper_attachment(*, proposal_id: int, by: User, file: UploadedFile) -> Attachment:
    """The same for staff who type in a paper application. Raises also the codes of `locked_paper`."""
    name, content = _checked(file)
    written: list[str] = []
    with stored_if_committed(written=written), transaction.atomic():
        proposal, now = locked_paper(proposal_id=proposal_id, by=by)
        record("budgeting.add_paper_file", by=by, about=proposal)
        return _add(draft=None, proposal=proposal, name=name, content=content, now=now, written=written)


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


def clean_name(name: str) -> str:
    """The last part of a file's name as one plain line, at most LONGEST_NAME characters with its ending."""
    path = PurePath(plain_line(name.replace("\\", "/").rpartition("/")[2]))
    ending = path.suffix.lower()
    stem = path.stem[: LONGEST_NAME - len(ending)].strip()
    return f"{stem if says_something(stem) else 'fil'}{ending}"


def _checked(file: UploadedFile) -> tuple[str, bytes]:
    """The clean name and the content of a file that is what its name says; a picture without hidden facts."""
    name = clean_name(file.name or "")
    ending = PurePath(name).suffix.lstrip(".")
    if ending not in KINDS:
        raise RuleViolation("file_kind")
    if not file.size:
        raise RuleViolation("file_empty")
    if file.size > MOST_BYTES:
        raise RuleViolation("file_too_large")
    file.seek(0)
    if ending in PICTURES:
        return name, _picture(file, PICTURES[ending])
    content: bytes = file.read()
    try:
        check_kind(content, ending)
    except NotWhatItSays as refused:
        raise RuleViolation("file_not_taken", text=str(refused)) from refused
    return name, content


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


def _add(
    *,
    draft: ProposalDraft | None,
    proposal: Proposal | None,
    name: str,
    content: bytes,
    now: dt.datetime,
    written: list[str],
) -> Attachment:
    there = draft.attachments.all() if draft else Attachment.objects.filter(proposal=proposal)
    if there.count() >= MOST_FILES:
        raise RuleViolation("too_many_files", limit=MOST_FILES)
    attachment = Attachment(draft=draft, proposal=proposal, name=name, size=len(content), added_at=now)
    attachment.file.save(name, ContentFile(content), save=False)
    written.append(str(attachment.file.name))
    attachment.save()
    return attachment
