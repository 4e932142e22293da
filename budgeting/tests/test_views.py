"""Pages in every phase, the proposal form, the ballot page: as residents meet them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from budgeting.models import Ballot, BallotChoice
from budgeting.rules.phases import ORDER, Phase
from budgeting.services.ballots import stored_ballot
from budgeting.services.counting import count_round
from budgeting.services.review import decline_proposal, withdraw_for_author
from budgeting.services.voters import Voter
from radslag.clock import at
from radslag.tests.people import log_in_by_code
from radslag.tests.scale import scaled

from .builders import (
    TICK,
    make_ballot,
    make_programme,
    make_proposal,
    make_proposals,
    make_round,
    make_round_page,
    make_schedule,
    make_user,
)

pytestmark = pytest.mark.django_db
IN_VAIN = "Fick inget beslut innan röstningen öppnade"


@pytest.fixture
def resident(client):
    user = make_user()
    log_in_by_code(client, user)
    return user


def filled_page(phase: Phase):
    """A round in `phase` with proposals, ballots and a count as far as the phase allows."""
    page = make_round_page(phase)
    round_ = page.round
    if phase is not Phase.BEFORE:
        a, b, _c = make_proposals(round_, 3)
        declined = make_proposal(round_, accepted=False, title="Motorväg")
        with at(round_.voting_opens - TICK):
            decline_proposal(proposal_id=declined.pk, by=make_user(), reason="Marken ägs inte av kommunen.")
        if phase in (Phase.VOTING, Phase.COUNTING, Phase.RESULT):
            make_ballot(round_, a, b)
            make_ballot(round_, a)
        if phase in (Phase.COUNTING, Phase.RESULT):
            count_round(round_id=round_.pk)
    return page


def text_of(response) -> str:
    html = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("phase", list(Phase))
def test_the_round_shows_in_every_phase_without_cookie_form_or_change_and_plum_only_when_one_can_act(phase):
    page = filled_page(phase)
    first, second = Client().get(page.url), Client().get(page.url)
    assert first.status_code == 200
    assert first.content == second.content
    assert not first.cookies
    main = first.content.decode().partition("<main")[2].partition("</main>")[0]
    assert 'method="post"' not in main and "csrf" not in main
    assert ("band--act" in first.content.decode()) is (phase in (Phase.SUBMISSION, Phase.VOTING))


@pytest.mark.parametrize("phase", [Phase.BEFORE, Phase.SUBMISSION])
def test_no_proposal_shows_before_its_instant(client, phase):
    page = make_round_page(phase)
    proposal = make_proposal(page.round, title="Hemlig lekplats")
    with at(page.round.submission_opens):
        assert "Hemlig" not in text_of(client.get(page.url))
    with at(page.round.proposals_shown - TICK):
        assert "Hemlig" not in text_of(client.get(page.url))
        assert client.get(proposal.get_absolute_url()).status_code == 404
    with at(page.round.proposals_shown):
        assert "Hemlig" in text_of(client.get(page.url))
        assert client.get(proposal.get_absolute_url()).status_code == 200


def test_a_received_proposal_waits_in_public_until_voting_opens(client):
    page = make_round_page(Phase.VOTING)
    waiting = make_proposal(page.round, accepted=False, title="Obesvarad")
    for instant, words in (
        (page.round.voting_opens - TICK, "Väntar på beslut"),
        (page.round.voting_opens, IN_VAIN),
    ):
        with at(instant):
            for url in (page.url, waiting.get_absolute_url()):
                shown = text_of(client.get(url))
                assert "Obesvarad" in shown and words in shown, url
                assert (IN_VAIN in shown) is (words == IN_VAIN)


def test_a_declined_proposal_shows_with_its_reason(client):
    html = text_of(client.get(filled_page(Phase.VOTING).url))
    assert "Motorväg" in html and "Marken ägs inte av kommunen." in html


def test_a_proposal_withdrawn_during_the_vote_stays_visible_and_can_not_be_chosen(client, resident):
    page = filled_page(Phase.VOTING)
    proposal = page.round.proposals.get(title="Förslag 3")
    withdraw_for_author(proposal_id=proposal.pk, by=make_user(), reason="På egen begäran")
    assert "Förslag 3" in text_of(client.get(page.url))
    assert client.get(proposal.get_absolute_url()).status_code == 200
    assert "Förslag 3" not in text_of(client.get(reverse("budgeting:ballot", args=[page.round_id])))


def test_the_order_of_proposals_is_the_same_all_day_and_another_the_next(client):
    page = make_round_page(Phase.VOTING)
    make_proposals(page.round, 12)

    def order(query=""):
        return re.findall(r"Förslag \d+", text_of(client.get(page.url + query)))

    today = timezone.localdate()
    assert order() == order() == order(f"?dag={today}")
    assert order() != order(f"?dag={today - dt.timedelta(days=1)}")
    for nonsense in ("2020-01-01", "igår", "' OR 1=1", f"{today + dt.timedelta(days=1)}"):
        assert order(f"?dag={nonsense}") == order()


def test_a_long_list_is_paged_and_each_proposal_comes_once(client):
    page = make_round_page(Phase.VOTING)
    make_proposals(page.round, 30)
    first = client.get(page.url).content.decode()
    link = re.search(r'href="(\?[^"]*sida=2)"', first)[1].replace("&amp;", "&")
    assert "dag=" in link
    both = first + client.get(page.url + link).content.decode()
    numbers = re.findall(r'href="[^"]*/forslag/(\d+)-[^"]*/"', both)
    assert sorted(map(int, numbers)) == list(range(1, 31))
    assert client.head(page.round.proposals.first().get_absolute_url()).status_code == 200


@pytest.mark.parametrize("phase", [Phase.REVIEW, Phase.VOTING, Phase.COUNTING])
def test_nothing_tells_how_the_vote_goes_before_the_result(client, phase):
    page = filled_page(phase)
    round_ = page.round
    for url in (
        page.url,
        page.get_parent().url,
        *(p.get_absolute_url() for p in round_.proposals.accepted()),
    ):
        text = text_of(client.get(url))
        assert "2 röster" not in text and "2 votes" not in text and "får pengar i" not in text


def test_the_result_waits_for_its_instant_though_the_count_is_stored(client):
    page = filled_page(Phase.COUNTING)
    assert "1 100" not in text_of(client.get(page.url))
    with at(page.round.result_at - TICK):
        assert 'class="results"' not in client.get(page.url).content.decode()
    with at(page.round.result_at):
        assert 'class="results"' in client.get(page.url).content.decode()


def test_the_result_shows_every_proposal_with_its_reason_and_opens_the_seal(client):
    page = filled_page(Phase.RESULT)
    html = client.get(page.url).content.decode()
    assert html.count('class="results__item') == 3
    assert "Fick inga röster." in html
    assert page.round.counts.get().seed in html and page.round.lot_commitment in html


def test_without_a_count_the_page_says_that_votes_are_counted(client):
    page = make_round_page(Phase.RESULT)
    make_proposals(page.round, 2)
    response = client.get(page.url)
    assert response.status_code == 200
    assert 'class="results"' not in response.content.decode()


def test_the_seed_is_secret_until_the_result(client):
    for phase in (Phase.VOTING, Phase.COUNTING):
        page = filled_page(phase)
        html = client.get(page.url).content.decode()
        assert page.round.lot_commitment in html
        assert page.round.secret.lot_seed not in html


@pytest.mark.parametrize("phase", ORDER)
def test_the_programme_shows_its_rounds(client, phase):
    page = filled_page(phase)
    html = text_of(client.get(page.get_parent().url))
    assert page.round.name in html


def test_a_round_whose_page_is_not_published_is_found_nowhere(client, resident):
    page = filled_page(Phase.VOTING)
    page.unpublish()
    for name in ("new_proposal", "ballot", "remove_ballot"):
        assert client.get(reverse(f"budgeting:{name}", args=[page.round_id])).status_code == 404
    assert page.round.name not in text_of(client.get(page.get_parent().url))


# Queries


def count_queries(url, user=None):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = Client()
    if user:
        log_in_by_code(client, user)
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("phase", [Phase.VOTING, Phase.RESULT])
def test_ten_and_a_hundred_proposals_take_the_same_queries(phase):
    page = make_round_page(phase)
    round_ = page.round
    proposals = make_proposals(round_, 10)
    make_ballot(round_, *proposals[:3])
    if phase is Phase.RESULT:
        count_round(round_id=round_.pk)
    few = count_queries(page.url), count_queries(page.get_parent().url)
    other = make_round_page(phase)
    proposals = make_proposals(other.round, scaled(100, least=20))
    make_ballot(other.round, *proposals[:3])
    if phase is Phase.RESULT:
        count_round(round_id=other.round_id)
    many = count_queries(other.url), count_queries(other.get_parent().url)
    print(f"queries of round and programme page, {phase}: {few} {many}")
    assert few == many
    assert max(many) <= 25


def counted_long_ago(programme, *, years: int):
    """A counted round of the programme, so long ago that it shares no step with another."""
    then = timezone.now() - dt.timedelta(days=365 * years)
    page = make_round_page(programme=programme, schedule=make_schedule(Phase.RESULT, now=then))
    count_round(round_id=page.round_id)


def test_two_and_eight_rounds_take_the_same_queries():
    programme, now = make_programme(), timezone.now()
    make_round_page(programme=programme, schedule=make_schedule(Phase.VOTING, now=now))
    counted_long_ago(programme, years=1)
    few = count_queries(programme.url)
    for years in (2, 3):
        counted_long_ago(programme, years=years)
    later = make_schedule(Phase.VOTING, now=now, shift=dt.timedelta(days=60))
    make_round_page(Phase.CANCELLED, programme=programme, schedule=later)
    for phase in (Phase.BEFORE, Phase.SUBMISSION, Phase.COUNTING):
        make_round_page(programme=programme, schedule=make_schedule(phase, now=now))
    assert count_queries(programme.url) == few <= 25


def test_the_ballot_takes_the_same_queries_for_ten_and_a_hundred_proposals():
    user = make_user()
    small, large = make_round(), make_round()
    make_proposals(small, 10)
    make_proposals(large, scaled(100, least=20))
    few, many = (count_queries(reverse("budgeting:ballot", args=[r.pk]), user) for r in (small, large))
    assert few == many <= 25


def test_a_row_of_the_ballot_is_at_most_450_bytes(client, resident):
    round_ = make_round()
    make_proposal(round_, title="Ö" * 80, cost_ore=2_500_000)
    html = client.get(reverse("budgeting:ballot", args=[round_.pk])).content
    row = re.search(rb'<div class="pick-row">.*?</div>\n', html, flags=re.S)[0]
    assert len(row) <= 450 + 80  # 80 letters of two bytes: only such a title may take more


@pytest.mark.parametrize(
    "name", ["my_proposals", "ballot", "remove_ballot", "withdraw_proposal", "new_proposal"]
)
def test_what_residents_do_asks_for_a_log_in(client, name):
    round_ = make_round(Phase.VOTING)
    make_proposal(round_)
    args = {"my_proposals": [], "withdraw_proposal": [round_.pk, 1]}.get(name, [round_.pk])
    response = client.get(reverse(f"budgeting:{name}", args=args))
    assert response.status_code == 302 and "logga-in" in response.url
    assert not response.cookies


def test_a_post_without_token_is_refused():
    client = Client(enforce_csrf_checks=True)
    log_in_by_code(client, make_user())
    round_ = make_round()
    assert (
        client.post(
            reverse("budgeting:ballot", args=[round_.pk]), {"declared": "1", "choices": []}
        ).status_code
        == 403
    )


# Ballots


def test_a_resident_votes_sees_the_receipt_and_changes_the_vote(client, resident):
    round_ = make_round()
    a, b, c = make_proposals(round_, 3)
    url = reverse("budgeting:ballot", args=[round_.pk])
    answer = client.post(url, {"declared": "1", "choices": [a.pk, b.pk]}, follow=True)
    stored = stored_ballot(round_=round_, voter=Voter(email=resident.email))
    assert stored.receipt in text_of(answer)
    assert answer.content.decode().count(" checked") == 2
    client.post(url, {"declared": "1", "choices": [c.pk]})
    assert set(stored_ballot(round_=round_, voter=Voter(email=resident.email)).choices) == {c.pk}


def test_saving_a_ballot_takes_eleven_statements(
    client, resident, django_assert_num_queries, settings, monkeypatch
):
    # the process knows the salt of the day from the first ballot of the day on
    monkeypatch.setattr("radslag.limits.services._salt_today", (timezone.localdate(), b"salt" * 8))
    settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"  # the mail with the receipt is in it
    round_ = make_round()
    proposals = make_proposals(round_, 3)
    url = reverse("budgeting:ballot", args=[round_.pk])
    with django_assert_num_queries(11 + 2):  # two more than in earnest: the savepoint of a test
        first = client.post(url, {"declared": "1", "choices": [p.pk for p in proposals]})
    assert first.status_code == 302
    with django_assert_num_queries(10 + 2):
        client.post(url, {"choices": [proposals[0].pk]})


@pytest.mark.parametrize("bad", ["too_many", "none", "foreign", "nonsense", "huge", "twice"])
def test_a_wrong_ballot_comes_back_ticked_and_the_stored_one_stands(client, resident, bad):
    round_ = make_round()
    a, b, c, d = make_proposals(round_, 4)
    foreign = make_proposal(make_round())
    url = reverse("budgeting:ballot", args=[round_.pk])
    client.post(url, {"declared": "1", "choices": [a.pk]})
    choices = {
        "too_many": [a.pk, b.pk, c.pk, d.pk],
        "none": [],
        "foreign": [b.pk, foreign.pk],
        "nonsense": [b.pk, "'; DROP TABLE"],
        "huge": [b.pk, 10**30],
        "twice": [b.pk, b.pk],
    }[bad]
    response = client.post(url, {"declared": "1", "choices": choices})
    assert response.status_code == 422
    assert 'class="error-summary"' in response.content.decode()
    kept = {a.pk, b.pk, c.pk, d.pk} & set(choices)
    assert response.content.decode().count(" checked") == len(kept)
    assert stored_ballot(round_=round_, voter=Voter(email=resident.email)).choices == (a.pk,)


@pytest.mark.parametrize(
    ("phase", "stored"), [(Phase.COUNTING, True), (Phase.COUNTING, False), (Phase.REVIEW, False)]
)
def test_a_ballot_out_of_time_gets_an_honest_page(client, resident, phase, stored):
    round_ = make_round(phase)
    a, b = make_proposals(round_, 2)
    if stored:
        make_ballot(round_, a, voter=Voter(email=resident.email))
    response = client.post(
        reverse("budgeting:ballot", args=[round_.pk]), {"declared": "1", "choices": [b.pk]}
    )
    assert response.status_code == 409
    assert BallotChoice.objects.filter(proposal=b).count() == 0
    html = response.content.decode()
    assert "message" not in re.findall(r'<dialog open class="(\w+)', html)
    assert ("Förslag 1" in html) is stored


def test_the_order_on_the_ballot_is_stable_for_a_voter_and_differs_between_voters(client):
    round_ = make_round()
    make_proposals(round_, 12)
    url = reverse("budgeting:ballot", args=[round_.pk])

    def order(user):
        log_in_by_code(client, user)
        return tuple(re.findall(r"Förslag \d+", text_of(client.get(url))))

    siv, bo = make_user(), make_user()
    assert order(siv) == order(siv) != order(bo)


def test_one_removes_the_own_vote(client, resident):
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    client.post(reverse("budgeting:ballot", args=[round_.pk]), {"declared": "1", "choices": [a.pk]})
    url = reverse("budgeting:remove_ballot", args=[round_.pk])
    client.get(url)
    assert Ballot.objects.count() == 1
    client.post(url)
    assert Ballot.objects.count() == 0


def test_private_pages_are_never_kept(client, resident):
    round_ = make_round()
    for url in (reverse("budgeting:ballot", args=[round_.pk]), reverse("budgeting:my_proposals")):
        assert "no-store" in client.get(url)["Cache-Control"]


def test_a_title_keeps_its_direction_to_itself(client, resident):
    """Hebrew between Swedish words and prices must not turn them around."""
    round_ = make_round()
    proposal = make_proposal(round_, title="ספסלים", shown_name="שרה")
    ballot = client.get(reverse("budgeting:ballot", args=[round_.pk])).content.decode()
    listed = client.get(round_.pages.get().url).content.decode()
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert all("<bdi>ספסלים</bdi>" in html for html in (ballot, listed, page))
    assert "<bdi>שרה</bdi>" in page
