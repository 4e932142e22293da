"""A resident's pictures of a proposal: added, described, taken away. Each change is saved at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, QuerySet

from budgeting.models import Proposal, ProposalDraft, ProposalPicture
from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation
from budgeting.services.picture_sizes import Sizes, made_anew
from budgeting.services.stored_files import check_open, locked_draft, stored_if_committed
from radslag.models import User

MOST_PICTURES: Final = 5


def add_picture(*, draft_id: int, author: User, file: UploadedFile, alt: str = "") -> ProposalPicture:
    """Add a picture to the author's draft, and to the proposal when that is handed in already.

    Raises ProposalDraft.DoesNotExist for another person's draft, and RuleViolation: the codes of `made_anew` and
    `check_open`, `too_many_pictures` (limit), `too_long` (alt); then nothing is written and no file is left.
    """
    sizes = made_anew(file)
    alt = rules.optional_line(alt, limit=rules.MAX_DETAIL)
    written: list[str] = []
    with stored_if_committed(written=written), transaction.atomic():
        draft, now = locked_draft(draft_id=draft_id, author=author)
        proposal = check_open(draft, now)
        return store_picture(draft=draft, proposal=proposal, sizes=sizes, alt=alt, now=now, written=written)


def describe_pictures(*, draft_id: int, author: User, alts: Mapping[int, str]) -> None:
    """Write what the pictures show, by their ids; ids of other pictures change nothing.

    Raises ProposalDraft.DoesNotExist, and RuleViolation `too_long` or the codes of `check_open` when something changes.
    """
    texts = {pk: rules.optional_line(alt, limit=rules.MAX_DETAIL) for pk, alt in alts.items()}
    with transaction.atomic():
        draft, now = locked_draft(draft_id=draft_id, author=author)
        changed = [p for p in draft.pictures.filter(pk__in=texts) if p.alt != texts[p.pk]]
        if changed:
            check_open(draft, now)
        for picture in changed:  # one that a reviewer takes away meanwhile stays away
            ProposalPicture.objects.filter(pk=picture.pk).update(alt=texts[picture.pk])


@transaction.atomic
def remove_picture(*, picture_id: int, author: User) -> bool:
    """Take away the author's picture with its files; False when it is gone already or not theirs.

    Raises RuleViolation: the codes of `check_open` when the proposal is handed in.
    """
    picture = ProposalPicture.objects.filter(pk=picture_id, draft__author=author).first()
    if picture is None or picture.draft_id is None:
        return False
    draft, now = locked_draft(draft_id=picture.draft_id, author=author)
    if draft.is_sent:
        check_open(draft, now)
    return bool(ProposalPicture.objects.filter(pk=picture_id, draft=draft).delete()[0])


def pictures_of(*, draft: ProposalDraft | None, proposal: Proposal | None) -> QuerySet[ProposalPicture]:
    """The pictures that count towards the limit: the draft's, or those of a proposal from paper."""
    return draft.pictures.all() if draft else ProposalPicture.objects.filter(proposal=proposal)


def store_picture(
    *,
    draft: ProposalDraft | None,
    proposal: Proposal | None,
    sizes: Sizes,
    alt: str,
    now: dt.datetime,
    written: list[str],
) -> ProposalPicture:
    """Store a picture that was made anew, inside the transaction of `stored_if_committed`. Raises RuleViolation
    `too_many_pictures` (limit).
    """
    there = pictures_of(draft=draft, proposal=proposal)
    if there.count() >= MOST_PICTURES:
        raise RuleViolation("too_many_pictures", limit=MOST_PICTURES)
    picture = ProposalPicture(
        draft=draft, proposal=proposal, alt=alt, added_at=now, width=sizes.width, height=sizes.height
    )
    picture.sort_order = (there.aggregate(last=Max("sort_order"))["last"] or 0) + 1
    for name, ending in (("large", "webp"), ("card", "webp"), ("share", "jpg")):
        stored = getattr(picture, name)
        stored.save(f"bild.{ending}", ContentFile(getattr(sizes, name)), save=False)
        written.append(stored.name)
    picture.save()
    return picture
