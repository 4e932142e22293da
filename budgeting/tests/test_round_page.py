"""What the page of a round says when nothing is there yet, when something was taken out, and in previews."""

from __future__ import annotations

import pytest
from django.urls import reverse

from budgeting.display.examples import example_result, sample_ballots
from budgeting.rules.phases import Phase
from budgeting.services.counting import count_round
from budgeting.services.proposals import withdraw_proposal
from budgeting.services.review import withdraw_for_author
from budgeting.services.voters import Voter
from radslag.clock import at
from radslag.tests.people import log_in_by_code

from .builders import TICK, make_ballot, make_proposal, make_proposals, make_round_page, make_user
from .test_views import text_of

pytestmark = pytest.mark.django_db
SECRET = "Hemlig lekplats"


def preview(page, mode) -> str:
    page = type(page).objects.get(pk=page.pk)
    return text_of(page.make_preview_request(preview_mode=mode))


def test_a_preview_of_the_result_shows_no_vote_before_the_result_is_public():
    page = make_round_page(Phase.COUNTING)
    a, b = make_proposals(page.round, 2)
    for _ in range(7):
        make_ballot(page.round, a)
    make_ballot(page.round, b)
    count_round(round_id=page.round_id)
    shown = preview(page, "result")
    assert "7 röster" not in shown and "8 boende röstade" not in shown
    assert "Två förslag får pengar" not in shown
    assert page.round.secret.lot_seed not in shown
    assert "förhandsgranskning" in shown
    with at(page.round.result_at):
        shown = preview(page, "result")
    assert "7 röster" in shown and "Två förslag får pengar" in shown and "förhandsgranskning" not in shown


def test_a_preview_of_the_result_shows_an_example_that_says_so_until_there_is_one():
    page = make_round_page(Phase.VOTING)
    a, b = make_proposals(page.round, 2)
    make_ballot(page.round, a)
    shown = preview(page, "result")
    assert (
        "Exempel på resultat" in shown and "Ingen har röstat så här" in shown and "Exempelförslag A" in shown
    )
    assert shown == preview(page, "result"), "the same every time"
    body = page.make_preview_request(preview_mode="result").content.decode()
    example = body[body.index('class="results"') : body.index("</ol>")]
    assert a.title not in example and b.title not in example and "<a " not in example
    assert not page.round.counts.exists()
    for mode in ("", "voting", "counting"):
        assert "Exempel" not in preview(page, mode)


def test_readers_never_meet_an_example(client):
    page = make_round_page(Phase.COUNTING)
    make_ballot(page.round, make_proposal(page.round))
    for instant in (page.round.result_at - TICK, page.round.result_at):
        with at(instant):
            assert "Exempel" not in text_of(client.get(page.url))


@pytest.mark.parametrize("rule", ["greedy_skip", "greedy_stop"])
@pytest.mark.parametrize(
    ("most", "threshold", "cap_ore"), [(1, 1, 1), (3, 2, 2_500_000), (10, 7, 10_000_000)]
)
def test_the_example_follows_the_rules_of_the_round(rule, most, threshold, cap_ore):
    page = make_round_page(Phase.VOTING, rule=rule, ballot_max=most, threshold=threshold, cap_ore=cap_ore)
    shown = example_result(page.round)
    assert all(1 <= len(ballot) <= most for ballot in sample_ballots(most))
    assert sum(row.outcome.cost_ore for row in shown.rows if row.outcome.funded) == shown.count.spent_ore
    assert shown.count.spent_ore <= page.round.budget_ore
    assert all(row.outcome.votes >= threshold for row in shown.rows if row.outcome.funded)
    assert max(row.outcome.cost_ore for row in shown.rows) <= cap_ore
    assert len(shown.rows) == 9 and shown.funded > 0


@pytest.mark.parametrize("mode", ["voting", "counting", "result"])
def test_a_preview_of_the_vote_shows_no_proposal_before_it_is_public(mode):
    page = make_round_page(Phase.REVIEW)
    make_proposal(page.round, title=SECRET)
    shown = preview(page, mode)
    assert SECRET not in shown and "förhandsgranskning" in shown
    with at(page.round.proposals_shown):
        assert SECRET in preview(page, mode)


def test_a_preview_of_the_past_is_what_it_was():
    page = make_round_page(Phase.VOTING)
    make_proposal(page.round, title=SECRET)
    assert SECRET not in preview(page, "submission")
    assert SECRET in preview(page, "voting")


@pytest.mark.parametrize("phase", [Phase.REVIEW, Phase.VOTING])
def test_a_round_without_proposals_says_so_and_asks_nobody_to_vote(client, phase):
    page = make_round_page(phase)
    with at(page.round.proposals_shown if phase is Phase.REVIEW else page.round.voting_opens):
        response = client.get(page.url)
    assert "Inga förslag följde reglerna den här gången." in text_of(response)
    assert "Vi läser alla förslag" not in text_of(response)
    html = response.content.decode()
    assert reverse("budgeting:ballot", args=[page.round_id]) not in html
    assert "band--act" not in html


def test_what_staff_took_out_says_so_with_the_reason_and_what_its_author_took_back_says_that(client):
    page = make_round_page(Phase.VOTING)
    round_ = page.round
    taken, back = make_proposal(round_, title="Bastun"), make_proposal(round_, title="Bron")
    withdraw_for_author(proposal_id=taken.pk, by=make_user(), reason="Marken är såld.")
    for url in (page.url, taken.get_absolute_url()):
        shown = text_of(client.get(url))
        assert "Marken är såld." in shown, url
        assert "Drogs tillbaka av den som föreslog det" not in shown
        assert "granskar förslagen" in shown
    round_.refresh_from_db()
    assert "Bron" in text_of(client.get(page.url)) and back.number


def test_an_author_who_takes_back_gives_no_reason_and_is_named_as_the_one():
    from django.template.loader import render_to_string

    page = make_round_page(Phase.SUBMISSION)
    author = make_user()
    own = make_proposal(page.round, author=author, accepted=False)
    own = withdraw_proposal(proposal_id=own.pk, author=author)
    shown = render_to_string("components/proposal_withdrawn.html", {"proposal": own})
    assert "Drogs tillbaka av den som föreslog det" in shown


def test_a_ballot_whose_choices_all_left_says_that_it_goes_to_nothing(client):
    page = make_round_page(Phase.VOTING)
    a, b = make_proposals(page.round, 2)
    siv = make_user()
    make_ballot(page.round, a, b, voter=Voter(email=siv.email))
    url = reverse("budgeting:ballot", args=[page.round_id])
    withdraw_for_author(proposal_id=a.pk, by=make_user(), reason="x")
    log_in_by_code(client, siv)

    def closed():
        with at(page.round.voting_closes):
            return text_of(client.get(url))

    assert "Förslag 1 (tillbakadraget)" in closed() and "Allt du valde" not in closed()
    withdraw_for_author(proposal_id=b.pk, by=make_user(), reason="x")
    assert "Allt du valde har dragits tillbaka." in closed()


def test_a_proposal_that_nobody_read_in_time_is_not_said_to_wait(client):
    page = make_round_page(Phase.VOTING)
    siv = make_user()
    make_proposal(page.round, author=siv, accepted=False)
    log_in_by_code(client, siv)
    for url in (reverse("budgeting:my_proposals"), "/mina-sidor/"):
        shown = text_of(client.get(url))
        assert "Fick inget beslut innan röstningen öppnade" in shown
        assert "inte läst än" not in shown
