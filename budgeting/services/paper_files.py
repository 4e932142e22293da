"""Applications on paper with what came with them: pictures that everyone may see, files for those who review."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from budgeting.models import Act, Proposal
from budgeting.rules.errors import RuleViolation
from budgeting.services.attachments import store_attachment
from budgeting.services.checked_files import CheckedFile
from budgeting.services.limits import check_paper_open
from budgeting.services.picture_sizes import Sizes
from budgeting.services.pictures import store_picture
from budgeting.services.proposals import Application, locked, note, submit_proposal
from budgeting.services.review import IN_THE_RUNNING, check_not_own
from budgeting.services.stored_files import stored_if_committed
from radslag.audit.services import record
from radslag.clock import database_now
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
    """Add what was forgotten when the paper was typed in. What one of two reviewers said without having seen it falls.

    Raises RuleViolation: `own_proposal`, the codes of `check_takes_files`, `too_many_pictures` and `too_many_files` (limit);
    then nothing is added.
    """
    written: list[str] = []
    with stored_if_committed(written=written), transaction.atomic():
        proposal = locked(proposal_id)
        now = database_now()  # after whatever a reviewer has just said
        check_not_own(proposal, by)
        check_takes_files(proposal, now)
        _store(proposal, came_with, by=by, now=now, written=written)
        proposal.verdicts.all().delete()
        note(proposal, Act.PAPER_FILES, now, by=by)
        return proposal


def check_takes_files(proposal: Proposal, now: dt.datetime) -> None:
    """Whether what came with a paper can still be added.

    Raises RuleViolation: `illegal_move` (not on paper, or no longer in the running), the codes of `check_paper_open`.
    """
    if not proposal.on_paper or proposal.status not in IN_THE_RUNNING:
        raise RuleViolation("illegal_move")
    check_paper_open(proposal.round, now)


def _store(
    proposal: Proposal, came_with: PaperFiles, *, by: User, now: dt.datetime, written: list[str]
) -> None:
    for sizes, alt in came_with.pictures:
        store_picture(draft=None, proposal=proposal, sizes=sizes, alt=alt, now=now, written=written)
    for file in came_with.files:
        store_attachment(draft=None, proposal=proposal, file=file, now=now, written=written)
    for _file in (*came_with.pictures, *came_with.files):
        record("budgeting.add_paper_file", by=by, about=proposal)
