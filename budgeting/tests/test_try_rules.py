"""Trying rules before a round opens: which ballots may be used, the same seed the same voters, errors by line, no writing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from budgeting.counting.elections import Election
from budgeting.elections import simulation
from budgeting.models import RoundPage, Rule
from budgeting.rules.phases import Phase
from budgeting.services.counting import count_round
from radslag.clock import at

from .builders import (
    DAY,
    KRONA,
    cancel,
    make_ballot,
    make_programme,
    make_proposal,
    make_round,
    make_schedule,
    pause,
)
from .test_acts_admin import browser_of, text_of
from .test_admin import make_official

FILE = """META
key;value
description;Mitt Närlunda
country;Sweden
unit;Närlunda
instance;2022
num_projects;3
num_votes;5
budget;100
vote_type;approval
rule;greedy
date_begin;01.04.2022
date_end;14.04.2022
currency;EUR
PROJECTS
project_id;cost;name
1;60;Bänk
2;60;Damm
3;40;Lekplats
VOTES
voter_id;vote
1;1
2;1
3;1
4;2,3
5;3
"""
DATA = {"rules": [Rule.GREEDY_SKIP, Rule.EQUAL_SHARES], "source": "samples", "seed": "1"}


def source() -> simulation.Source:
    return simulation.of_file(FILE.encode(), "fil.pb")


def test_the_same_seed_draws_the_same_voters_and_another_one_others():
    ballots = simulation.samples().election.ballots
    first, again, other = (simulation.drawn(ballots, 500, seed) for seed in ("a", "a", "b"))
    assert first == again != other
    assert sum(first.values()) == sum(other.values()) == 500 and set(first) <= set(ballots)


def test_without_wishes_the_ballots_are_counted_as_they_are():
    simulated = simulation.simulate(source(), rules=["greedy_skip"], budget=None, voters=None, seed="1")
    (given,) = simulated.given
    assert (given.funded, given.spent, given.reached) == (("1", "3"), 100_00, 5)
    assert simulated.choices == 6


def test_another_budget_is_in_the_currency_of_the_file_and_more_voters_are_drawn():
    simulated = simulation.simulate(
        source(), rules=["greedy_skip", "greedy_stop"], budget=60_00, voters=40, seed="1"
    )
    assert simulated.election.budget == 60_00 and simulated.election.n == 40
    assert sum(project.votes for project in simulated.election.projects) == simulated.choices >= 40


def test_what_can_not_be_counted_while_somebody_waits_is_refused(monkeypatch):
    empty = simulation.Source("", Election((), 1), {})
    with pytest.raises(ValueError, match="no ballots"):
        simulation.simulate(empty, rules=["greedy_skip"], budget=None, voters=None, seed="1")
    monkeypatch.setattr(simulation, "MOST_PROJECTS", 2)
    with pytest.raises(ValueError, match="too many"):
        simulation.simulate(source(), rules=["greedy_skip"], budget=None, voters=None, seed="1")


def test_a_rule_that_takes_too_long_says_so_in_its_place(browser, monkeypatch):
    monkeypatch.setattr(simulation, "MOST_SECONDS", -1)
    page = text_of(browser.post(address(), DATA))
    assert "tar för lång tid att räkna" in page and "inte räknat" in page and " ja " in page
    assert "samma förslag" not in page


@pytest.fixture
def programme(db):
    return make_programme()


@pytest.fixture
def browser(programme):
    return browser_of(make_official(programme))


def address() -> str:
    return reverse("budgeting_round_modeladmin_try_rules")


def test_rules_stand_side_by_side_in_plain_words_and_nothing_is_written(browser):
    assert "Räkna med de här reglerna" in text_of(browser.get(address()))
    with CaptureQueriesContext(connection) as queries:
        page = text_of(browser.post(address(), DATA | {"voters": "200", "budget": "80 000"}))
    assert "200 röstande delar på 80 000 kr" in page and "Exempelförslag A" in page
    assert "av de röstande får minst ett av sina val" in page and " ja " in page and " nej " in page
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in written if "budgeting_" in sql] == []


def test_a_file_is_read_in_its_own_currency_and_what_is_wrong_is_told_by_line(browser):
    def posted(text: str, **more):
        file = SimpleUploadedFile("fil.pb", text.encode())
        return browser.post(address(), DATA | {"source": "file", "file": file} | more)

    def sent(text: str, **more) -> str:
        return text_of(posted(text, **more))

    page = sent(FILE, voters="")
    assert "5 röstande delar på 100 EUR" in page and "Lekplats" in page
    assert "Rad 18 av filen" in sent(FILE.replace("2;60;Damm", "2;0;Damm"))
    html = posted(FILE.replace("Damm", "<script>alert(1)</script>")).content.decode()
    assert "&lt;script&gt;alert(1)" in html and "<script>alert(1)" not in html
    assert "Filen går inte att läsa" in sent("META\n")
    assert "Välj en fil" in text_of(browser.post(address(), DATA | {"source": "file"}))


def test_wrong_numbers_are_said_and_too_large_files_are_not_read(browser, monkeypatch):
    for wrong, words in (
        ({"voters": "5"}, "20"),
        ({"voters": "100000"}, "1000"),
        ({"budget": "0"}, "mer än 0"),
        ({"rules": []}, "Välj minst en regel"),
        ({"rules": list(Rule)}, "högst fyra"),
        ({"source": "999999"}, "går inte att välja"),
    ):
        response = browser.post(address(), DATA | wrong)
        assert response.status_code == 200 and words in text_of(response), wrong
        assert "Vad reglerna ger" not in text_of(response)
    monkeypatch.setattr("budgeting.admin.rounds.try_rules.MOST_FILE", 10)
    file = SimpleUploadedFile("fil.pb", FILE.encode())
    response = browser.post(address(), DATA | {"source": "file", "file": file})
    assert "mindre än 5 MB" in text_of(response)


def test_only_public_rounds_with_enough_ballots_are_drawn_from(programme, browser, monkeypatch):
    monkeypatch.setattr(simulation, "LEAST_BALLOTS", 3)
    rounds = {}
    for place, (name, phase, voters) in enumerate(
        [
            ("Offentlig", Phase.RESULT, 3),
            ("Liten", Phase.RESULT, 2),
            ("Nedtagen", Phase.RESULT, 3),
            ("Hemlig", Phase.COUNTING, 3),
            ("Inställd", Phase.COUNTING, 3),
            ("Pausad", Phase.COUNTING, 3),
            ("Privat", Phase.RESULT, 3),
        ]
    ):
        round_ = make_round(
            phase,
            name=name,
            programme=make_programme(),
            schedule=make_schedule(phase),
            cap_ore=40_000 * KRONA,
        )
        bench = make_proposal(round_, title=f"Bänk {place}")
        for _ in range(voters):
            make_ballot(round_, bench)
        count_round(round_id=round_.pk)
        rounds[name] = round_
    RoundPage.objects.filter(round=rounds["Nedtagen"]).update(live=False)
    cancel(rounds["Inställd"])
    pause(rounds["Pausad"])
    PageViewRestriction.objects.create(page=rounds["Privat"].pages.get(), restriction_type="login")
    assert [round_.name for round_ in simulation.rounds_to_draw_from()] == ["Offentlig"]
    with at(rounds["Pausad"].result_at + DAY):
        shown = {round_.name for round_ in simulation.rounds_to_draw_from()}
        refused = text_of(browser.post(address(), DATA | {"source": rounds["Pausad"].pk}))
    assert shown == {"Offentlig", "Hemlig"} and "Bänk" not in refused
    page = text_of(browser.post(address(), DATA | {"source": rounds["Offentlig"].pk}))
    assert "3 röstande delar på" in page and "Bänk 0" in page
    for name in ("Liten", "Hemlig", "Privat"):
        refused = text_of(browser.post(address(), DATA | {"source": rounds[name].pk}))
        assert "Bänk" not in refused


def test_the_form_of_a_round_leads_there(programme, browser):
    html = browser.get(reverse("budgeting_round_modeladmin_create")).content.decode()
    assert f'href="{address()}"' in html
