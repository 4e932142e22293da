"""Phases, ballots, money and proposals as plain functions. No database."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from budgeting.rules import ballots, errors, money, proposals
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase, Schedule

T0 = datetime(2026, 3, 1, 8, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def make_schedule(**overrides) -> Schedule:
    instants = {
        "submission_opens": T0,
        "submission_closes": T0 + timedelta(days=10),
        "proposals_shown": T0 + timedelta(days=15),
        "voting_opens": T0 + timedelta(days=20),
        "voting_closes": T0 + timedelta(days=30),
        "result": T0 + timedelta(days=33),
    }
    return Schedule(**(instants | overrides))


@pytest.mark.parametrize(
    ("instant", "before", "at"),
    [
        ("submission_opens", Phase.BEFORE, Phase.SUBMISSION),
        ("submission_closes", Phase.SUBMISSION, Phase.REVIEW),
        ("voting_opens", Phase.REVIEW, Phase.VOTING),
        ("voting_closes", Phase.VOTING, Phase.COUNTING),
        ("result", Phase.COUNTING, Phase.RESULT),
    ],
)
def test_a_phase_includes_its_first_instant_and_excludes_its_last(instant, before, at):
    schedule = make_schedule()
    t = getattr(schedule, instant)
    assert schedule.phase_at(t - TICK) is before
    assert schedule.phase_at(t) is at
    assert schedule.phase_at(t + TICK) is at


def test_accepted_proposals_show_from_their_own_instant():
    schedule = make_schedule()
    assert not schedule.proposals_are_shown(schedule.proposals_shown - TICK)
    assert schedule.proposals_are_shown(schedule.proposals_shown)


@pytest.mark.parametrize(
    ("code", "instant", "value"),
    [
        ("submission_order", "submission_closes", T0),
        ("shown_order", "proposals_shown", T0 + timedelta(days=10) - TICK),
        ("voting_after_review", "proposals_shown", T0 + timedelta(days=20) + TICK),
        ("voting_order", "voting_closes", T0 + timedelta(days=20)),
        ("result_order", "result", T0 + timedelta(days=30)),
    ],
)
def test_instants_out_of_order_are_refused_with_the_pair_that_is_wrong(code, instant, value):
    with pytest.raises(RuleViolation) as refused:
        make_schedule(**{instant: value}).check()
    assert refused.value.code == code


def test_proposals_may_show_at_once_when_submission_closes_or_as_late_as_voting():
    make_schedule(proposals_shown=T0 + timedelta(days=10)).check()
    make_schedule(proposals_shown=T0 + timedelta(days=20)).check()


def test_the_next_instant_is_the_first_one_ahead():
    schedule = make_schedule()
    assert schedule.next_instant(T0 - TICK) == T0
    assert schedule.next_instant(schedule.submission_closes) == schedule.proposals_shown
    assert schedule.next_instant(schedule.result) is None


def refused(call, *args, **kwargs) -> RuleViolation:
    with pytest.raises(RuleViolation) as caught:
        call(*args, **kwargs)
    return caught.value


def check(choices, least=1, limit=3):
    ballots.check_choices(choices, candidates={1, 2, 3, 4}, least=least, limit=limit)


def test_a_ballot_of_one_to_three_accepted_proposals_is_valid():
    check([1])
    check([3, 1, 2])


def test_four_choices_are_one_too_many():
    error = refused(check, [1, 2, 3, 4])
    assert (error.code, error.params) == ("too_many", {"chosen": 4, "limit": 3})


def test_the_same_proposal_twice_is_refused():
    assert refused(check, [1, 1]).code == "chosen_twice"


def test_a_proposal_that_is_not_on_the_ballot_is_refused():
    assert refused(check, [1, 9]).code == "not_on_the_ballot"


def test_too_few_choices_are_refused():
    assert refused(check, []).code == "too_few"
    assert refused(check, [1], least=2).params == {"chosen": 1, "least": 2}


def test_points_are_whole_numbers_of_few_digits():
    assert [ballots.points_typed(text) for text in ("0", "7", "0012", "9999")] == [0, 7, 12, 9999]
    for text in ("", "-1", "+1", "1.5", "två", "٣", "²", "10000", "9" * 5_000):
        assert ballots.points_typed(text) is None, text[:20]


def test_a_voter_key_is_the_same_for_the_same_address_however_it_is_typed():
    key = ballots.voter_key(b"secret", "Siv.Ek@example.org")
    assert key == ballots.voter_key(b"secret", "  siv.ek@EXAMPLE.org ")
    assert key == ballots.voter_key(b"secret", "siv.ek@example.org")
    assert ballots.voter_key(b"secret", "a\u030a@x") == ballots.voter_key(b"secret", "å@x")


def test_a_voter_key_differs_between_rounds_and_between_addresses_that_only_look_alike():
    key = ballots.voter_key(b"secret", "siv@example.org")
    assert key != ballots.voter_key(b"other", "siv@example.org")
    assert key != ballots.voter_key(b"secret", "siv+1@example.org")
    assert key != ballots.voter_key(b"secret", "s.iv@example.org")


def test_the_order_on_the_ballot_differs_between_voters():
    orders = {
        tuple(sorted(range(8), key=lambda n, voter=voter: ballots.ballot_order(voter, n)))
        for voter in "abcdef"
    }
    assert len(orders) == 6


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("25 000 kr", 2500000),
        ("25.000:-", 2500000),
        ("25000", 2500000),
        ("25\u00a0000\u202fkronor", 2500000),
        ("  25'000 SEK ", 2500000),
        ("25,000", 2500000),
        ("1.250.000", 125000000),
        ("99,50", 9950),
        ("99.5 kr", 9950),
        ("99:50", 9950),
        ("-500", -50000),
        ("−500 kr", -50000),
        ("0", 0),
        ("007", 700),
    ],
)
def test_a_sum_is_understood_however_it_is_written(text, ore):
    assert money.parse_kronor(text) == ore


@pytest.mark.parametrize(
    "text",
    ["", "kr", "tjugo", "1e5", "25 000 eller 30 000", "2,5,0", "١٢٣", "²", "1" * 13, "10-20", "NaN", "0x10"],
)
def test_what_is_no_sum_is_not_guessed_at(text):
    assert money.parse_kronor(text) is None


@given(st.integers(1, 10**11))
def test_a_sum_as_we_write_it_is_read_back_the_same(ore):
    assert money.parse_kronor(money.format_kronor(ore)) == ore


def test_money_is_written_with_spaces_that_never_break():
    assert money.format_kronor(2500000) == "25\u00a0000\u00a0kr"
    assert money.format_kronor(9950) == "99,50\u00a0kr"
    assert money.format_kronor(-100) == "−1\u00a0kr"


def test_a_cost_of_exactly_the_cap_is_allowed_and_one_ore_more_is_not():
    proposals.check_cost(2500000, cap_ore=2500000)
    error = refused(proposals.check_cost, 2500001, cap_ore=2500000)
    assert (error.code, error.params) == ("above_cap", {"cost_ore": 2500001, "cap_ore": 2500000})


@pytest.mark.parametrize("ore", [0, -1])
def test_a_cost_that_is_none_is_refused(ore):
    assert refused(proposals.check_cost, ore, cap_ore=2500000).code == "not_positive"


def test_a_text_is_trimmed_required_and_bounded():
    assert proposals.check_text("  Hej \n", limit=3) == "Hej"
    assert refused(proposals.check_text, " \n\t", limit=3).code == "required"
    assert refused(proposals.check_text, "Hejsan", limit=5).params == {"limit": 5}


@pytest.mark.parametrize("check", [proposals.check_text, proposals.check_line])
@pytest.mark.parametrize("blank", ["\u200b", "\u3164\u2800", "\u202e \u2066", "\u0301" * 9])
def test_a_text_that_shows_nothing_is_no_text(check, blank):
    assert refused(check, blank, limit=80).code == "required"


def test_what_turns_the_line_around_or_piles_up_is_taken_out():
    assert proposals.check_line("Bän\u202ekar", limit=80) == "Bänkar"
    assert len(proposals.check_line("z" + "\u0335" * 500, limit=80)) == 4


def test_a_title_is_one_line_and_a_text_keeps_its_lines():
    assert proposals.check_line("Nya\r\nbänkar", limit=80) == "Nya bänkar"
    assert proposals.check_text("Nya\r\nbänkar", limit=80) == "Nya\nbänkar"


EXAMPLE_PARAMS = {
    "illegal_status": {"status": "Klart"},
    "too_many_waiting": {"limit": 3},
    "too_many_today": {"limit": 10},
    "too_many_milestones": {"limit": 12},
    "decided_below_paid": {"left_ore": 150000},
    "money_above_envelope": {"left_ore": 150000},
    "budget_below_carried": {"carried_ore": 5000000},
    "above_carried": {"left_ore": 150000},
    "not_a_candidate": {"number": 7},
    "already_imported": {"name": "Świecie 2023"},
    "override_carried": {"short_ore": 2000000},
    "override_envelope": {"short_ore": 2000000},
    "override_paid": {"title": "Grillplats", "paid_ore": 1500000},
    "batch_size": {"least": 10, "most": 20000},
    "no_such_codes": {"numbers": "17, 18"},
    "more_papers_than_said": {"papers": 12},
    "fewer_than_keyed": {"keyed": 12},
    "not_a_number_here": {"number": 7},
    "codes_made": {"made": 250},
    "too_young": {"least": 12},
    "least_beyond_budget": {"room": 4},
    "above_budget": {"over_ore": 2000000},
    "too_many_points": {"given": 12, "total": 10},
    "too_many_for_one": {"most": 5},
    "too_many": {"chosen": 4, "limit": 3},
    "too_few": {"chosen": 0, "least": 1},
    "above_cap": {"cost_ore": 3100000, "cap_ore": 2500000},
    "too_long": {"limit": 80},
    "limit_reached": {"limit": 3},
    "frozen": {"field": "Budget"},
    "budget_above_envelope": {"left_ore": 5000000},
    "above_decided": {"left_ore": 5000000},
    "above_quarter_limit": {"left_ore": 5000000},
    "above_round_limit": {"left_ore": 0},
    "cap_below_proposals": {"cost_ore": 2000000},
    "draft_too_large": {"most_kb": 100},
    "file_not_taken": {"text": "The file is empty."},
    "quarter_limit_reached": {"limit": 2},
    "proposal_changed": {"seen": 3},
    "same_phase": {"name": "Kvartal 3"},
    "too_many_files": {"limit": 5},
    "too_many_pictures": {"limit": 5},
}


@pytest.mark.parametrize("code", sorted(errors.MESSAGES))
def test_every_code_has_a_sentence_for_people(code):
    with translation.override("en"):
        sentence = RuleViolation(code, **EXAMPLE_PARAMS.get(code, {})).message
    assert sentence[0].isupper() or sentence[0].isdigit() or sentence[0] == "“"
    assert sentence[-1] in ".?"


def test_a_refusal_survives_being_sent_between_processes():
    error = pickle.loads(pickle.dumps(RuleViolation("too_many", chosen=4, limit=3)))  # noqa: S301
    assert (error.code, error.params) == ("too_many", {"chosen": 4, "limit": 3})
