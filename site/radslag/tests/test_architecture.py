"""The house as README.md draws it: imports go one way, rules are pure, only services write."""

import ast
import importlib
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from django.apps import apps
from django.template.loader import get_template

from radslag.schedule import JOBS
from radslag.tests.source import (
    PACKAGES,
    PROJECT,
    TEMPLATES,
    Module,
    floats,
    imports,
    impurities,
    modules,
    writes,
)

LAYERS = ["radslag", "comments", "councils", "budgeting", "home"]
# Inside an app, a module may import from its own floor and those below. What is not named here is not restricted.
FLOORS = [
    {"rules", "counting"},
    {"models", "querysets"},
    {"services"},
    {"views", "admin", "wagtail_hooks", "management", "forms", "urls"},
]
WRITERS = {
    "site/radslag/models/users.py": "create_user is what Django and its commands ask a user manager for",
    "site/radslag/schedule.py": "keeps when each job last ran, under the job's own lock",
}
WRITING_FOLDERS = {
    "home/demo/": "makes demo content through the page APIs and the services",
    "site/radslag/postgres/": "starts the database server, before there is any table",
}
LONG_MODULES: dict[str, str] = {}
MOST_LINES = 300
TOP_LEVEL = {
    "budgeting", "comments", "councils", "home", "site", "templates",
    "benchmarks", "deploy", "docs", "e2e", "requirements", "var", "staticfiles",
}  # fmt: skip
MODULES = modules()
TEMPLATE_FILES = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
HTML_FILES = [path for path in TEMPLATE_FILES if path.suffix == ".html"]


def name_of(item: Module | Path) -> str:
    return str(item) if isinstance(item, Module) else str(item.relative_to(PROJECT))


def floor_of(parts: tuple[str, ...]) -> int | None:
    """The first of the names that stands for a floor: services/counting.py is a service."""
    floors = [number for part in parts for number, names in enumerate(FLOORS) if part in names]
    return floors[0] if floors else None


def is_service(module: Module) -> bool:
    """In services/ or services.py, or named as a service by the table of periodic jobs."""
    dotted = ".".join([module.package, *module.parts])
    return "services" in module.parts or dotted in {job.service.rpartition(".")[0] for job in JOBS}


def modules_of(package: str) -> list[Module]:
    return [module for module in MODULES if module.package == package]


each_package = pytest.mark.parametrize("package", PACKAGES)


@each_package
def test_imports_go_one_way_between_the_apps(package: str) -> None:
    above = set(LAYERS[LAYERS.index(package) + 1 :])
    wrong = [
        f"{module} imports {name}, from an app above it"
        for module in modules_of(package)
        for name in imports(module.tree, module.package, module.parts)
        if name.split(".")[0] in above
    ]
    assert not wrong


@each_package
def test_imports_go_one_way_inside_an_app(package: str) -> None:
    wrong = []
    for module in modules_of(package):
        own = floor_of(module.parts)
        for name in imports(module.tree, module.package, module.parts) if own is not None else []:
            app, *parts = name.split(".")
            floor = floor_of(tuple(parts)) if app in LAYERS else None
            if own is not None and floor is not None and floor > own:
                wrong.append(f"{module} imports {name}, from a floor above its own")
    assert not wrong


@pytest.mark.parametrize(
    "module", [m for m in MODULES if floor_of(m.parts) == 0 and m.parts[-1] != "__main__"], ids=name_of
)
def test_rules_are_pure(module: Module) -> None:
    """But for __main__, the shell around the count: it reads the file and prints the answer."""
    assert not impurities(module.tree)


@pytest.mark.parametrize(
    "module", [m for m in MODULES if floor_of(m.parts) == 0 or "money" in m.parts[-1]], ids=name_of
)
def test_no_float_comes_near_money_or_counting(module: Module) -> None:
    assert not floats(module.tree), f"{module}: whole öre and fractions only"


@each_package
def test_nobody_but_a_service_writes(package: str) -> None:
    excused = (*WRITERS, *WRITING_FOLDERS)
    wrong = [
        f"{module} writes; a service should: {written}"
        for module in modules_of(package)
        if not is_service(module) and not str(module).startswith(excused) and (written := writes(module.tree))
    ]
    assert not wrong


def test_every_excuse_is_still_needed() -> None:
    idle = [path for path in WRITERS if not writes(ast.parse((PROJECT / path).read_text(encoding="utf-8")))]
    gone = [folder for folder in WRITING_FOLDERS if not (PROJECT / folder).is_dir()]
    assert not idle + gone


def test_every_mail_is_written_by_one_function() -> None:
    """It sets the headers and the subject; a message to a contact alone is a person's, who is answered."""
    made_in = {str(module) for module in MODULES if re.search(r"\bEmailM\w+\(", module.text)}
    assert made_in == {
        "home/services/contact.py",
        "site/radslag/mail/messages.py",  # the outbox, which takes mails apart and puts them together
        "site/radslag/mail/writing.py",
    }


def test_modules_are_short() -> None:
    """Texts of the demo are content and may be long."""
    lengths = {
        str(module): len(module.text.splitlines())
        for module in MODULES
        if not (module.parts[:2] == ["home", "demo"] and "texts" in module.parts[-1])
    }
    long = {name: lines for name, lines in lengths.items() if lines > MOST_LINES and name not in LONG_MODULES}
    assert not long
    assert not [name for name in LONG_MODULES if lengths.get(name, 0) <= MOST_LINES], (
        "an excuse that is no longer needed"
    )


