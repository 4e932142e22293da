"""What the page of a counted round tells beside the result: receipts, challenged ballots, and the day of sealing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgeting.models import Receipt
from budgeting.rules.phases import Phase
from budgeting.services import challenges
from budgeting.services.counting import count_round
from budgeting.services.sealing import seal_round
from radslag.clock import TICK, at
from radslag.models import Backup
from radslag.templatetags.dates import day

from .builders import DAY, cancel, make_ballot, make_proposal, make_round_page, make_user
from .test_views import text_of

pytestmark = pytest.mark.django_db


def make_counted(challenged: int):
    """The page of a round with six ballots, some of them challenged before the count."""
    page = make_round_page(Phase.RESULT)
    round_ = page.round
    proposal = make_proposal(round_)
    for _n in range(6):
        make_ballot(round_, proposal)
    with at(round_.voting_closes - TICK):
        for n, receipt in enumerate(Receipt.objects.filter(round=round_)[:challenged]):
            asked = challenges.ask_to_challenge(
                round_id=round_.pk, receipt_id=receipt.pk, by=make_user(), reason=f"Skäl {n}."
            )
            challenges.confirm_challenge(challenge_id=asked.pk, by=make_user())
    count_round(round_id=round_.pk)
    return page


def test_the_result_leads_to_the_receipts_and_names_the_day_of_sealing(client):
    page = make_counted(0)
    response = client.get(page.url)
    assert reverse("budgeting:receipts", args=[page.round_id]) in response.content.decode()
    text = text_of(response)
    assert (
        f"Den {day(page.round.seal_at)} tas kopplingen mellan röstsedlar och röstande bort för gott" in text
    )
    assert "Säkerhetskopior" in text and "underkänd" not in text


def test_challenged_ballots_are_published_with_their_number_and_reasons(client):
    text = text_of(client.get(make_counted(2).url))
    assert "2 röstsedlar är underkända av två personer" in text and "Skäl 0." in text and "Skäl 1." in text


def test_a_sealed_round_says_when_and_it_stands_in_the_record_of_what_was_decided(client):
    page = make_counted(0)
    with at(page.round.seal_at):
        sealing = seal_round(round_id=page.round_id)
    text = text_of(client.get(page.url))
    assert f"Den {day(sealing.at)} togs kopplingen mellan röstsedlar och röstande bort för gott" in text
    assert "Kopplingen mellan röstsedlar och röstande är borttagen för gott" in text


def test_a_cancelled_round_says_when_it_was_sealed_and_nothing_of_receipts(client):
    page = make_round_page(Phase.VOTING)
    cancel(page.round)
    seal_round(round_id=page.round_id)
    response = client.get(page.url)
    assert "är borttagen för gott" in text_of(response)
    assert reverse("budgeting:receipts", args=[page.round_id]) not in response.content.decode()


def test_before_the_result_nothing_of_it_is_said(client):
    page = make_counted(1)
    with at(page.round.result_at - TICK):
        text = text_of(client.get(page.url))
    assert "underkänd" not in text and "Kontrollera att din röst är räknad" not in text


def test_reasons_are_shown_as_text_and_cost_no_queries_each(client):
    asked = []
    for n in (1, 5):
        page = make_counted(n)
        client.get(page.url)
        with CaptureQueriesContext(connection) as queries:
            assert "Skäl 0." in text_of(client.get(page.url))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 25


def test_a_sealed_round_says_how_many_backups_keep_the_tie_and_until_when(client, settings):
    settings.RADSLAG_BACKUP_DAYS = 30
    page = make_counted(0)
    sealed_at = page.round.seal_at
    for n in (1, 2):
        holds = [f"round-{page.round_id}"]
        Backup.objects.create(name=f"b{n}", place="x", made_at=sealed_at - n * DAY, size=1, holds=holds)
    Backup.objects.create(name="b3", place="x", made_at=sealed_at, size=1, holds=["round-0"])
    with at(sealed_at):
        assert "har kvar kopplingen tills de raderas" in text_of(client.get(page.url)), (
            "before the sealing all have it"
        )
        seal_round(round_id=page.round_id)
    with at(sealed_at + DAY):
        text = text_of(client.get(page.url))
        assert "2 säkerhetskopior från tiden före har kvar kopplingen" in text
        assert f"senast den {day(sealed_at + 29 * DAY)}" in text
        Backup.objects.update(holds=[])
        assert "2 säkerhetskopior" not in text_of(client.get(page.url))
