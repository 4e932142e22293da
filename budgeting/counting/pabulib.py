"""The .pb format of pabulib.org: the text of a file to its cells and back. What the cells mean is in `pb_elections`."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

META, PROJECTS, VOTES = "META", "PROJECTS", "VOTES"
SECTIONS = (META, PROJECTS, VOTES)
VOTE_TYPES = ("approval", "ordinal", "cumulative", "scoring", "choose-1")
OBLIGATORY = (
    "description", "country", "unit", "instance", "num_projects", "num_votes",
    "budget", "vote_type", "rule", "date_begin", "date_end",
)  # fmt: skip
META_KEYS = (
    "description", "country", "unit", "district", "subunit", "instance", "num_projects", "num_votes",
    "budget", "vote_type", "rule", "date_begin", "date_end", "min_length", "max_length", "min_sum_cost",
    "max_sum_cost", "min_points", "max_points", "min_sum_points", "max_sum_points", "default_score",
    "min_project_cost", "max_project_cost", "min_project_score_threshold", "neighborhoods", "subdistricts",
    "categories", "edition", "language", "currency", "fully_funded", "experimental", "comment", "acknowledgments",
)  # fmt: skip
PROJECT_COLUMNS = (
    "project_id", "cost", "votes", "score", "name", "category", "beneficiaries", "selected", "neighborhood",
    "subunit", "district", "description", "proposer", "public_id", "latitude", "longitude",
)  # fmt: skip
VOTE_COLUMNS = (
    "voter_id", "vote", "points", "age", "sex", "voting_method", "district", "neighborhood", "education",
)  # fmt: skip
NEEDED_COLUMNS = {PROJECTS: ("project_id", "cost"), VOTES: ("voter_id", "vote")}
LISTS = frozenset(
    ("categories", "neighborhoods", "subdistricts", "category", "beneficiaries", "vote", "points")
)
"""Keys and columns whose cells are lists: joined by commas, without spaces."""
NOT_IN_A_CELL = frozenset(("Cc", "Zl", "Zp"))


class PbError(ValueError):
    """A file that can't be read, with the line and the reason in words. Line 0: the file as a whole."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Table:
    """A section with columns. `line` and `lines` are where these and its rows stand in the file that was read."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int = field(default=0, compare=False)
    lines: tuple[int, ...] = field(default=(), compare=False)

    def numbered(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row by column, with its line (0 where the table was not read from a file)."""
        lines = self.lines or (0,) * len(self.rows)
        for line, row in zip(lines, self.rows, strict=True):
            yield line, dict(zip(self.columns, row, strict=True))


@dataclass(frozen=True, slots=True)
class PbFile:
    """The cells of a .pb file, in its own order, unknown keys and columns included."""

    meta: Mapping[str, str]
    projects: Table
    votes: Table
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    def line_of(self, key: str) -> int:
        """Where a key of META stands; the line of META itself when it is missing."""
        return self.lines.get(key) or self.lines.get(META, 0)


def clean(name: str, cell: str) -> str:
    """A cell as it may stand in a file: one line, no spaces around it nor around the commas of a list."""
    if not cell.isprintable():
        cell = "".join(" " if unicodedata.category(sign) in NOT_IN_A_CELL else sign for sign in cell)
    if name in LISTS and "," in cell:
        return ",".join(item.strip() for item in cell.split(","))
    return cell.strip()


def decode(data: bytes) -> str:
    """The text of a file. PbError when it is not UTF-8, with or without a byte order mark, or holds NUL."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PbError(data.count(b"\n", 0, error.start) + 1, "not text in UTF-8") from None
    if "\0" in text:
        raise PbError(text.count("\n", 0, text.index("\0")) + 1, "a NUL character: this is no text file")
    return text


def parse(data: bytes | str) -> PbFile:
    """The cells of a file. PbError with the line and the reason when it has not the shape of a .pb file."""
    text = data.removeprefix("\ufeff") if isinstance(data, str) else decode(data)
    if not text.strip():
        raise PbError(0, "the file is empty")
    sections = _sections(_rows(text))
    meta, lines = _meta(sections[META])
    return PbFile(meta, _table(PROJECTS, sections[PROJECTS]), _table(VOTES, sections[VOTES]), lines=lines)


Row = tuple[int, list[str]]


def _rows(text: str) -> Iterator[Row]:
    """The rows with their lines. Blank lines are passed over."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(_lines(text), delimiter=";", strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise PbError(line, _quoting(str(error))) from None
        if row and (len(row) > 1 or row[0].strip()):
            yield line, row


def _lines(text: str) -> Iterator[str]:
    """One after the other: a list of them all would be as large as the file once more."""
    start = 0
    while end := text.find("\n", start) + 1:
        yield text[start:end]
        start = end
    yield text[start:]


def _quoting(error: str) -> str:
    if "field larger" in error:
        return 'a cell that is far too long: is a " not closed?'
    if "expected after" in error:
        return 'text after the " that closes a cell: a " inside a cell is written twice'
    return 'a " opens a cell that is never closed'


