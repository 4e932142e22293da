"""What residents read of a round's terms before they hand in and vote."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from budgeting.rules.phases import Phase
from radslag.tests.people import log_in_by_code

from .builders import KRONA, make_proposal, make_round, make_round_page, make_user
from .test_views import text_of

pytestmark = pytest.mark.django_db


def shown(**terms: object) -> str:
    return text_of(Client().get(make_round_page(Phase.SUBMISSION, **terms).url))


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"applicants": "residents"}, "Du som bor i området får lämna förslag."),
        ({"applicants": "groups_too"}, "ensam eller med en grupp eller förening där."),
        ({"least_age": 15}, "Du måste ha fyllt 15 år för att lämna förslag och rösta."),
        ({"applicant_round_ore": 40_000 * KRONA}, "Allt du lämnar in får kosta högst 40 000 kr tillsammans."),
        ({"proposals_per_quarter": 1}, "Du får lämna ett förslag per kvartal"),
        ({"proposals_per_quarter": 4}, "Du får lämna högst 4 förslag per kvartal"),
        (
            {"applicant_quarter_ore": 25_000 * KRONA},
            "Allt du lämnar in under ett kvartal får kosta högst 25 000 kr tillsammans.",
        ),
        ({"leftover": "returned"}, "Pengar som inget förslag får går tillbaka till årets pengar."),
        ({"leftover": "carried_over"}, "Pengar som inget förslag får förs över till nästa omgång."),
    ],
)
def test_each_term_is_a_sentence_on_the_page_of_the_round(terms, sentence):
    assert sentence in shown(**terms)


def test_what_has_no_limit_is_not_mentioned():
    text = shown()
    for absent in ("Du måste ha fyllt", "kvartal", "tillsammans."):
        assert absent not in text


@pytest.mark.parametrize(("least_age", "is_declared"), [(15, True), (None, False)])
def test_who_votes_declares_to_be_old_enough_where_there_is_a_least_age(least_age, is_declared):
    round_ = make_round(Phase.VOTING, least_age=least_age)
    make_proposal(round_)
    client = Client()
    log_in_by_code(client, make_user())
    text = text_of(client.get(reverse("budgeting:ballot", args=[round_.pk])))
    assert ("Jag bor i Närlunda och har fyllt 15 år." in text) is is_declared
