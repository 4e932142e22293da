"""What the buttons of the form of a proposal do, once its words are saved."""

from __future__ import annotations

import enum
from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from budgeting.display.writing import Desk
from budgeting.rules.errors import RuleViolation
from budgeting.services import attachments, drafts, pictures
from budgeting.services.checked_files import clean_name
from radslag.incoming.row_numbers import is_row_number

LATE = frozenset(
    {"submission_closed", "not_submission_yet", "round_paused", "round_cancelled", "illegal_move"}
)


class Act(enum.StrEnum):
    """How the answer goes on. A value is what follows the draft's address."""

    SHOW = "show"
    CLOSED = "closed"
    SAVED = "?sparat=1"
    SENT = "?skickat=1"
    AT_PICTURES = "?sparat=1#bilder"
    AT_FILES = "?sparat=1#filer"


def carry_out(request: HttpRequest, desk: Desk) -> Act:
    """Do what the pressed button says; files that were chosen come along with any of them."""
    name, _colon, number = request.POST.get("action", "save").partition(":")
    describe_pictures(request, desk)
    _take_files(request, desk)
    if desk.picture_faults or desk.file_faults:
        return Act.SHOW
    if name == "send":
        return _send(desk)
    if name == "add_line":
        desk.more_rows = True
        return Act.SHOW
    removes = {
        "remove_picture": (_remove_picture, desk.picture_faults),
        "remove_file": (_remove_file, desk.file_faults),
    }
    if name in removes and is_row_number(number):
        remove, faults = removes[name]
        try:
            remove(desk, int(number))
        except RuleViolation as refused:
            faults.append(refused.message)
            return Act.SHOW
    if name.endswith("picture"):
        return Act.AT_PICTURES
    return Act.AT_FILES if name.endswith("file") else Act.SAVED


def _send(desk: Desk) -> Act:
    """Judge the words and hand them in."""
    desk.check = True
    if not desk.form.is_valid():
        return Act.SHOW
    stored = desk.stored
    try:
        drafts.send_draft(
            draft_id=stored.pk,
            author=desk.author,
            version=stored.version,
            application=desk.form.application(),
        )
    except RuleViolation as refused:
        if refused.code in LATE:
            return Act.CLOSED
        desk.refusal = refused.message
        return Act.SHOW
    return Act.SENT


def describe_pictures(request: HttpRequest, desk: Desk) -> None:
    """Write down what the pictures show, as it was typed; what can't be taken is noted, in words."""
    alts = {
        int(name[4:]): text
        for name, text in request.POST.items()
        if isinstance(text, str) and name.startswith("alt_") and is_row_number(name[4:])
    }
    if not alts:
        return
    try:
        pictures.describe_pictures(draft_id=desk.stored.pk, author=desk.author, alts=alts)
    except RuleViolation as refused:
        desk.picture_faults.append(refused.message)


def _take_files(request: HttpRequest, desk: Desk) -> None:
    """Add the chosen files; what can't be taken is noted, in words."""
    kinds: list[tuple[str, Callable[..., object], list[str]]] = [
        ("picture", pictures.add_picture, desk.picture_faults),
        ("file", attachments.add_attachment, desk.file_faults),
    ]
    for name, add, faults in kinds:
        for file in request.FILES.getlist(name):
            try:
                add(draft_id=desk.stored.pk, author=desk.author, file=file)
            except RuleViolation as refused:
                faults.append(f"{_name(file)}: {refused.message}")


def _name(file: UploadedFile) -> str:
    return clean_name(file.name or "")[:60]


def _remove_picture(desk: Desk, number: int) -> None:
    pictures.remove_picture(picture_id=number, author=desk.author)


def _remove_file(desk: Desk, number: int) -> None:
    attachments.remove_attachment(attachment_id=number, author=desk.author)
