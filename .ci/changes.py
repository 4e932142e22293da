"""The small changes that can be made in a file, each as the code that one function would run instead (see mutants.py)."""

from __future__ import annotations

import difflib
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators, operator_string
from mutmut.mutation.pragma_handling import IgnoredCode

PROJECT = Path(__file__).resolve().parent.parent
WORDS_FOR_PEOPLE = ("ValueError", "RuntimeError", "TypeError", "CommandError", "InputsError", "PbError")
"""What an error says is not tried: its sentence may change. The codes of a RuleViolation are."""


@dataclass(slots=True)
class Mutant:
    """One changed place. `was` and `now` are the changed lines, by which an equivalent one is known again."""

    module: str
    function: str
    line: int
    was: str
    now: str
    state: str = ""
    killer: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.module, self.function, self.was, self.now


class Places(MutationVisitor):
    """mutmut's places and changes, in decorated functions too, with the lines of each."""

    def __init__(self) -> None:
        super().__init__(OPERATORS, IgnoredCode(set(), set(), set()))
        self.ranges: list[CodeRange] = []

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef):
            return False
        if isinstance(node, cst.Arg) and node.keyword is not None and node.keyword.value == "strict":
            return True
        if (
            isinstance(node, cst.Call)
            and isinstance(node.func, cst.Name)
            and node.func.value in WORDS_FOR_PEOPLE
        ):
            return True
        return super()._skip_node_and_children(node)

    def _create_mutations(self, node: cst.CSTNode) -> None:
        """A zip has no change of its own: that both sides are as long is a net below, which nothing ever falls into."""
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "zip":
            return
        super()._create_mutations(node)
        place = self.get_metadata(PositionProvider, node)
        self.ranges += [place] * (len(self.mutations) - len(self.ranges))


def _left_out(node: cst.Expr) -> Iterator[cst.Expr]:
    """A call that is made for what it does, not for what it gives: a lock, a mail, a row of the log."""
    if isinstance(node.value, cst.Call):
        yield cst.Expr(cst.Ellipsis())


def _other_text(node: cst.SimpleString) -> list[Any]:
    """One other text of mutmut's three: what misses that misses small and capital letters too."""
    return list(operator_string(node))[:1]


OPERATORS = [
    *((kind, _other_text if change is operator_string else change) for kind, change in mutation_operators),
    (cst.Expr, _left_out),
]


Place = tuple[str, str, int]
"""File, qualified name and first line of a function."""


@dataclass(slots=True)
class Change:
    """A mutant that can be made: the function that runs and the code it would run instead."""

    mutant: Mutant
    lines: range
    function: FunctionType
    code: CodeType


def functions_in(code: CodeType) -> Iterator[CodeType]:
    """The functions and methods of a module, in their order; not what they hold themselves."""
    for const in code.co_consts:
        if not isinstance(const, CodeType):
            continue
        if const.co_flags & 2:  # CO_NEWLOCALS: a function; a class body has none
            yield const
        else:
            yield from functions_in(const)


def alike(one: CodeType, other: CodeType) -> bool:
    """Whether both do the same, wherever their lines stand."""

    def plain(code: CodeType) -> tuple[Any, ...]:
        consts = tuple(
            plain(const) if isinstance(const, CodeType) else (type(const), repr(const))
            for const in code.co_consts
        )
        return code.co_code, consts, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars

    return plain(one) == plain(other)


def changes_of(path: Path, living: dict[Place, FunctionType]) -> Iterator[Change]:
    """Every change of the file that alters what one of its living functions does."""
    source = path.read_text(encoding="utf-8")
    name = str(path.relative_to(PROJECT))
    here = list(functions_in(compile(source, str(path), "exec", dont_inherit=True)))
    lines = source.splitlines(keepends=True)
    wrapper, places = MetadataWrapper(cst.parse_module(source)), Places()
    module = wrapper.visit(places)
    for mutation, place in zip(places.mutations, places.ranges, strict=True):
        try:
            changed = _with(lines, place, module.code_for_node(mutation.mutated_node))
            there = list(functions_in(compile(changed, str(path), "exec", dont_inherit=True)))
        except SyntaxError:
            continue
        differ = [(old, new) for old, new in zip(here, there, strict=False) if not alike(old, new)]
        if len(here) != len(there) or len(differ) != 1:
            continue
        old, new = differ[0]
        function = living.get((str(path), old.co_qualname, old.co_firstlineno))
        if function is None or old.co_freevars != new.co_freevars:
            continue
        was, now = _changed_lines(source, changed)
        mutant = Mutant(name, old.co_qualname, place.start.line, was, now)
        yield Change(mutant, range(place.start.line, place.end.line + 1), function, new)


def _with(lines: list[str], place: CodeRange, text: str) -> str:
    """The file with another text in one place."""
    head, tail = (
        lines[place.start.line - 1][: place.start.column],
        lines[place.end.line - 1][place.end.column :],
    )
    return "".join([*lines[: place.start.line - 1], head, text, tail, *lines[place.end.line :]])


def _changed_lines(source: str, changed: str) -> tuple[str, str]:
    lines = list(difflib.unified_diff(source.splitlines(), changed.splitlines(), n=0, lineterm=""))[2:]
    return tuple(  # type: ignore[return-value]
        " ⏎ ".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+"
    )


def living_functions() -> dict[Place, FunctionType]:
    """The functions of the project that are there, whatever decorates them or has imported them."""
    return {
        (code.co_filename, code.co_qualname, code.co_firstlineno): function
        for function in gc.get_objects()
        if type(function) is FunctionType and (code := function.__code__).co_filename.startswith(str(PROJECT))
    }
