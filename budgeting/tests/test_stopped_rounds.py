"""A paused and a cancelled round as residents meet them: the word, when, why, and nothing to do."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from budgeting import display
from budgeting.rules.phases import Phase
from budgeting.services import acts
from budgeting.services.counting import count_round
from radslag.clock import at, database_now
from radslag.tests.people import log_in_by_code

from .builders import (
    DAY,
    KRONA,
    REASON,
    TICK,
    cancel,
    make_ballot,
    make_programme,
    make_proposal,
    make_proposals,
    make_round_page,
    make_schedule,
    make_user,
    pause,
)

pytestmark = pytest.mark.django_db


def main_of(response) -> str:
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def text_of(response) -> str:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main_of(response)))
    return text.replace("\N{NO-BREAK SPACE}", " ")


STOPS = [(pause, "Omgången är pausad"), (cancel, "Omgången är inställd")]
ALIVE = [Phase.BEFORE, Phase.SUBMISSION, Phase.REVIEW, Phase.VOTING, Phase.COUNTING]


@pytest.mark.parametrize("phase", ALIVE)
@pytest.mark.parametrize(("stop", "title"), STOPS)
def test_the_page_says_that_it_is_stopped_since_when_and_why(client, phase, stop, title):
    page = make_round_page(phase)
    stop(page.round, "Det brann i skolan.")
    response = client.get(page.url)
    html, text = main_of(response), text_of(response)
    assert re.search(r"<h1>(.*?)</h1>", html)[1] == title
    assert text.count("Det brann i skolan.") == 2  # why it is so, and in the log
    assert "Sedan" in text
    assert "band--act" not in html
    for name in ("ballot", "new_proposal"):
        assert reverse(f"budgeting:{name}", args=[page.round_id]) not in html


@pytest.mark.parametrize(("stop", "title"), STOPS)
def test_the_page_is_as_always_until_the_very_moment(client, stop, title):
    page = make_round_page(Phase.VOTING)
    make_proposals(page.round, 2)
    act = stop(page.round)
    with at(act.at - TICK):
        html = main_of(client.get(page.url))
        assert title not in html and REASON not in html and "band--act" in html
    with at(act.at):
        assert title in main_of(client.get(page.url))


def test_a_request_that_waits_is_no_public_matter(client):
    page = make_round_page(Phase.VOTING)
    before = client.get(page.url).content
    acts.ask_to_cancel(round_id=page.round_id, by=make_user(), reason="Hemligt än så länge")
    assert client.get(page.url).content == before


def test_the_steps_of_a_paused_round_have_no_dates_that_will_move():
    page = make_round_page(Phase.VOTING)
    pause(page.round)
    steps = display.steps(page.round, Phase.VOTING, database_now())
    assert [step.state for step in steps] == ["done", "done", "paused", "next", "next"]
    assert [bool(step.dates) for step in steps] == [True, True, True, False, False]
    assert steps[2].dates == "pausat"


@pytest.mark.parametrize(
    ("phase", "done"), [(Phase.BEFORE, 0), (Phase.SUBMISSION, 0), (Phase.VOTING, 2), (Phase.COUNTING, 3)]
)
def test_the_steps_of_a_cancelled_round_say_which_were_done(phase, done):
    page = make_round_page(phase)
    cancel(page.round)
    steps = display.steps(page.round, Phase.CANCELLED, database_now() + 400 * DAY)
    assert [step.state for step in steps] == ["done"] * done + ["cancelled"] * (5 - done)


def test_nothing_secret_becomes_public_while_a_round_is_stopped(client):
    """The dates pass; proposals and result stay as secret as they were."""
    for stop in (pause, cancel):
        early = make_round_page(Phase.REVIEW, programme=make_programme())
        late = make_round_page(Phase.COUNTING, programme=make_programme())
        hidden = make_proposal(early.round, title="Hemlig lekplats")
        a, b = make_proposals(late.round, 2)
        make_ballot(late.round, a)
        make_ballot(late.round, a, b)
        count_round(round_id=late.round_id)
        stop(early.round)
        stop(late.round)
        with at(late.round.result_at + 100 * DAY):
            assert "Hemlig" not in text_of(client.get(early.url))
            assert client.get(hidden.get_absolute_url()).status_code == 404
            html = text_of(client.get(late.url))
            assert "förslag får pengar" not in html and "Får pengar" not in html and "2 röster" not in html
            assert display.result_shown(late.round, database_now()) is None
            assert "får pengar" not in text_of(client.get(a.get_absolute_url()))
            for page in (early, late):
                programme = text_of(client.get(page.get_parent().url))
                assert "får pengar" not in programme and "Hemlig" not in programme


def test_the_programme_lists_cancelled_rounds_apart_and_paused_ones_last(client):
    programme = make_programme()
    going = make_round_page(Phase.SUBMISSION, programme=programme)
    paused = make_round_page(Phase.VOTING, programme=programme)
    later = make_schedule(Phase.VOTING, shift=30 * DAY)
    cancelled = make_round_page(Phase.CANCELLED, programme=programme, schedule=later)
    pause(paused.round)
    shown = display.programme(programme, now=database_now())
    assert [row.round.pk for row in shown.open] == [going.round_id, paused.round_id]
    assert [row.round.pk for row in shown.cancelled] == [cancelled.round_id]
    assert not any(row.leads for row in shown.open)
    html = text_of(client.get(programme.url))
    assert "Inställda omgångar" in html and "Pausad" in html
    assert "Se förslagen och rösta" not in html


def test_a_programme_with_nothing_but_a_cancelled_round_does_not_say_that_there_is_none(client):
    page = make_round_page(Phase.CANCELLED)
    html = text_of(client.get(page.get_parent().url))
    assert "Inställd" in html and "Ingen omgång" not in html


@pytest.mark.parametrize("phase", [Phase.BEFORE, Phase.SUBMISSION, Phase.VOTING])
def test_a_paused_round_that_is_to_come_says_so_instead_of_a_date(client, phase):
    page = make_round_page(phase)
    pause(page.round)
    html = text_of(client.get(page.get_parent().url))
    assert "Pausad" in html and "Öppnar för förslag" not in html


def test_nobody_is_called_to_what_is_stopped():
    for stop in (pause, cancel):
        page = make_round_page(Phase.VOTING)
        make_proposals(page.round, 1)
        assert page.call_to_action(database_now()).is_act
        stop(page.round)
        page.refresh_from_db()
        called = page.call_to_action(database_now())
        assert not called.is_act and called.url == page.url
        assert page.round_id not in [row.round.pk for row in display.front(now=database_now()).rounds]


def test_every_act_stands_on_the_page_with_before_after_and_reason(client):
    page = make_round_page(Phase.SUBMISSION)
    round_ = page.round
    acts.change_with_reason(
        round_id=round_.pk, by=make_user(), reason="Virket blev dyrt.", cap_ore=30_000 * KRONA, ballot_max=4
    )
    pause(round_)
    with at(round_.paused_at + DAY):
        acts.resume(round_id=round_.pk, by=make_user(), reason="Nu är det klart.")
    with at(round_.paused_at + 2 * DAY):
        html = text_of(client.get(page.url))
    assert "3 ändringar, och varför" in html
    for text in ("25 000 kr", "30 000 kr", "3 förslag", "4 förslag", "Virket blev dyrt.", "Nu är det klart."):
        assert text in html
    assert html.index("Nu är det klart.") < html.index("Virket blev dyrt.")
    assert "Därför är den pausad" not in html


def test_a_round_that_nobody_touched_has_no_list_of_changes(client):
    assert "Ändringar i omgången" not in text_of(client.get(make_round_page(Phase.VOTING).url))


def test_reasons_are_shown_as_text(client):
    page = make_round_page(Phase.VOTING)
    cancel(page.round, "<script>alert(1)</script> <b>fet</b>")
    html = main_of(client.get(page.url))
    assert "<b>fet" not in html and "&lt;b&gt;fet" in html


@pytest.mark.parametrize(
    ("stop", "title", "stands"),
    [(pause, "Omgången är pausad", "finns kvar"), (cancel, "Omgången är inställd", "Den räknas inte")],
)
def test_who_votes_in_a_stopped_round_is_told_so_and_what_holds(client, stop, title, stands):
    siv = make_user()
    log_in_by_code(client, siv)
    page = make_round_page(Phase.VOTING)
    a, b = make_proposals(page.round, 2)
    address = reverse("budgeting:ballot", args=[page.round_id])
    assert client.post(address, {"declared": "1", "choices": [a.pk]}).status_code == 302
    stop(page.round)
    sent = client.post(address, {"declared": "1", "choices": [b.pk]})
    assert sent.status_code == 409
    assert "Det du skickade nu är inte sparat." in text_of(sent)
    for response in (
        client.get(address),
        sent,
        client.post(reverse("budgeting:remove_ballot", args=[page.round_id])),
    ):
        text = text_of(response)
        assert title in text and stands in text and a.title in text and b.title not in text
        assert "är räknad" not in text


@pytest.mark.parametrize(("stop", "title"), STOPS)
def test_who_hands_in_to_a_stopped_round_is_told_so(client, stop, title):
    log_in_by_code(client, make_user())
    page = make_round_page(Phase.SUBMISSION)
    stop(page.round)
    assert title in text_of(client.get(reverse("budgeting:new_proposal", args=[page.round_id])))


def test_no_more_queries_with_many_acts(client, django_assert_max_num_queries):
    page = make_round_page(Phase.SUBMISSION)
    for n in range(1, 8):
        acts.change_with_reason(
            round_id=page.round_id, by=make_user(), reason=REASON, cap_ore=(25_000 + n) * KRONA
        )
    client.get(page.url)  # the first visit of all makes the site's settings
    with django_assert_max_num_queries(25):
        assert "7 ändringar" in text_of(client.get(page.url))
