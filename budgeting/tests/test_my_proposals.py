"""Who has handed in nothing yet is shown where one can."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from budgeting.rules.phases import Phase
from radslag.tests.people import log_in_by_code

from .builders import make_round, make_user, pause

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(client):
    log_in_by_code(client, make_user())
    return lambda: client.get(reverse("budgeting:my_proposals")).content.decode()


def test_where_one_can_hand_in_is_linked_while_there_is_nothing_of_ones_own(mine):
    open_ = make_round(Phase.SUBMISSION, name="Södra")
    make_round(Phase.VOTING, name="Norra")
    private = make_round(Phase.SUBMISSION, name="Hemliga")
    PageViewRestriction.objects.create(page=private.page_in("sv"), restriction_type=PageViewRestriction.LOGIN)
    html = mine()
    assert "Du har inte lämnat några förslag än." in html
    assert "Södra" in html and reverse("budgeting:new_proposal", args=[open_.pk]) in html
    assert "Norra" not in html and "Hemliga" not in html
    pause(open_)
    assert "Södra" not in mine()


def test_one_open_round_and_five_take_the_same_queries(mine):
    counts = []
    for more in (1, 4):
        for _number in range(more):
            make_round(Phase.SUBMISSION)
        mine()
        with CaptureQueriesContext(connection) as captured:
            mine()
        counts.append(len(captured))
    assert counts[0] == counts[1]