def test_the_folder_site_does_not_hide_pythons_own_module() -> None:
    assert not (PROJECT / "site" / "__init__.py").exists()
    assert Path(str(importlib.import_module("site").__file__)).parent == Path(sysconfig.get_path("stdlib"))
    code = "import site, radslag; print(site.__file__)"
    path = f"{PROJECT}:{PROJECT / 'site'}"
    found = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
    )
    assert Path(found.stdout.strip()).parent == Path(sysconfig.get_path("stdlib"))


def test_no_further_app_stands_at_the_top_level() -> None:
    folders = {
        path.name for path in PROJECT.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))
    }
    assert folders <= TOP_LEVEL
    packages = {path.parent.name for path in PROJECT.glob("*/apps.py")}
    assert packages == set(LAYERS) - {"radslag"}
    own = {
        config.name
        for config in apps.get_app_configs()
        if Path(config.path).is_relative_to(PROJECT / "home" / "..")
    }
    assert own - {name for name in own if ".venv" in apps.get_app_config(name.split(".")[-1]).path} <= set(
        LAYERS
    )


def test_no_module_is_named_for_nothing() -> None:
    empty_names = {"utils", "helpers", "misc", "common"}
    assert not [str(module) for module in MODULES if empty_names & set(module.parts)]


INCLUDE = re.compile(r"{%\s*include\s+(?P<what>[^%]*?)\s*%}")
LOADED = re.compile(r"""{%\s*(?:extends|include)\s+["'](?P<name>[^"']+)["']""")
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=|<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "an inline handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script as address": re.compile(r"javascript:", re.IGNORECASE),
    "something from elsewhere": re.compile(
        r"<(?:script|img|iframe|link|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//", re.I
    ),
    "text that is not escaped": re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b"),
}


@pytest.mark.parametrize("folder", sorted({path.parent for path in TEMPLATE_FILES}), ids=name_of)
def test_a_template_can_be_parsed_and_all_it_loads_exists(folder: Path) -> None:
    for path in [path for path in TEMPLATE_FILES if path.parent == folder]:
        get_template(str(path.relative_to(TEMPLATES)))
        for match in LOADED.finditer(path.read_text(encoding="utf-8")):
            get_template(match["name"])


def test_an_included_form_is_given_its_token() -> None:
    """With `only` a form that is included posts without a token, which no test client minds and every browser is refused."""
    wrong = [
        f"{name_of(path)}: {match['what']}"
        for path in HTML_FILES
        for match in INCLUDE.finditer(path.read_text(encoding="utf-8"))
        if (name := re.match(r'"([^"]+)"', match["what"]))
        and match["what"].endswith(" only")
        and "csrf_token" not in match["what"]
        and (TEMPLATES / name[1]).is_file()  # else it is Wagtail's own
        and "{% csrf_token %}" in (TEMPLATES / name[1]).read_text(encoding="utf-8")
    ]
    assert not wrong


def test_a_component_is_included_with_only_what_it_is_given() -> None:
    wrong = [
        f"{name_of(path)}: {match['what']}"
        for path in HTML_FILES
        for match in INCLUDE.finditer(path.read_text(encoding="utf-8"))
        if "components/" in match["what"] and not match["what"].endswith(" only")
    ]
    assert not wrong


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_no_template_holds(fault: str) -> None:
    found = [
        f"{name_of(path)}: {text}"
        for path in HTML_FILES
        for text in FORBIDDEN[fault].findall(path.read_text("utf-8"))
    ]
    assert not found


# The tests above are worth what their eyes are worth.


def test_the_eyes_see_an_import_from_above() -> None:
    tree = ast.parse("def late():\n    from ..services.rounds import count\n    import home.views")
    assert set(imports(tree, "budgeting", ("models", "rounds"))) == {
        "budgeting.services.rounds.count",
        "home.views",
    }


@pytest.mark.parametrize(
    "line",
    [
        "ballot.save()",
        "Ballot.objects.create(voter=1)",
        "Ballot.objects.filter(pk=1).update(limit=3)",
        "parent.add_child(instance=page)",
        "cursor.execute('DELETE FROM budgeting_ballot')",
    ],
)
def test_the_eyes_see_a_write(line: str) -> None:
    assert writes(ast.parse(line))


@pytest.mark.parametrize("line", ["context.update({'a': 1})", "super().save()", "cursor.execute('SELECT 1')"])
def test_the_eyes_do_not_see_a_write_where_there_is_none(line: str) -> None:
    assert not writes(ast.parse(line))


@pytest.mark.parametrize("line", ["share = 0.5", "share = float(votes)", "share = votes / 3", "votes /= 3"])
def test_the_eyes_see_a_float(line: str) -> None:
    assert floats(ast.parse(line))


@pytest.mark.parametrize(
    "line",
    [
        "from django.db import models",
        "import random",
        "now = datetime.now()",
        "import time",
        "print(1)",
        "open('x')",
    ],
)
def test_the_eyes_see_what_is_not_pure(line: str) -> None:
    assert impurities(ast.parse(line))


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        ("an inline style", '<p class="a" style="color:red">'),
        ("an inline script", "<script>alert(1)</script>"),
        ("an inline handler", '<img onerror="x()">'),
        ("something from elsewhere", '<img alt="" src="//example.org/x.png">'),
        ("text that is not escaped", "{{ comment|safe }}"),
    ],
)
def test_the_eyes_see_a_fault_in_a_template(fault: str, line: str) -> None:
    assert FORBIDDEN[fault].search(line)


def test_every_package_of_the_project_is_looked_at() -> None:
    assert {module.package for module in MODULES} == set(PACKAGES)
