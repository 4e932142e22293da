"""Who may vote: codes and postal codes as people type them, ages, and what is declared."""

from __future__ import annotations

import datetime as dt

import pytest

from budgeting.rules import ballots, domains, eligibility
from budgeting.rules.errors import RuleViolation

CODE = "K7QF2M9DXR40"


@pytest.mark.parametrize(
    "typed",
    [
        "K7QF2M9DXR40",
        "K7QF-2M9D-XR40",
        " k7qf 2m9d xr40 ",
        "K7QF-2M9D-XR4O",
        "k7qf–2m9d–xr4o",
        "K7QF.2M9D.XR40\n",
    ],
)
def test_a_code_is_understood_as_people_type_it(typed):
    assert eligibility.read_code(typed) == CODE


def test_letters_that_look_like_figures_are_those_figures():
    assert eligibility.read_code("OIL0 1111 ilo0") == "011011111100"


@pytest.mark.parametrize(
    "typed", ["", "K7QF", "K7QF-2M9D-XR40-1", "U7QF-2M9D-XR40", "ÅÄÖ-K7QF-2M9D", "' OR 1=1 --"]
)
def test_what_can_be_no_code_is_refused_without_saying_why(typed):
    with pytest.raises(RuleViolation) as refused:
        eligibility.read_code(typed)
    assert (refused.value.code, refused.value.params) == ("wrong_code", {})


def test_a_code_is_shown_in_groups_and_read_back():
    assert eligibility.grouped_code(CODE) == "K7QF-2M9D-XR40"
    assert eligibility.read_code(eligibility.grouped_code(CODE)) == CODE


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("254 40", "25440"),
        ("25440", "25440"),
        ("SE-254 40", "25440"),
        ("se25440", "25440"),
        ("2544", ""),
        ("05440", ""),
        ("254400", ""),
        ("٢٥٤٤٠", ""),
        ("", ""),
    ],
)
def test_a_postal_code_is_five_digits_however_it_is_written(typed, code):
    assert eligibility.read_postal_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "refusal"), [("254 40", None), ("", "postal_code_missing"), ("111 22", "postal_code_elsewhere")]
)
def test_a_postal_code_is_one_of_the_areas(typed, refusal):
    allowed = ("25440", "25441")
    if refusal is None:
        eligibility.check_postal_code(typed, allowed)
        return
    with pytest.raises(RuleViolation) as refused:
        eligibility.check_postal_code(typed, allowed)
    assert refused.value.code == refusal


def test_nobody_is_asked_for_a_postal_code_where_there_is_no_list():
    eligibility.check_postal_code("nonsense", ())


@pytest.mark.parametrize(
    ("day", "born", "age"),
    [
        ((2027, 5, 4), (2014, 5, 5), 12),
        ((2027, 5, 5), (2014, 5, 5), 13),
        ((2027, 2, 28), (2012, 2, 29), 14),
        ((2027, 3, 1), (2012, 2, 29), 15),
    ],
)
def test_one_is_a_year_older_on_ones_birthday(day, born, age):
    assert eligibility.age_on(dt.date(*day), dt.date(*born)) == age


def test_keys_of_codes_electronic_identities_and_addresses_never_meet():
    secret = b"x" * 32
    keys = {
        ballots.voter_key(secret, "code|A"),
        ballots.key_of_code(secret, "A"),
        ballots.key_of_eid(secret, issuer="code", subject="A"),
        ballots.key_of_code(b"y" * 32, "A"),
    }
    assert len(keys) == 4


@pytest.mark.parametrize(
    ("costs", "over"), [([60, 40], None), ([60, 41], 1), ([], None), ([100, 100, 100], 200)]
)
def test_a_purse_is_full_at_its_last_ore(costs, over):
    if over is None:
        ballots.check_purse(costs, budget_ore=100)
        return
    with pytest.raises(RuleViolation) as refused:
        ballots.check_purse(costs, budget_ore=100)
    assert (refused.value.code, refused.value.params) == ("above_budget", {"over_ore": over})


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ({1: 5, 2: 5}, None),
        ({1: 1}, None),
        ({1: 6}, "too_many_for_one"),
        ({1: 5, 2: 5, 3: 1}, "too_many_points"),
        ({1: 0}, "points_not_whole"),
        ({1: -1, 2: 5}, "points_not_whole"),
    ],
)
def test_points_are_whole_and_within_their_sums(points, code):
    if code is None:
        ballots.check_points(points, total=10, most=5)
        return
    with pytest.raises(RuleViolation) as refused:
        ballots.check_points(points, total=10, most=5)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("a@mailinator.com", "mailinator.com"),
        ("a@mx.Mailinator.com", "mailinator.com"),
        ("a@notmailinator.com", ""),
        ("a@example.org", ""),
        ("", ""),
    ],
)
def test_only_the_domain_of_a_throw_away_address_is_kept(email, domain):
    assert domains.throw_away_domain(email) == domain
