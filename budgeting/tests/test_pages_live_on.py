"""What everybody does on the last evening leaves every kept page alive: log in, vote, change the vote, look, log out."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import reverse

from budgeting.models import Ballot, Round, RoundPage
from radslag.models import LoginSession
from radslag.page_cache.number import content_number
from radslag.tests.background import run_tasks

from .builders import make_proposals, make_round, make_round_page

pytestmark = pytest.mark.django_db


def number() -> int:
    return content_number()[0]


def test_voting_from_the_log_in_to_the_log_out_changes_nothing_that_others_see(client):
    round_: Round = make_round()
    proposals = make_proposals(round_, 2)
    ballot = reverse("budgeting:ballot", args=[round_.pk])
    client.get(reverse("account_login"))  # the site's settings are made when they are asked for first
    before = number()
    client.post(reverse("account_login"), {"email": "ny@example.org", "next": ballot})
    code = re.findall(r"\b\d{6}\b", str(mail.outbox[-1].body))[0]
    assert client.post(reverse("account_confirm_login_code"), {"code": code}).status_code == 302
    for chosen in proposals:
        assert client.get(ballot).status_code == 200
        assert client.post(ballot, {"declared": "1", "choices": [chosen.pk]}).status_code == 302
        run_tasks()
    assert Ballot.objects.count() == 1 and LoginSession.objects.count() == 1 and len(mail.outbox) > 1
    client.post(reverse("account_logout"))
    assert LoginSession.objects.count() == 0
    assert number() == before


def test_control_a_changed_page_does():
    page = make_round_page()
    before = number()
    RoundPage.objects.filter(pk=page.pk).update(title="Ett annat namn")
    assert number() > before
