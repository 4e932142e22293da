"""What README.md tells a newcomer is so: files, commands, the places where one changes something, the glossary's words."""

import ast
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from django.core.management import get_commands, load_command_class
from django.template import engines
from django.utils import translation
from wagtail import blocks

from budgeting.counting import ties
from budgeting.counting.elections import Election, Project
from budgeting.counting.rules import Settings, count
from radslag.blocks.body import BodyBlock
from radslag.language import catalogue

from .source import PACKAGES, PROJECT, TEMPLATES, modules

README = (PROJECT / "README.md").read_text(encoding="utf-8")
PLACES = re.search(r"\*\*Where do I …\*\*(.*?)\n\n", README, re.DOTALL)
APPS = ("comments", "councils", "budgeting", "home", "site/radslag")
HOUSES = [PACKAGES[app] for app in ("radslag", "comments", "budgeting")]
"""Apps whose modules lie in folders; the other two are small."""
DJANGOS_OWN = {"tests", "migrations", "management", "templatetags", "services"}
UNSAID = {"egen fråga", "rösta på högst tre", "röstnyckel", "hur länge något sparas"}
"""Words of the glossary for what readers meet without its name."""
QUOTED = re.compile(r"`([^`]+)`")


def chapter(title: str) -> str:
    """The text under a heading, up to the next one of the same rank."""
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def table(title: str) -> list[list[str]]:
    """The rows of the first table under a heading, without its head."""
    lines = [line for line in chapter(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def places_of(cell: str) -> list[Path]:
    """The files and folders that a row of the map is about; a short name stands beside the one before it."""
    found: list[Path] = []
    for name in QUOTED.findall(cell):
        near = found[-1].parent if found and "/" not in name.rstrip("/") else PROJECT
        found.append(near / name)
    return found


# The map


@pytest.mark.parametrize("row", table("Map of the code"), ids=lambda row: row[0][:60])
def test_the_map_names_what_is_there(row: list[str]) -> None:
    here = places_of(row[0])
    assert here and not [str(path) for path in here if not [*path.parent.glob(path.name)]]
    folders = [path if path.is_dir() else path.parent for path in here]
    for name in QUOTED.findall(row[1]):
        if name.endswith(".py"):
            found = [folder for folder in folders if (folder / name).exists() or [*folder.rglob(name)]]
            found += [near for near in (PROJECT, *(PROJECT / app for app in APPS)) if (near / name).exists()]
            assert found, name
        elif here[0].name == "services" and re.fullmatch(r"[a-z_]+\*?", name):
            assert [*here[0].glob(f"{name}.py")], name


def told_by_the_map() -> set[Path]:
    """What has a line of its own, and the folders above it."""
    named = [path for row in table("Map of the code") for path in places_of(row[0])]
    return {told for path in named for told in (path, *path.parents)}


def test_every_app_and_every_folder_of_the_house_has_a_line_in_the_map() -> None:
    folders = {path.parent for house in HOUSES for path in house.glob("*/__init__.py")}
    assert len(folders) > 40
    untold = folders - told_by_the_map()
    assert not sorted(str(path) for path in untold if path.name not in DJANGOS_OWN), (
        "a folder that a newcomer is told nothing of"
    )


def test_what_lies_beside_the_folders_of_the_house_has_a_line_in_the_map() -> None:
    """Few things do: what belongs together lies in a folder whose name says so."""
    beside = {path for house in HOUSES for path in house.glob("*.py") if path.name != "__init__.py"}
    assert not sorted(str(path) for path in beside - told_by_the_map()), (
        "a module that a newcomer is told nothing of"
    )


def test_every_folder_of_the_house_says_in_a_line_what_it_is_for() -> None:
    own = [
        module
        for module in modules()
        if module.parts[-1] == "__init__" and not {"management", "templatetags"} & set(module.parts)
    ]
    silent = [str(module) for module in own if not (ast.get_docstring(module.tree) or "").strip()]
    assert {module.package for module in own} == set(PACKAGES)
    assert len(own) > 70 and not silent


def test_no_folder_of_the_house_holds_one_module_alone() -> None:
    """It would be a name more to open, and tell nothing that the module does not."""
    folders = [path.parent for house in HOUSES for path in house.rglob("__init__.py")]
    own = [path for path in folders if not {*DJANGOS_OWN, "commands"} & {*path.relative_to(PROJECT).parts}]
    alone = [str(path) for path in own if len([*path.glob("*.py"), *path.glob("*/__init__.py")]) < 3]
    assert not alone


# Commands


def test_every_make_target_that_the_documents_name_is_one_and_says_what_it_does() -> None:
    targets = dict(
        re.findall(r"^([a-z-]+):[^\n#]*## (.+)$", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    )
    documents = [PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")]
    named = {
        name
        for path in documents
        for name in re.findall(r"(?:`|^ +|: )make ([a-z-]+)", path.read_text(), re.M)
    }
    assert {"run", "test", "help", "bench"} <= named <= set(targets)
    shown = subprocess.run(["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert all(f"make {name}" in shown for name in targets)


def test_every_command_that_it_names_is_one_with_the_options_it_names() -> None:
    commands = get_commands()
    named = set(re.findall(r"manage\.py (\w+)", README))
    assert {"recount", "export_round", "import_round"} <= named <= set(commands)
    options = {
        option
        for name in named
        for action in load_command_class(commands[name], name).create_parser("manage.py", name)._actions
        for option in action.option_strings
    }
    helped = subprocess.run(
        [sys.executable, "-m", "budgeting.counting", "--help"],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    options |= set(re.findall(r"--[\w-]+", helped))
    assert (
        set(re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*", chapter("Counts, files and other elections")))
        <= options
    )
    assert all(find_spec(name) for name in re.findall(r"python -m ([\w.]+)", README))


def test_every_picture_and_document_that_it_shows_is_there() -> None:
    shown = re.findall(r"\]\(([^)#:]+)\)", README)
    assert len(shown) > 10 and not [name for name in shown if not (PROJECT / name).exists()]


# Where do I …


def test_the_places_where_one_changes_something_are_there() -> None:
    assert PLACES
    names = [name for name in QUOTED.findall(PLACES[1]) if "/" in name]
    assert len(names) >= 8
    for name in names:
        apps = [name.replace("<app>", app) for app in APPS]
        assert any((PROJECT / one).exists() for one in apps), name


def test_who_changes_the_rule_that_breaks_ties_where_one_is_told_changes_the_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert PLACES and "how ties are broken: `budgeting/counting/ties.py`" in PLACES[1]
    pair = Election((Project(1, 40, 5), Project(2, 60, 5)), 60)
    settings = Settings(rule="greedy_skip", tie_rule=ties.CHEAPEST, seed="frö", contest=1)
    assert count(pair, settings).funded == (1,)
    monkeypatch.setattr(ties, "order", lambda rule, *, seed, contest: lambda project: (-project.cost,))
    assert count(pair, settings).funded == (2,)


def test_who_changes_a_sentence_where_one_is_told_reads_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PLACES
    (name,) = re.findall(r"a sentence of the site: `([^`]+)`", PLACES[1])
    changed = tmp_path / "sv" / "LC_MESSAGES" / "django.po"
    shutil.copytree(PROJECT / "site" / "locale", tmp_path, dirs_exist_ok=True)
    with (PROJECT / name).open("rb") as file:
        po = read_po(file, locale="sv")
    message = po.get("Everything is read.")
    assert message and message.string
    message.string = "Nu är allt läst."
    with changed.open("wb") as out:
        write_po(out, po)
    monkeypatch.setattr(catalogue, "LOCALE_DIR", tmp_path)
    catalogue.compile_catalogue("sv")
    compiled = translation.trans_real.gettext_module.GNUTranslations(changed.with_suffix(".mo").open("rb"))
    assert compiled.gettext("Everything is read.") == "Nu är allt läst."


def test_a_block_that_is_added_as_one_is_told_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PLACES
    told = re.search(
        r"add a block: a class in `([^`]+)`, its template in `([^`]+)`, its name in `([^`]+)`", PLACES[1]
    )
    assert told and (PROJECT / told[1] / told[3]).exists() and (PROJECT / told[2]).is_dir()
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "poem_block.html").write_text('<p class="poem">{{ value.line }}</p>')
    files = engines["django"].engine.template_loaders[0].loaders[0]
    monkeypatch.setattr(files, "get_dirs", lambda: [tmp_path])

    class PoemBlock(blocks.StructBlock):
        line = blocks.CharBlock()

        class Meta:
            template = "blocks/poem_block.html"

    class WithPoem(BodyBlock):
        poem = PoemBlock()

    body = WithPoem().to_python([{"type": "poem", "value": {"line": "Ån rinner."}}])
    assert '<p class="poem">Ån rinner.</p>' in body[0].render()


def test_every_block_lies_where_a_newcomer_looks_for_it() -> None:
    for name, block in BodyBlock().child_blocks.items():
        assert type(block).__module__.startswith("radslag.blocks."), name
        template = block.meta.template
        assert template.startswith("blocks/") and (TEMPLATES / template).exists(), name


# The glossary


def is_in_the_code(name: str, texts: list[str]) -> bool:
    """Whether there is such a class, and in its module the member that follows a full stop."""
    owner, _, member = name.partition(".")
    found = [text for text in texts if re.search(rf"^class {owner}\b", text, re.MULTILINE)]
    return (
        any(re.search(rf"^    {member}\b", text, re.MULTILINE) for text in found) if member else bool(found)
    )


def sentences() -> list[str]:
    """All Swedish that the product says: catalogue, handbook, the words of the count."""
    with (PROJECT / "site/locale/sv/LC_MESSAGES/django.po").open("rb") as file:
        said = [message.string for message in read_po(file, locale="sv") if message.id]
    words = [text for one in said for text in ([one] if isinstance(one, str) else one)]
    files = [
        *(PROJECT / "docs" / "handbok").glob("*.md"),
        *(PROJECT / "budgeting/counting").glob("words_sv*.py"),
    ]
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return [line.casefold() for line in (*words, *lines)]


def is_said(term: str, said: list[str]) -> bool:
    """Whether one sentence has all its words, however they are inflected: the beginnings of long words do."""
    stems = [word[: max(3, len(word) * 2 // 3)] for word in term.casefold().split()]
    return any(all(stem in sentence for stem in stems) for sentence in said)


def test_every_name_of_the_glossary_is_one_in_the_code() -> None:
    named = {name for row in table("Glossary") for name in QUOTED.findall(row[0]) if name[0].isupper()}
    texts = [module.text for module in modules()]
    assert len(named) > 15 and not sorted(name for name in named if not is_in_the_code(name, texts))


def test_every_swedish_word_of_the_glossary_is_said_by_the_product() -> None:
    said = sentences()
    words = {word for row in table("Glossary") for word in re.split(r", | / |: ", row[1])}
    assert len(words) > 80 and not sorted(word for word in words - UNSAID if not is_said(word, said))
    assert not is_said("handläggningsprocess", said)
