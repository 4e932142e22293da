"""Pictures sent at the same time, with real threads on PostgreSQL, and what happens without the lock."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from budgeting.models import ProposalDraft, ProposalPicture
from budgeting.services import pictures, stored_files
from budgeting.services.pictures import add_picture
from radslag.clock import database_now

from .builders import make_draft, make_photo
from .test_races import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PARALLEL = 12


def uploads_to(draft):
    photo = make_photo()
    return [
        lambda: add_picture(
            draft_id=draft.pk, author=draft.author, file=SimpleUploadedFile("bild.jpg", photo), alt="Gården"
        )
        for _n in range(PARALLEL)
    ]


def test_of_twelve_pictures_sent_at_once_five_are_kept_and_no_file_of_the_others():
    draft = make_draft()
    before = set(stored_files._files_in("proposals/pictures"))
    results = together(uploads_to(draft))
    refused = Counter(getattr(result, "code", "kept") for result in results)
    assert refused == {"kept": 5, "too_many_pictures": PARALLEL - 5}
    rows = ProposalPicture.objects.filter(draft=draft)
    assert sorted(row.sort_order for row in rows) == [1, 2, 3, 4, 5]
    files = {name for row in rows.values_list("large", "card", "share") for name in row}
    assert set(stored_files._files_in("proposals/pictures")) - before == files


def test_control_without_the_lock_on_the_draft_more_are_kept(monkeypatch):
    draft = make_draft()
    all_have_looked, real = threading.Barrier(PARALLEL), pictures.Max

    def unlocked(*, draft_id, author):
        return ProposalDraft.objects.select_related("round").get(pk=draft_id, author=author), database_now()

    def looked(field):
        """What the place of a new picture is asked with, once it is known that there is room."""
        all_have_looked.wait(60)
        return real(field)

    monkeypatch.setattr(pictures, "locked_draft", unlocked)
    monkeypatch.setattr(pictures, "Max", looked)
    together(uploads_to(draft))
    assert ProposalPicture.objects.filter(draft=draft).count() > 5
