"""Applications on paper with what came with them: pictures that everyone may see, files for those who review."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from budgeting.models import Proposal
from budgeting.services.attachments import store_attachment
from budgeting.services.checked_files import CheckedFile
from budgeting.services.picture_sizes import Sizes
from budgeting.services.pictures import store_picture
from budgeting.services.proposals import Application, submit_proposal
from budgeting.services.stored_files import locked_paper, stored_if_committed
from radslag.audit.services import record
from radslag.models import User


@dataclass(frozen=True, slots=True)
class PaperFiles:
    """What came with a paper, looked at already: pictures with what they show (one line), and other files."""

    pictures: tuple[tuple[Sizes, str], ...] = ()
    files: tuple[CheckedFile, ...] = ()


def enter_paper(*, round_id: int, by: User, application: Application, came_with: PaperFiles) -> Proposal:
    """Receive what staff type in from a paper, with its pictures and files, or nothing of it.

    Raises RuleViolation: the codes of `submit_proposal`, `too_many_pictures` and `too_many_files` (limit).
    """
    written: list[str] = []
    with stored_if_committed(written=written), transaction.atomic():
        proposal = submit_proposal(round_id=round_id, author=None, application=application, entered_by=by)
        _store(proposal, came_with, by=by, now=proposal.submitted_at, written=written)
        return proposal


def add_paper_files(*, proposal_id: int, by: User, came_with: PaperFiles) -> Proposal:
    """Add what was forgotten when the paper was typed in.

    Raises RuleViolation: the codes of `locked_paper`, `too_many_pictures` and `too_many_files` (limit); then nothing is added.
    """
    written: list[str] = []
    with stored_if_committed(written=written), transaction.atomic():
        proposal, now = locked_paper(proposal_id=proposal_id, by=by)
        _store(proposal, came_with, by=by, now=now, written=written)
        return proposal


def _store(
    proposal: Proposal, came_with: PaperFiles, *, by: User, now: dt.datetime, written: list[str]
) -> None:
    for sizes, alt in came_with.pictures:
        store_picture(draft=None, proposal=proposal, sizes=sizes, alt=alt, now=now, written=written)
    for file in came_with.files:
        store_attachment(draft=None, proposal=proposal, file=file, now=now, written=written)
    for _file in (*came_with.pictures, *came_with.files):
        record("budgeting.add_paper_file", by=by, about=proposal)
