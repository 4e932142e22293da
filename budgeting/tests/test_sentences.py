"""What the count says about a proposal, in the voice of the style guide. No database."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from budgeting.counting import words_en, words_sv
from budgeting.counting.rules import Rule
from budgeting.counting.sentences import Telling, sentence, story
from budgeting.counting.steps import By, Code, Result, Step
from budgeting.rules.money import format_kronor

A, B, C = 1, 2, 3
TITLES = {A: "Bokskåp vid porten", B: "Grillplats", C: "Gårdsfest"}
KRONA = 100


def a_step(code=Code.FUNDED, **values) -> Step:
    plain = {
        "rank": 1,
        "project": B,
        "votes": 32,
        "cost": 25_000 * KRONA,
        "before": 0,
        "after": 0,
        "supporters": 32,
    }
    return Step(**plain | values, code=code)


def told(step, language="sv", **changes) -> str:
    telling = Telling(
        **{"language": language, "titles": TITLES, "money": format_kronor, "threshold": 3, "ranks": {5: C}}
        | changes
    )
    return sentence(step, telling).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (a_step(after=10_500 * KRONA), "Får pengar. Sedan återstod 10 500 kr."),
        (
            a_step(Code.FUNDED_AFTER_SKIP, after=1_000 * KRONA),
            "Får pengar, eftersom förslaget rymdes i det som återstod. Sedan återstod 1 000 kr.",
        ),
        (
            a_step(Code.DOES_NOT_FIT, votes=119, before=10_500 * KRONA),
            "Fick 119 röster. Kostar 25 000 kr men bara 10 500 kr återstod, därför gick vi vidare till nästa.",
        ),
        (a_step(Code.DOES_NOT_FIT, votes=119), "Fick 119 röster. Då var alla pengar redan fördelade."),
        (a_step(Code.TOO_DEAR), "Kostar mer än hela potten."),
        (
            a_step(Code.NOT_REACHED, blocker=5),
            "Räkningen slutade vid Gårdsfest, som inte rymdes. Det här förslaget kom längre ned.",
        ),
        (a_step(Code.BELOW_THRESHOLD, votes=2), "Fick 2 röster. Det krävs minst 3."),
        (a_step(Code.BELOW_THRESHOLD, votes=1), "Fick 1 röst. Det krävs minst 3."),
        (a_step(Code.NO_VOTES, votes=0), "Fick inga röster."),
        (
            a_step(Code.LOST_TIE, tied=(A,), before=4_000),
            "Fick lika många röster som Bokskåp vid porten. Lotten, bestämd före röstningen, avgjorde. "
            "Sedan återstod bara 40 kr.",
        ),
        (
            a_step(Code.ALTERNATIVE_FUNDED, tied=(A,)),
            "Bokskåp vid porten får pengar i stället. Bara ett av förslagen kan genomföras.",
        ),
        (
            a_step(Code.ALTERNATIVE_LOST_TIE, tied=(A,)),
            "Fick lika många röster som Bokskåp vid porten. Bara ett av förslagen kan genomföras. "
            "Lotten, bestämd före röstningen, avgjorde.",
        ),
        (
            a_step(Code.SUPPORTERS_SHORT, by=By.SHARES, held=Fraction(54_600_99, 3)),
            "De som röstade på förslaget hade tillsammans 18 200 av 25 000 kr kvar.",
        ),
    ],
)
def test_the_sentences_are_those_of_the_style_guide(step, words):
    assert told(step) == words


def test_a_share_of_the_voters_is_told_with_what_it_comes_to():
    few = a_step(Code.BELOW_THRESHOLD, votes=11, supporters=11)
    assert told(few, percent=5, voters=231) == (
        "Fick 11 röster. Det krävs minst 5 procent av dem som röstade, alltså 12."
    )
    assert told(few, percent=5, voters=231, threshold=20) == "Fick 11 röster. Det krävs minst 20."
    assert told(replace(few, votes=40), percent=5, voters=231, unit="points") == (
        "Fick poäng av 11 personer. Det krävs minst 5 procent av dem som röstade, alltså 12."
    )


def test_where_the_count_ended_is_told_by_title_or_number_and_never_by_rank():
    late = a_step(Code.NOT_REACHED, blocker=5)
    assert told(late, ranks={5: 41}).startswith("Räkningen slutade vid förslag 41, som")
    assert told(late, "en", ranks={5: 41}).startswith("The count ended at proposal 41, which")
    assert told(late, "en", ranks={5: A}).startswith("The count ended at Bokskåp vid porten, which")


def test_points_are_called_points():
    assert told(a_step(Code.BELOW_THRESHOLD, votes=2), unit="points") == "Fick 2 poäng. Det krävs minst 3."
    assert told(a_step(Code.NO_VOTES, votes=0), unit="points") == "Fick inga poäng."


def test_a_lot_drawn_in_public_is_not_told_as_sealed():
    assert "Lotten, dragen efter röstningen, avgjorde." in told(a_step(Code.LOST_TIE, tied=(A,)), drawn=True)
    assert ". Lotten avgjorde. Sedan" in told(a_step(Code.LOST_TIE, tied=(A,)), drawn=None)


@pytest.mark.parametrize(
    ("payers", "supporters", "words"),
    [
        (32, 32, "De 32 som röstade på förslaget betalade ungefär 83 kr var ur sina andelar."),
        (
            20,
            32,
            "20 av de 32 som röstade på förslaget betalade ungefär 83 kr var ur sina andelar. "
            "De andra betalade det de hade kvar.",
        ),
        (4, 32, "De som röstade på förslaget betalade det tillsammans ur sina andelar."),
        (31, 32, "De som röstade på förslaget betalade det tillsammans ur sina andelar."),
        (4, 4, "De som röstade på förslaget betalade det tillsammans ur sina andelar."),
    ],
)
def test_what_each_paid_is_told_of_five_or_more_and_never_of_the_few_beside_them(payers, supporters, words):
    step = a_step(by=By.SHARES, paid=Fraction(25_000, 3), payers=payers, supporters=supporters)
    assert told(step) == f"Får pengar. {words}"


def test_a_payment_in_whole_kronor_is_told_exactly_and_a_tiny_one_as_less_than_one():
    exact = a_step(by=By.SHARES, paid=Fraction(8_300), payers=32)
    assert "betalade 83 kr var" in told(exact)
    assert "betalade mindre än 1 kr var" in told(replace(exact, paid=Fraction(1, 3)))
    assert "betalade 83 kr för varje poäng" in told(exact, unit="points", voters=40)


def test_what_few_people_hold_is_not_told():
    step = a_step(Code.SUPPORTERS_SHORT, votes=4, supporters=4, by=By.SHARES, held=Fraction(100))
    assert told(step) == "De som röstade på förslaget hade inte nog kvar tillsammans. Det kostar 25 000 kr."


def test_where_fewer_than_twenty_voted_by_points_nothing_tells_how_many_gave_them():
    few = {"unit": "points", "voters": 19, "percent": 60}
    paid = a_step(by=By.SHARES, paid=Fraction(8_300), payers=9, supporters=9)
    short = a_step(Code.SUPPORTERS_SHORT, by=By.SHARES, held=Fraction(18_200_00), supporters=9)
    below = a_step(Code.BELOW_THRESHOLD, votes=8, supporters=1)
    assert (
        told(paid, **few)
        == "Får pengar. De som gav förslaget poäng betalade det tillsammans ur sina andelar."
    )
    assert (
        told(short, **few)
        == "De som gav förslaget poäng hade inte nog kvar tillsammans. Det kostar 25 000 kr."
    )
    assert told(below, **few).startswith("Fick poäng av för få. Det krävs minst 60 procent")
    enough = few | {"voters": 20}
    assert "De 9 som gav" in told(paid, **enough) and "18 200 av" in told(short, **enough)
    assert told(below, **enough).startswith("Fick poäng av 1 person. ")
    assert told(below, "en", **enough).startswith("Got points from 1 person. ")
    assert "De 9 som röstade" in told(paid, voters=19), "votes are told anyhow"


@pytest.mark.parametrize(
    ("voters", "greedy", "shares", "is_told"),
    [
        (20, 6, 5, True),
        (20, 6, 0, True),
        (19, 6, 5, False),
        (20, 6, 4, False),
        (20, 1, 9, False),
        (40, 7, 9, True),
    ],
)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_how_many_got_more_by_the_other_rule_is_not_told_of_few(language, voters, greedy, shares, is_told):
    telling = Telling(language, TITLES, format_kronor, rule=Rule.EQUAL_SHARES_COMPARISON)
    result = Result(telling.rule, 100_000, 1, voters, (a_step(),), prefer_greedy=greedy, prefer_shares=shares)
    last = story(result, telling)[-1]
    assert (str(greedy) in last) is is_told
    assert last.startswith(("Vi jämförde med", "We compared this with"))


def test_what_filled_the_rest_and_what_did_not_is_told():
    filled = a_step(by=By.FILL, after=3_000 * KRONA, held=Fraction(100))
    assert told(filled) == (
        "Får pengar ur det som blev över när andelarna inte räckte till fler förslag. Sedan återstod 3 000 kr."
    )
    short = a_step(Code.SUPPORTERS_SHORT, by=By.FILL, held=Fraction(18_200_00), before=3_000 * KRONA)
    held = "De som röstade på förslaget hade tillsammans 18 200 av 25 000 kr kvar."
    assert told(short) == f"{held} När det var förslagets tur återstod 3 000 kr, och det räckte inte."
    assert told(replace(short, before=0)) == f"{held} Sedan var alla pengar fördelade."
    tied = replace(short, code=Code.LOST_TIE, tied=(A,))
    assert told(tied, tie_rule="cheapest") == (
        f"{held} Det hade lika många röster som Bokskåp vid porten när resten fördelades. "
        "Det billigare förslaget gick före."
    )


def test_a_tie_between_shares_is_told_with_what_decides_it():
    short = a_step(Code.SUPPORTERS_SHORT, by=By.SHARES, held=Fraction(0), tied=(A, C))
    assert told(short).endswith(
        "Förslaget vägde lika mycket som Bokskåp vid porten och Gårdsfest. Då går det billigare före, sedan det med "
        "fler röster. Till sist avgör lotten."
    )
    dearer = told(short, costs={A: 1, C: short.cost - 1})
    assert dearer.endswith(
        "vägde lika mycket som Bokskåp vid porten och Gårdsfest. Då går det billigare före."
    )
    assert "avgör lotten" in told(short, costs={A: 1, C: short.cost})


def test_both_languages_have_the_same_sentences_and_every_code_has_one():
    assert words_sv.WORDS.keys() == words_en.WORDS.keys()
    assert set(Code) <= words_sv.WORDS.keys()


def every_kind_of_step():
    for code, by, few in product(Code, By, (2, 9)):
        fraction = Fraction(few * 100, 3)
        common = {"by": by, "supporters": 9, "blocker": 2, "tied": (A, 99)[: 1 + few % 2], "payers": few}
        yield a_step(code, **common | {"supporters": few})
        yield a_step(code, **common, paid=fraction, held=fraction, before=few)
        yield a_step(code, **common | {"payers": 9}, votes=1, paid=fraction, held=Fraction(0))


@pytest.mark.parametrize("language", ["sv", "en", "xx"])
@pytest.mark.parametrize("unit", ["votes", "points"])
@pytest.mark.parametrize("tie_rule", ["lot", "cheapest", "dearest", "earliest", "id"])
def test_every_decision_has_a_sentence(language, unit, tie_rule):
    for step, rule, percent in product(every_kind_of_step(), Rule, (None, 50)):
        words = told(step, language, unit=unit, tie_rule=tie_rule, rule=rule, percent=percent, voters=9)
        assert words.endswith(".")
        assert "{" not in words and "None" not in words


def test_a_step_survives_being_stored():
    for step in every_kind_of_step():
        assert Step.from_json(json.loads(json.dumps(step.as_json()))) == step


def test_a_step_of_the_first_version_is_still_read():
    stored = {
        "rank": 1,
        "project": 7,
        "code": "funded",
        "votes": 3,
        "cost": 5,
        "before": 9,
        "after": 4,
        "tied": [],
        "blocker": None,
    }
    assert Step.from_json(stored) == Step(1, 7, Code.FUNDED, 3, 5, 9, 4, supporters=3)


def test_the_story_of_each_rule_is_told():
    shared = Result("equal_shares", 100_000, 1, 12, (a_step(by=By.FILL),), share=Fraction(30_000), raises=200)
    telling = Telling("sv", TITLES, format_kronor, rule=Rule.EQUAL_SHARES_ADD1_FILL)
    words = " ".join(story(shared, telling)).replace("\N{NO-BREAK SPACE}", " ")
    assert words == (
        "Alla 12 som röstade på något förslag som är med fick en lika stor andel av pengarna: ungefär 83 kr att börja med. "
        "Ett förslag får pengar "
        "när de som vill ha det kan betala det tillsammans. Andelen höjdes sedan med 1 kr i taget, till 300 kr, så "
        "länge pengarna räckte. Först går det förslag där flest delar på varje krona. Det som blev över gick till de "
        "förslag som hade flest röster och rymdes."
    )
    for rule in Rule:
        for language in ("sv", "en"):
            for preferences in (
                {},
                {"prefer_greedy": 3, "prefer_shares": 2},
                {"prefer_greedy": 2, "prefer_shares": 3},
            ):
                sentences = story(replace(shared, **preferences), replace_rule(telling, rule, language))
                assert all(words.endswith(".") and "{" not in words for words in sentences)


def test_the_story_says_nothing_of_what_was_left_when_no_proposal_fitted_in_it():
    telling = Telling("sv", TITLES, format_kronor, rule=Rule.EQUAL_SHARES_ADD1_FILL)
    filled = a_step(by=By.FILL)
    short = replace(filled, code=Code.SUPPORTERS_SHORT, held=Fraction(0))
    for steps, is_told in (([a_step(by=By.SHARES), short], False), ([short, filled], True)):
        told_of = story(Result("equal_shares", 100_000, 1, 12, tuple(steps)), telling)
        assert any("Det som blev över" in sentence for sentence in told_of) is is_told


def test_a_count_that_nobody_voted_in_says_so():
    empty = Result("equal_shares", 100_000, 1, 0, (a_step(Code.NO_VOTES, votes=0),))
    assert story(empty, Telling("sv", TITLES, format_kronor, rule=Rule.EQUAL_SHARES)) == ["Ingen röstade."]


def replace_rule(telling: Telling, rule: str, language: str) -> Telling:
    return Telling(language, telling.titles, telling.money, rule=rule)


@pytest.mark.parametrize(
    ("cost", "changes", "words"),
    [
        (20_000, {}, "Det billigare förslaget gick före."),
        (25_000, {}, "Lotten, bestämd före röstningen, avgjorde."),
        (25_000, {"drawn": True}, "Lotten, dragen efter röstningen, avgjorde."),
        (25_000, {"seeded": False}, "Det lägre numret gick före."),
    ],
)
def test_of_projects_that_cost_the_same_no_rule_about_costs_decides(cost, changes, words):
    step = a_step(Code.LOST_TIE, tied=(A,), before=0)
    costs = {A: cost * KRONA, B: 25_000 * KRONA}
    assert words in told(step, tie_rule="cheapest", costs=costs, **changes)
