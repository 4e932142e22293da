"""One stylesheet is made from the files of tokens, base, layout and components."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders

from radslag import stylesheet
from radslag.templatetags.icons import icon, mark

MOST_BYTES = 71_000  # CSS and JavaScript together may be 100 kB; the page with most script has 10 of them


def made() -> str:
    found = finders.find("css/site.css")
    assert found
    return Path(found).read_text(encoding="utf-8")


def test_the_tokens_come_first_and_the_components_in_the_order_of_their_names() -> None:
    names = [part.name for part in stylesheet.parts()]
    assert names[:3] == ["tokens.css", "base.css", "layout.css"]
    assert names[3:] == sorted(names[3:])
    assert len(names) > 10


def test_every_part_is_in_the_stylesheet_once() -> None:
    text = made()
    for part in stylesheet.parts():
        assert text.count(part.read_text(encoding="utf-8")) == 1, part.name


def test_the_layers_are_declared_before_they_are_used() -> None:
    without_comments = re.sub(r"/\*.*?\*/", "", made(), flags=re.DOTALL).lstrip()
    assert without_comments.startswith("@layer tokens, base, layout, components;")


def test_every_rule_stands_in_a_layer() -> None:
    """What stands outside would win over every component."""
    for part in stylesheet.parts():
        text = re.sub(r"/\*.*?\*/", "", part.read_text(encoding="utf-8"), flags=re.DOTALL)
        outside = re.sub(r"@layer [^;{]+;", "", text)
        depth, top = 0, ""
        for character in outside:
            depth -= character == "}"
            top += character if depth == 0 else ""
            depth += character == "{"
        starts = {line.strip() for line in re.split(r"[{}]", top) if line.strip()}
        assert all(start.startswith("@layer") for start in starts), (part.name, starts)


def test_a_component_speaks_in_tokens() -> None:
    """Colours are named once, in tokens.css, with a light and a dark value."""
    hex_colour = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![^;{]*\{)")
    for part in stylesheet.parts()[3:]:
        text = re.sub(r"/\*.*?\*/", "", part.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not hex_colour.findall(text), part.name
        assert "!important" not in text, part.name


def test_the_stylesheet_is_small_and_fetches_nothing() -> None:
    text = made()
    assert len(text.encode()) < MOST_BYTES
    assert "@import" not in text
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", text)


def test_a_change_of_a_part_is_seen_at_once(tmp_path: Path, settings: object) -> None:
    finder = stylesheet.StylesheetFinder()
    finder.storage = type(finder.storage)(location=tmp_path)
    target = Path(str(finder.find("css/site.css")))
    target.write_text("old", encoding="utf-8")
    assert Path(str(finder.find("css/site.css"))).read_text(encoding="utf-8") != "old"


def test_only_the_stylesheet_is_found_by_this_finder() -> None:
    finder = stylesheet.StylesheetFinder()
    assert finder.find("css/tokens.css") == []
    assert [name for name, _storage in finder.list([])] == ["css/site.css"]


def test_the_ballot_stays_within_the_budget_of_a_page() -> None:
    scripts = [Path(str(finders.find(f"js/{name}.js"))) for name in ("ballot", "time-left")]
    assert len(made().encode()) + sum(len(script.read_bytes()) for script in scripts) <= 100_000


def test_without_the_style_sheet_no_drawing_fills_the_page() -> None:
    """A browser from before `@layer` reads none of it: then a drawing without a size is 300 times 150."""
    templates = Path(__file__).parents[3] / "templates"
    drawn = {str(path): path.read_text(encoding="utf-8") for path in templates.rglob("*.html")}
    drawn |= {"icon": icon("check"), "mark": mark()}
    tags = [(place, tag) for place, html in drawn.items() for tag in re.findall(r"<svg\b[^>]*>", html)]
    codes = 'role="img"'  # those that a camera reads are to be large
    assert [
        (place, tag) for place, tag in tags if not re.search(r"width=.*height=", tag) and codes not in tag
    ] == []
