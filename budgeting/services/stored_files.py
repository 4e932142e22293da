"""Files of pictures and attachments in the storage: gone when their rows are gone, never there without a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from django.core.files.storage import default_storage
from django.db import models, transaction

from budgeting.models import Attachment, ProjectPicture, Proposal, ProposalDraft, ProposalPicture, Voucher
from budgeting.rules.errors import RuleViolation
from budgeting.services.limits import check_submission_open
from budgeting.services.proposals import locked
from radslag.clock import database_now, machine_now
from radslag.models import User

FILES: Final[tuple[tuple[type[models.Model], tuple[str, ...], str], ...]] = (
    (ProposalPicture, ("large", "card", "share"), "proposals/pictures"),
    (Attachment, ("file",), "proposals/files"),
    (ProjectPicture, ("large", "card", "share"), "projects/pictures"),
    (Voucher, ("file",), "payments/vouchers"),
)
OF_DRAFTS: Final = (ProposalPicture, Attachment)
"""Those that belong to a draft until it is handed in."""
FORGOTTEN_AFTER: Final = dt.timedelta(days=1)
"""A file without a row may be that of a request that has not ended; after this long it is nobody's."""


@contextmanager
def stored_if_committed(*, written: list[str]) -> Iterator[None]:
    """Around a transaction that appends the names of the files it writes: they are deleted again when it fails."""
    try:
        yield
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise


def locked_draft(*, draft_id: int, author: User) -> tuple[ProposalDraft, dt.datetime]:
    """The author's draft, its row held so that files come and go one after the other, and the time.

    Raises ProposalDraft.DoesNotExist for another person's draft.
    """
    drafts = ProposalDraft.objects.select_for_update(of=("self",)).select_related("round")
    draft: ProposalDraft = drafts.get(pk=draft_id, author=author)
    return draft, database_now()


def check_open(draft: ProposalDraft, now: dt.datetime) -> Proposal | None:
    """The proposal that was handed in from the draft, if any, held too.

    Raises RuleViolation: the codes of `check_submission_open`, and `illegal_move` when it has been decided about.
    """
    check_submission_open(draft.round, now)
    if draft.proposal_id is None:
        return None
    proposal = locked(draft.proposal_id)
    if proposal.status != "received":
        raise RuleViolation("illegal_move")
    return proposal


@transaction.atomic
def hand_over_files(*, draft_id: int, proposal: Proposal) -> None:
    """Pictures and attachments of a draft belong to the proposal that was handed in from it as well."""
    for model in OF_DRAFTS:
        model._base_manager.filter(draft=draft_id).update(proposal=proposal)


def delete_files_of_row(instance: models.Model, using: str, **kwargs: Any) -> None:
    """Receiver of post_delete: the files go once it is certain that the row is gone."""
    fields = next(fields for model, fields, _folder in FILES if isinstance(instance, model))
    names = [file.name for file in (getattr(instance, field) for field in fields) if file]
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name), using=using, robust=True)


def delete_files_of_draft(instance: ProposalDraft, **kwargs: Any) -> None:
    """Receiver of pre_delete of drafts: what was never handed in goes with the draft, also when its author is erased."""
    for model in OF_DRAFTS:
        model._base_manager.filter(draft=instance.pk, proposal=None).delete()


def delete_files_without_rows() -> int:
    """Delete what a request left that was killed while it wrote, a day later. Returns how many files."""
    deleted = 0
    for model, fields, folder in FILES:
        known = {name for row in model._base_manager.values_list(*fields) for name in row}
        for name in _files_in(folder):
            if name in known:
                continue  # not even asked how old it is: each question may be one to another machine
            if machine_now() - default_storage.get_modified_time(name) > FORGOTTEN_AFTER:
                default_storage.delete(name)
                deleted += 1
    return deleted


def _files_in(folder: str) -> list[str]:
    try:
        _folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    return [f"{folder}/{name}" for name in files]
