"""An election elsewhere becomes a finished round: counted, sealed, for comparison alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page

from budgeting.elections import simulation
from budgeting.elections.foreign import Wishes, read_foreign_election
from budgeting.models import (
    Ballot,
    BudgetingPage,
    Count,
    Proposal,
    Receipt,
    Round,
    RoundPage,
    RoundSecret,
    Sealing,
)
from budgeting.rules.origins import read_origin
from budgeting.rules.phases import Phase
from budgeting.services.acts import ask_to_override
from budgeting.services.importing import import_round
from budgeting.services.overrides import Asked
from budgeting.services.projects import keep_projects
from budgeting.services.recounts import recount
from budgeting.services.terms import envelope_left
from budgeting.tests.builders import DAY, make_home, make_programme, make_round, make_user
from budgeting.tests.norrby import FIFTY, PROJECTS, VOTES, pb_file
from radslag.clock import database_now

pytestmark = pytest.mark.django_db


def imported(
    data: bytes | None = None, *, programme: BudgetingPage | None = None, publish: bool = False, **wishes: str
) -> RoundPage:
    election = read_foreign_election(data or pb_file(), now=database_now(), wishes=Wishes(**wishes))
    return import_round(programme_id=(programme or make_programme()).pk, election=election, publish=publish)


def test_an_election_becomes_a_finished_round() -> None:
    page = imported()
    round_ = page.round
    assert (page.live, page.title) == (False, "Medborgarbudget i Norrby")
    origin = read_origin(round_.imported_from)
    assert (origin.place, origin.currency, len(origin.sha256)) == ("Norrby 2022, Sweden", "EUR", 64)
    assert list(round_.proposals.values_list("number", "title", "cost_ore", "status")) == [
        (1, 'Grillplats; vid "Ängen"', 15_000_00, "accepted"),
        (2, "Gårdsfest 🎉", 12_000_00, "accepted"),
        (3, "Odlingslådor", 5_000_50, "accepted"),
        (4, "=Läxhjälp", 4_000_00, "accepted"),
    ]
    what = round_.proposals.get(number=1).what
    assert "Med bord och bänkar." in what
    assert "utemiljö" in what
    count = round_.counts.get()
    funded = [o.proposal.number for o in count.outcomes.all() if o.funded]
    assert funded == [1, 4, 3]
    assert (count.ballots, count.votes, count.spent_ore) == (5, 11, 24_000_50)
    assert recount(round_id=round_.pk).agrees
    assert '"currency":"EUR"' in count.inputs.text


def test_ballots_stand_for_nobody_and_no_secret_is_kept() -> None:
    round_ = imported().round
    assert Sealing.objects.get(round=round_).ballots == 5
    assert not RoundSecret.objects.filter(round=round_).exists()
    assert not Receipt.objects.filter(round=round_).exists()
    ballots = Ballot.objects.filter(round=round_)
    assert len({ballot.voter_key for ballot in ballots}) == 5
    assert {ballot.saved_at for ballot in ballots} == {round_.voting_opens}


def test_ids_that_are_no_numbers_are_kept_in_words() -> None:
    projects = tuple(line.replace(line[0], f"BO/{line[0]}", 1) for line in PROJECTS[1:])
    votes = tuple(line.replace("1", "BO/1").replace("2", "BO/2") for line in ("a;1,2", "b;1"))
    data = pb_file(projects=(PROJECTS[0], *projects), votes=("voter_id;vote", *votes))
    proposals = imported(data).round.proposals
    assert list(proposals.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert "BO/1" in proposals.get(number=1).what


def test_points_and_purses_and_thresholds_are_kept() -> None:
    votes = ("voter_id;vote;points", "a;1,2;2,1", "b;4;3", "c;3,1;2,1")
    round_ = imported(
        pb_file(
            votes=votes,
            vote_type="cumulative",
            max_sum_points="3",
            min_project_score_threshold="3",
            max_length="",
        )
    ).round
    assert (round_.ballot_kind, round_.points_total, round_.points_most, round_.threshold) == (
        "points",
        3,
        3,
        3,
    )
    assert list(round_.counts.get().outcomes.values_list("proposal__number", "votes", "code")) == [
        (4, 3, "funded"),
        (1, 3, "funded"),
        (3, 2, "below_threshold"),
        (2, 1, "below_threshold"),
    ]
    purse = imported(pb_file(max_length="", max_sum_cost="25000", votes=("voter_id;vote", "a;1,4"))).round
    assert purse.ballot_kind == "knapsack"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pb_file(vote_type="ordinal"), "line 8: voters ranked"),
        (pb_file(rule="greedy-custom"), "none of ours: name one with --rule"),
        (pb_file(rule="equalshares-comparison"), "no round has the rule"),
        (pb_file(currency=""), "name it with --currency"),
        (pb_file(date_end="31.12.2999"), "the vote is not over"),
        (pb_file(date_end="31.02.2022"), "no day as dd.mm.yyyy"),
        (pb_file(date_end="01.03.2022"), "ended before it began"),
        (pb_file(budget="25000.001"), "at most two decimals"),
        (pb_file(max_length="2"), "a vote names 3 projects; the limit is 2"),
        (pb_file(max_sum_cost="25000", max_length=""), "a vote costs more than the budget"),
        (
            pb_file(vote_type="scoring", votes=("voter_id;vote;points", "a;1,2;1,-1")),
            "voters took points away",
        ),
        (
            pb_file(vote_type="cumulative", max_sum_points="500", votes=("voter_id;vote;points", "a;1;1")),
            "500 points to share out; a round has at most 100",
        ),
        (pb_file(votes=(*VOTES, "f;9;1;F")), "line 30: a vote for “9”"),
        (b"META\nkey;value\n", "the section PROJECTS is missing"),
        (b"\xff\xfe", "not text in UTF-8"),
    ],
)
def test_what_no_round_can_hold_is_refused_before_anything_is_written(
    data: bytes, reason: str, tmp_path: Path
) -> None:
    programme = make_programme()
    file = tmp_path / "election.pb"
    file.write_bytes(data)
    with pytest.raises(CommandError) as refused:
        call_command("import_round", str(file), parent=programme.slug)
    assert str(refused.value).startswith(f"{file}: ")
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not Round.objects.exists()


def test_a_ballot_of_eleven_choices_does_not_fit() -> None:
    projects = ("project_id;cost;name", *(f"{n};100;Projekt {n}" for n in range(1, 12)))
    votes = ("voter_id;vote", "a;" + ",".join(str(n) for n in range(1, 12)))
    with pytest.raises(ValueError, match="a vote names 11 projects; the limit is 10"):
        imported(pb_file(projects=projects, votes=votes, max_length=""))


def test_the_same_file_is_imported_once_under_a_programme() -> None:
    programme = make_programme()
    page = imported(programme=programme)
    with pytest.raises(Exception, match="already_imported"):
        imported(programme=programme, title="En annan rubrik")
    assert Round.objects.get() == page.round
    imported()  # another programme may have it too


def test_the_command_says_what_came_of_it(tmp_path: Path, capsys: Any) -> None:
    programme = make_programme()
    file = tmp_path / "norrby.pb"
    file.write_bytes(pb_file())
    call_command("import_round", str(file), parent=programme.slug, title="Norrby", publish=True)
    page = RoundPage.objects.get()
    assert (page.title, page.live) == ("Norrby", True)
    assert capsys.readouterr().out == (
        f"Round {page.round_id}, “Norrby”: 4 projects, 5 ballots, 3 get money. The page is published.\n"
    )
    for parent in ("finns-inte", programme.slug):
        with pytest.raises(CommandError):
            call_command("import_round", str(file), parent=parent)
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_round", str(tmp_path / "borta.pb"), parent=programme.slug)


def test_where_it_comes_from_never_changes() -> None:
    round_ = imported().round
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Round.objects.filter(pk=round_.pk).update(imported_from="")
    assert Count.objects.filter(round=round_).count() == 1
    assert Proposal.objects.filter(round=round_).count() == 4


def test_its_page_says_that_it_is_imported_and_calls_no_sum_kronor(client: Any) -> None:
    programme = make_programme(envelope_ore=1_000_00)
    page = imported(programme=programme, publish=True)
    html = client.get(page.url).content.decode()
    assert "Norrby 2022, Sweden" in html
    assert "15\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}EUR" in html
    assert "5\N{NO-BREAK SPACE}000,50\N{NO-BREAK SPACE}EUR" in html
    main = html[html.index("<main") : html.index("</main>")]
    assert "\N{NO-BREAK SPACE}kr" not in main
    assert "kvitto" not in main.lower()
    listed = client.get(programme.url).content.decode()
    assert page.title in listed
    assert "25\N{NO-BREAK SPACE}000" not in listed


def test_it_has_no_part_in_what_rounds_have_part_in(client: Any) -> None:
    programme = make_programme(envelope_ore=1_000_00)
    page = imported(programme=programme, publish=True)
    round_, now = page.round, database_now()
    assert envelope_left(programme, round_.result_at) == 1_000_00
    assert not Proposal.objects.funded(now).exists()
    assert not Proposal.objects.shown_at(now).exists()
    assert not Proposal.objects.with_public_page(now).exists()
    assert not Round.objects.going_on(now).exists()
    assert not Round.objects.due_for_count(now).exists()
    assert keep_projects() == 0
    for name in ("receipts", "receipt_lookup", "follow_round", "ballot", "open_data", "count_yourself"):
        assert client.get(reverse(f"budgeting:{name}", args=[round_.pk])).status_code == 404, name
    assert client.get(round_.proposals.first().get_absolute_url()).status_code == 404
    with pytest.raises(Exception, match="imported_stays"):
        ask_to_override(round_id=round_.pk, by=make_user(), reason="Fel.", asked=Asked(frozenset({1}), {}))


def test_rules_can_be_tried_on_its_ballots_in_its_own_currency() -> None:
    few, fifty = imported(), imported(pb_file(votes=FIFTY))
    assert list(simulation.rounds_to_draw_from()) == [fifty.round]
    source = simulation.of_round(few.round)
    assert (source.currency, source.election.n) == ("EUR", 5)


def test_it_stands_beside_a_round_of_the_same_days() -> None:
    programme = make_programme()
    imported(programme=programme)
    now = timezone.now()
    begin, end = ((now - days * DAY).strftime("%d.%m.%Y") for days in (22, 18))
    make_round(Phase.RESULT, programme=programme)
    imported(pb_file(date_begin=begin, date_end=end), programme=programme)
    assert Round.objects.filter(programme=programme).count() == 3


def test_a_programme_in_two_languages_is_one_programme(tmp_path: Path) -> None:
    programme = make_programme()
    english, _made = Locale.objects.get_or_create(language_code="en")
    make_home().copy_for_translation(english)
    twin = programme.copy_for_translation(english)
    Page.objects.filter(pk=twin.pk).update(slug=programme.slug)
    file = tmp_path / "norrby.pb"
    file.write_bytes(pb_file())
    call_command("import_round", str(file), parent=programme.slug)
    assert Round.objects.get().programme_id == programme.pk
    with pytest.raises(CommandError):
        call_command("import_round", str(file), parent=programme.slug)