def _sections(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows under each section's name; the first is the name itself."""
    found: dict[str, list[Row]] = {}
    current: list[Row] | None = None
    for line, row in rows:
        name = row[0].strip().upper()
        if name in SECTIONS and not any(cell.strip() for cell in row[1:]):
            if name in found:
                raise PbError(line, f"a second section {name}")
            if name != SECTIONS[len(found)]:
                raise PbError(line, f"the sections are {', '.join(SECTIONS)}, in this order")
            current = found[name] = []
        elif current is None:
            raise PbError(line, "the file must begin with a line META")
        current.append((line, row))
    missing = [name for name in SECTIONS if name not in found]
    if missing:
        raise PbError(0, f"the section {missing[0]} is missing")
    return found


def _meta(rows: Sequence[Row]) -> tuple[dict[str, str], dict[str, int]]:
    (start, _name), *rest = rows
    if not rest or [cell.strip().lower() for cell in rest[0][1]][:2] != ["key", "value"]:
        raise PbError(rest[0][0] if rest else start, "the line after META must be key;value")
    meta: dict[str, str] = {}
    lines = {META: start}
    for line, row in rest[1:]:
        key = row[0].strip()
        if not key:
            raise PbError(line, "a value without a key")
        if len(row) < 2:
            raise PbError(line, f"the key {shown(key)} has no value: a line of META is key;value")
        if key in meta:
            raise PbError(line, f"the key {shown(key)} stands twice")
        meta[key] = clean(key, ";".join(_without_empty_end(row[1:])))
        lines[key] = line
    return meta, lines


def _table(section: str, rows: Sequence[Row]) -> Table:
    start, _name = rows[0]
    if len(rows) < 2:
        raise PbError(start, f"the section {section} has no line of column names")
    line, names = rows[1]
    columns = tuple(name.strip() for name in names)
    needed = NEEDED_COLUMNS[section]
    if columns[0] != needed[0]:
        raise PbError(line, f"the first column of {section} must be {needed[0]}")
    for name in needed:
        if name not in columns:
            raise PbError(line, f"the section {section} has no column {name}")
    if "" in columns or len(set(columns)) < len(columns):
        raise PbError(line, f"a column name of {section} stands twice or is empty")
    lines = tuple(at for at, _row in islice(rows, 2, None))
    found = tuple(_cells(columns, at, row) for at, row in islice(rows, 2, None))
    _refuse_doubles(needed[0], lines, [row[0] for row in found])
    return Table(columns, found, line, lines)


def _cells(columns: Sequence[str], line: int, row: list[str]) -> tuple[str, ...]:
    if len(row) > len(columns):
        row = row[: len(columns)] + _without_empty_end(row[len(columns) :])
    if len(row) != len(columns):
        raise PbError(line, f"{_count(len(row), 'cell')} where there are {_count(len(columns), 'column')}")
    return tuple(map(clean, columns, row))


def _without_empty_end(cells: list[str]) -> list[str]:
    """Spreadsheets put separators after a short row."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _refuse_doubles(column: str, lines: Sequence[int], ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for line, id_ in zip(lines, ids, strict=True):
        if not id_:
            raise PbError(line, f"the {column} is empty")
        if id_ in seen:
            raise PbError(line, f"the {column} {shown(id_)} stands twice")
        seen.add(id_)


def shown(text: str, most: int = 40) -> str:
    """A piece of a file in a message: short, on one line, without characters that steer a terminal."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in text)
    return f"“{plain[:most]}…”" if len(plain) > most else f"“{plain}”"


def write(file: PbFile) -> str:
    """The text of the file: known keys and columns in the order of the format, the others where they were.

    ValueError for a file that would not be one: a missing key, an id with `,` or `;` or the name of a section, two equal
    ids, a row of another length. Line breaks inside cells become spaces.
    """
    meta = {key: clean(key, value) for key, value in file.meta.items()}
    missing = [key for key in OBLIGATORY if not meta.get(key)]
    if missing or any(clean("", key) != key or key.upper() in ("", *SECTIONS) for key in meta):
        raise ValueError(f"META needs {', '.join(missing) or 'keys that are names'}")
    lines = [META, "key;value"]
    lines += [_line((key, meta[key])) for key in in_order(tuple(meta), META_KEYS)]
    for section, table, order in (
        (PROJECTS, file.projects, PROJECT_COLUMNS),
        (VOTES, file.votes, VOTE_COLUMNS),
    ):
        lines += [section, *_table_lines(section, table, order)]
    return "\n".join(lines) + "\n"


def _table_lines(section: str, table: Table, order: Sequence[str]) -> Iterator[str]:
    columns = in_order(table.columns, order)
    if not columns or columns[0] != order[0]:
        raise ValueError(f"the first column of {section} must be {order[0]}")
    yield _line(columns)
    at = [table.columns.index(name) for name in columns]
    ids: set[str] = set()
    for row in table.rows:
        cells = [clean(name, row[place]) for name, place in zip(columns, at, strict=True)]
        id_ = cells[0]
        if not id_ or set(id_) & {",", ";"} or id_.upper() in SECTIONS or id_ in ids:
            raise ValueError(f"no {order[0]}, or one that stands twice: {id_!r}")
        if len(row) != len(columns):
            raise ValueError(f"{len(row)} cells where there are {len(columns)} columns")
        ids.add(id_)
        yield _line(cells)


def in_order(names: Sequence[str], order: Sequence[str]) -> tuple[str, ...]:
    """The known names as the format orders them; unknown ones keep their places."""
    known = iter(sorted((name for name in names if name in order), key=order.index))
    return tuple(next(known) if name in order else name for name in names)


def _line(cells: Iterable[str]) -> str:
    return ";".join(
        f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & {";", '"'} else cell for cell in cells
    )
