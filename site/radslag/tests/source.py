"""The project's own files, read as text and as syntax trees, for the tests of its architecture."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
PACKAGES = {
    "radslag": PROJECT / "site" / "radslag",
    "comments": PROJECT / "comments",
    "councils": PROJECT / "councils",
    "budgeting": PROJECT / "budgeting",
    "home": PROJECT / "home",
}
TEMPLATES = PROJECT / "templates"
WRITING_METHODS = {
    "save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "add_child", "add_sibling", "save_revision", "publish", "unpublish",
}  # fmt: skip
WRITING_SQL = re.compile(r"\s*(insert|update|delete|truncate|alter|drop)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Module:
    """A Python file of the project; `parts` are the names below its package: ("services", "ballots")."""

    package: str
    path: Path

    def __str__(self) -> str:
        return str(self.path.relative_to(PROJECT))

    @cached_property
    def parts(self) -> tuple[str, ...]:
        return self.path.relative_to(PACKAGES[self.package]).with_suffix("").parts

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


def modules() -> list[Module]:
    """Every module that runs on a site: no tests, no migrations."""
    found = [
        Module(package, path) for package, folder in PACKAGES.items() for path in sorted(folder.rglob("*.py"))
    ]
    return [module for module in found if not {"tests", "migrations"} & set(module.parts)]


def imports(tree: ast.Module, package: str = "", parts: tuple[str, ...] = ()) -> Iterator[str]:
    """The full dotted names that a module imports, wherever in it: `from a.b import c` gives a.b.c."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = (package, *parts)[: -node.level]
                base = ".".join([*above, base] if base else above)
            yield from (f"{base}.{alias.name}" for alias in node.names)


def writes(tree: ast.Module) -> list[tuple[int, str]]:
    """Line and name of each call that writes to the database, as far as one can see it in the source."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name = node.func.attr
        if _is_super(node.func.value):
            continue  # a model's own save() hands on to its parent: somebody else has called it
        if name in WRITING_METHODS:
            found.append((node.lineno, name))
        elif name == "update" and node.keywords and not node.args:
            found.append((node.lineno, name))  # update(field=value) of a query set; a dict's has an argument
        elif name in {"execute", "executemany"} and node.args and _writes_sql(node.args[0]):
            found.append((node.lineno, name))
    return found


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def _writes_sql(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(WRITING_SQL.match(node.value))
    )


def floats(tree: ast.Module) -> list[int]:
    """Lines on which a float can come into being: a literal, float(), or division of anything by /."""
    found = []
    for node in ast.walk(tree):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        called = isinstance(node, ast.Name) and node.id == "float"
        divided = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
        if literal or called or divided:
            found.append(node.lineno)
    return found


def impurities(tree: ast.Module) -> list[str]:
    """Why a module is not pure: what it imports or calls that reaches the clock, chance, the database or the disk."""
    found = [name for name in imports(tree) if _reaches_out(name)]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"now", "today", "utcnow", "localdate"}:
            found.append(f"{node.func.attr}() in line {node.lineno}")
        if isinstance(node.func, ast.Name) and node.func.id in {"open", "print", "input"}:
            found.append(f"{node.func.id}() in line {node.lineno}")
    return found


OUTSIDE = {
    "os",
    "io",
    "time",
    "random",
    "secrets",
    "pathlib",
    "socket",
    "subprocess",
    "tempfile",
    "psycopg",
    "requests",
}
# Enumerations and words: they touch no table.
HARMLESS = (
    "django.db.models.TextChoices",
    "django.utils.functional.Promise",
    "django.utils.html",
    "django.utils.safestring",
    "django.utils.translation",
)


def _reaches_out(name: str) -> bool:
    top = name.split(".")[0]
    if top in OUTSIDE:
        return True
    return top in {"django", "wagtail", "allauth"} and not name.startswith(HARMLESS)


LIMIT_CALLS = {"limit_for", "limit_for_network"}


def limit_names() -> set[str]:
    """The names of limits that the code gives: the literal ones, and the values of constants beside them."""
    found: set[str] = set()
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in LIMIT_CALLS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(str(first.value))
    return found
