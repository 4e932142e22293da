"""What a resident writes in a proposal is shown as text, wherever it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

import comments.tests
from budgeting.rules import proposals as rules
from budgeting.rules.phases import Phase
from budgeting.services.review import decline_proposal
from radslag.clock import at
from radslag.tests.people import log_in_by_code

from .builders import TICK, make_proposal, make_round_page, make_staff, make_user

pytestmark = pytest.mark.django_db
CORPUS = Path(comments.tests.__file__).with_name("payloads.txt")
PAYLOADS = [line for line in CORPUS.read_text(encoding="utf-8").splitlines() if "<" in line]


def test_no_payload_is_markup_on_any_page_of_a_proposal(client):
    page = make_round_page(Phase.VOTING)
    texts = [line[: rules.MAX_NAME] for line in PAYLOADS]
    made = [make_proposal(page.round, title=text, what=text, benefit=text, shown_name=text) for text in texts]
    declined = make_proposal(page.round, accepted=False, title=texts[0])
    with at(page.round.voting_opens - TICK):
        decline_proposal(proposal_id=declined.pk, by=make_user(), reason=texts[0])
    staff = make_staff()
    log_in_by_code(client, staff)
    pages = [page.url, reverse("budgeting:ballot", args=[page.round_id]), declined.get_absolute_url()]
    pages += [proposal.get_absolute_url() for proposal in made]
    pages += [reverse("budgeting_proposal_modeladmin_index"), reverse("my_pages")]
    pages += [reverse("budgeting_proposal_modeladmin_edit", args=[made[0].pk])]
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
        html = answer.content.decode()
        assert not [text for text in texts if text in html], address
