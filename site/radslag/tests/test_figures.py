"""Figures: numbers as people write them, changes said honestly, sources, dates, tables of places."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template

from radslag.blocks.actions import CallToActionBlock
from radslag.blocks.changes import ChangeBlock, PlacesBlock
from radslag.blocks.figures import KeyFiguresBlock, NumberBlock
from radslag.blocks.focus_areas import FocusAreasBlock
from radslag.blocks.links import ReadMoreBlock
from radslag.blocks.measures import MeasureGroupBlock
from radslag.blocks.numbers import FigureCharBlock
from radslag.language.numbers import bar_widths, describe_change, format_number, kept_together, parse_number

NBSP = "\N{NO-BREAK SPACE}"
THEN, NOW = {"date": "2018-12-01", "precision": "month"}, {"date": "2020-12-01", "precision": "month"}
CHANGE = {
    "before": "46",
    "before_time": THEN,
    "after": "64",
    "after_time": NOW,
    "unit": "%",
    "text": "är trygga",
    "source": "",
}
PLACES = {
    "text": "Så många är trygga",
    "unit": "%",
    "before_time": THEN,
    "time": NOW,
    "places": [
        {"place": "Björkhöjden", "before": "46", "value": "64"},
        {"place": "Närlunda", "before": "61", "value": "60,5"},
    ],
    "source": "",
}


def messages(block, value):
    """Every message of a refusal with the path to its field; empty when the value is taken."""
    try:
        block.clean(block.to_python(value))
    except ValidationError as error:
        return dict(_walk(error))
    return {}


def _walk(error, path=""):
    inner = getattr(error, "block_errors", None)
    if inner:
        for name, below in inner.items():
            yield from _walk(below, f"{path}.{name}".strip("."))
    for below in getattr(error, "non_block_errors", None) or ():
        yield path, str(below)
    if not inner and not getattr(error, "non_block_errors", None):
        yield path, error.messages[0]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("46", "46"),
        ("1 063", "1063"),
        ("1\u00a0063", "1063"),
        ("12,5", "12.5"),
        (" 1 063 200,75 ", "1063200.75"),
        ("−3", "-3"),
        ("-3,5", "-3.5"),
        ("0", "0"),
    ],
)
def test_a_number_is_read_as_it_is_written_in_swedish(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["", "46 %", "över 100", "1.063", "12.5", "1 06", "10 63", "1,2,3", "1e9", "NaN", "½", "5−3", "٤٦x"],
)
def test_what_is_no_number_is_refused_at_the_field(text):
    with pytest.raises(ValueError, match="not a number"):
        parse_number(text)
    if text:
        found = messages(ChangeBlock(), CHANGE | {"before": text})
        assert list(found) == ["before"] and "46, 1\N{NO-BREAK SPACE}063" in found["before"]


@pytest.mark.parametrize(
    ("before", "after", "unit", "words"),
    [
        ("46", "64", "%", "+18 procentenheter"),
        ("57", "56", "procent", "−1 procentenhet"),
        ("12,5", "13", "%", "+0,5 procentenheter"),
        ("64", "64", "%", "oförändrat"),
        ("757", "1 063", "kr", f"+306{NBSP}kr (+40{NBSP}%)"),
        ("200", "150", "", f"−50 (−25{NBSP}%)"),
        ("0", "12", "lampor", f"+12{NBSP}lampor"),
        ("−2", "3", "grader", f"+5{NBSP}grader"),
    ],
)
def test_a_change_is_said_honestly(before, after, unit, words):
    assert describe_change(parse_number(before), parse_number(after), unit) == words


def test_numbers_and_lengths_of_bars_are_written_for_those_who_read_them():
    assert format_number(Decimal("1063.50")) == f"1{NBSP}063,5"
    assert bar_widths([Decimal(46), Decimal("64.5")], "%") == ["46.0%", "64.5%"]
    assert bar_widths([Decimal(50), Decimal(200)], "kr") == ["25.0%", "100.0%"]
    assert bar_widths([Decimal(0)], "kr") == ["0.0%"]
    assert bar_widths([Decimal(-1), Decimal(2)], "grader") == []


def test_a_change_shows_dates_bars_and_the_difference():
    block = ChangeBlock()
    html = block.render(block.clean(block.to_python(CHANGE)))
    for text in ("december 2018", "december 2020", "+18 procentenheter", 'width="46.0%"', f"64{NBSP}%"):
        assert text in html
    assert html.count('aria-hidden="true"') == 3  # the arrow and two bars


def test_the_later_figure_is_later():
    assert list(messages(ChangeBlock(), CHANGE | {"after_time": THEN})) == ["after_time.date"]
    assert list(messages(PlacesBlock(), PLACES | {"time": THEN})) == ["time.date"]
    spring = {"date": "2018-03-01", "precision": "season"}
    assert not messages(ChangeBlock(), CHANGE | {"before_time": spring})


def test_places_are_a_table_with_headings_and_bars():
    block = PlacesBlock()
    html = block.render(block.clean(block.to_python(PLACES)))
    for text in (
        "<caption>Så många är trygga</caption>",
        '<th scope="row">Björkhöjden',
        "December 2020",
        'width="60.5%"',
        f"60,5{NBSP}%",
        ">−0,5</td>",
        ">Förändring",
        "procent\u00adenheter",
    ):
        assert text in html
    plain = block.to_python(
        PLACES
        | {"before_time": {"date": None}, "places": [{"place": p, "before": "", "value": "3"} for p in "ab"]}
    )
    html = block.render(block.clean(plain))
    assert "Förändring" not in html and html.count("<td") == 2


def test_earlier_numbers_and_their_date_go_together():
    places = [{"place": "A", "before": "", "value": "3"}, {"place": "B", "before": "2", "value": "3"}]
    assert list(messages(PlacesBlock(), PLACES | {"places": places})) == ["places.0.before"]
    undated = PLACES | {"places": places, "before_time": {"date": None}}
    assert list(messages(PlacesBlock(), undated)) == ["before_time.date"]
    assert messages(PlacesBlock(), PLACES | {"places": places[1:]})


def test_every_figure_has_a_source():
    def found(note, *sources):
        figures = [{"type": "change", "value": CHANGE | {"source": source}} for source in sources]
        return list(messages(KeyFiguresBlock(), {"heading": "Så gick det", "note": note, "figures": figures}))

    assert found("Enkäten", "", "") == []
    assert found("", "Enkäten", "Polisen") == []
    assert found("", "Enkäten", "") == ["figures.1.source"]
    assert found(" ", "", "") == ["figures.0.source", "figures.1.source"]


def test_what_was_stored_before_numbers_were_checked_still_shows():
    block = KeyFiguresBlock()
    old = {"before": "cirka 40", "after": "64", "unit": "%", "text": "är trygga"}
    figures = [{"type": "change", "value": old}, {"type": "number", "value": {"value": "80", "text": "fler"}}]
    html = block.render(block.to_python({"heading": "x", "note": "y", "figures": figures}))
    assert "cirka 40" in html and "procentenheter" not in html


def test_a_draft_may_be_saved_half_done():
    source = {"heading": "", "note": "", "figures": [{"type": "number", "value": {}}]}
    for block, value in (
        (NumberBlock(), {}),
        (ChangeBlock(), {}),
        (PlacesBlock(), PLACES | {"places": [{"place": "", "before": "", "value": ""}] * 2}),
        (KeyFiguresBlock(), source),
        (MeasureGroupBlock(), {"name": "", "text": "", "examples": []}),
        (CallToActionBlock(), {}),
        (ReadMoreBlock(), {"links": [{}]}),
        (FocusAreasBlock(), []),
        (FocusAreasBlock(), [{"type": "focus_area", "value": {"recommendations": [{}]}}]),
    ):
        assert messages(block, value), type(block)
        block.defer_required_validation()
        assert not messages(block, value), type(block)
        block.restore_deferred_validation()


def test_a_group_of_measures_says_something():
    assert list(messages(MeasureGroupBlock(), {"name": "Fysisk miljö", "text": "", "examples": []})) == [
        "text"
    ]
    assert not messages(MeasureGroupBlock(), {"name": "Fysisk miljö", "text": "", "examples": ["Lampor"]})


@pytest.mark.parametrize("text", ["1234567890", "-123 456 789 012", "12345678,9012", "1,50"])
def test_a_long_number_can_be_saved_again(text):
    block = FigureCharBlock()
    stored = block.clean(text)
    assert block.clean(stored) == stored


def test_a_number_of_too_many_digits_is_refused_with_what_to_do():
    with pytest.raises(ValidationError, match="högst 12 siffror"):
        FigureCharBlock().clean("1234567890123")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", {"value": "", "prefix": ""}),
        ("change", {"before": "", "after": ""}),
        ("share", {"part": None, "whole": None}),
        ("share", {"part": 3, "whole": None}),
        ("places", {"places": [{"place": "", "before": "", "value": ""}]}),
    ],
)
def test_a_figure_without_its_numbers_can_be_previewed(kind, value):
    block, words = KeyFiguresBlock(), {"text": "", "unit": "", "source": ""}
    written = {"heading": "x", "note": "", "figures": [{"type": kind, "value": words | value}]}
    assert "None" not in block.render(block.to_python(written))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("för 25 000 kr till 1 063 200 kronor", "för 25~000~kr till 1~063~200 kronor"),
        ("46 % och 12,5 % av 800 kr.", "46~% och 12,5~% av 800~kr."),
        ("år 2021 250 personer, 3 kraftfulla råd", "år 2021 250 personer, 3 kraftfulla råd"),
        ("070-174 06 12", "070-174 06 12"),
        ('<a href="/x 25 000 kr">5 000 kr</a>', '<a href="/x 25 000 kr">5~000~kr</a>'),
    ],
)
def test_amounts_in_running_text_stay_on_one_line(text, shown):
    assert kept_together(text) == shown.replace("~", NBSP) == kept_together(kept_together(text))


def test_leads_and_rich_text_keep_amounts_together_and_stay_safe():
    written = Template("{% load wagtailcore_tags %}{{ lead|together }}|{{ text|richtext }}").render(
        Context({"lead": "<b> 5 000 kr & 3 %", "text": "<p>5 000 kr &amp; <b>3 %</b></p>"})
    )
    assert written == "&lt;b&gt; 5~000~kr &amp; 3~%|<p>5~000~kr &amp; <b>3~%</b></p>".replace("~", NBSP)
