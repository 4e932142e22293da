"""What a .pb file says: its election, its rule, its winners. Money becomes whole smallest units, exactly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from budgeting.counting.elections import Ballot, Election, Project, ProjectId, natural, tally
from budgeting.counting.pabulib import VOTE_TYPES, PbError, PbFile, shown
from budgeting.counting.rules import Rule

NEEDED_KEYS = ("num_projects", "num_votes", "budget", "vote_type")
LEAST_DECIMALS = 2
MOST_DECIMALS = 20
MOST_DIGITS = 18
WITHDRAWN = "999999999"
"""The cost by which files mark a project that was withdrawn after voting: it is no candidate, and does not end a count."""
POINT_TYPES = frozenset(("cumulative", "scoring"))
OWN_RULES: Mapping[str, Rule] = {
    "greedy": Rule.GREEDY_SKIP,
    "greedy-threshold": Rule.GREEDY_SKIP,
    "greedy-no-skip": Rule.GREEDY_STOP,
    "equalshares": Rule.EQUAL_SHARES,
    "equalshares/add1": Rule.EQUAL_SHARES_ADD1,
    "equalshares-comparison": Rule.EQUAL_SHARES_PLAIN_COMPARISON,
    "equalshares/add1-comparison": Rule.EQUAL_SHARES_ADD1_COMPARISON,
}
"""The rules of the format that are ours, by the format's names."""
EXCLUSIVE = "greedy-exclusive"
ALTERNATIVES = "At most one of each: "
"""In META comment, before the projects that exclude each other: ids joined by commas, groups by " | "."""
_ALTERNATIVES = re.compile(re.escape(ALTERNATIVES) + r"([^#.]+)")
_NUMBER = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_WHOLE = re.compile(r"-?[0-9]+(?:\.0+)?")


def read_election(file: PbFile) -> Election:
    """The election of a file. PbError with line and reason where it can't be counted as it stands.

    Ids are texts. Votes are counted from the ballots; what the file says of them is compared by `differences`.
    """
    for key in NEEDED_KEYS:
        if not file.meta.get(key):
            raise PbError(file.line_of(key), f"META has no {key}")
    if file.meta["vote_type"] not in VOTE_TYPES:
        raise PbError(
            file.line_of("vote_type"), f"no vote_type of the format: {shown(file.meta['vote_type'])}"
        )
    _check_number(file, "num_projects", len(file.projects.rows), "projects")
    _check_number(file, "num_votes", len(file.votes.rows), "votes")
    projects = [(line, row["project_id"], row["cost"]) for line, row in file.projects.numbered()]
    budget_line = file.line_of("budget")
    amounts = [_decimal(budget_line, "budget", file.meta["budget"])]
    amounts += [_decimal(line, "cost", cost) for line, _id, cost in projects]
    places = max(LEAST_DECIMALS, *(len(decimals) for _whole, decimals in amounts))
    budget, *costs = (int(whole + decimals.ljust(places, "0")) for whole, decimals in amounts)
    if budget < 0:
        raise PbError(budget_line, "the budget is negative")
    for (line, _id, _cost), cost in zip(projects, costs, strict=True):
        if cost <= 0:
            raise PbError(line, "the cost must be more than 0")
    groups = alternatives(file)
    ballots = _ballots(file, [id_ for _line, id_, _cost in projects])
    candidates = [
        Project(id_, cost, group=groups.get(id_, ""))
        for (_line, id_, said), cost in zip(projects, costs, strict=True)
        if said != WITHDRAWN or cost <= budget
    ]
    return Election(tally(candidates, ballots), budget, ballots, unit=10**places)


def _check_number(file: PbFile, key: str, number: int, noun: str) -> None:
    if not _WHOLE.fullmatch(file.meta[key]) or int(file.meta[key].partition(".")[0]) != number:
        raise PbError(
            file.line_of(key), f"{key} is {shown(file.meta[key])}, but the file has {number} {noun}"
        )


def _decimal(line: int, name: str, text: str) -> tuple[str, str]:
    """The digits before and after the point."""
    match = _NUMBER.fullmatch(text)
    if not match:
        hint = (
            ": decimals come after a point, and nothing groups thousands"
            if set(text) & {",", " ", "\xa0"}
            else ""
        )
        raise PbError(line, f"the {name} is no number: {shown(text)}{hint}")
    sign, whole, decimals = match[1], match[2], (match[3] or "").rstrip("0")
    if len(whole) > MOST_DIGITS or len(decimals) > MOST_DECIMALS:
        raise PbError(line, f"the {name} has too many digits: {shown(text)}")
    return sign + whole, decimals


def _ballots(file: PbFile, ids: Iterable[str]) -> dict[Ballot, int]:
    """Equal rows are read once, and each pair is kept once: most voters are not alone with their ballot."""
    columns = file.votes.columns
    vote_at = columns.index("vote")
    points_at = columns.index("points") if "points" in columns else None
    vote_type = file.meta["vote_type"]
    if vote_type in POINT_TYPES and points_at is None:
        raise PbError(file.votes.line, f"{vote_type} votes need a column points")
    places = {id_: at for at, id_ in enumerate(sorted(ids, key=natural))}
    pairs: dict[tuple[str, int], tuple[str, int]] = {}
    known: dict[tuple[str, str], Ballot] = {}
    counted: Counter[Ballot] = Counter()
    lines = file.votes.lines or (0,) * len(file.votes.rows)
    for line, row in zip(lines, file.votes.rows, strict=True):
        cells = row[vote_at], "" if points_at is None else row[points_at]
        ballot = known.get(cells)
        if ballot is None:
            named = _ballot(line, *cells, vote_type=vote_type, places=places)
            ballot = known[cells] = tuple(pairs.setdefault(pair, pair) for pair in named)
        counted[ballot] += 1
    return dict(counted)


def _ballot(
    line: int, vote: str, points: str, *, vote_type: str, places: Mapping[str, int]
) -> list[tuple[str, int]]:
    chosen = vote.split(",") if vote else []
    for id_ in chosen:
        if id_ not in places:
            raise PbError(line, f"a vote for {shown(id_)}, which is no project of the file")
    if len(set(chosen)) < len(chosen):
        twice = next(id_ for id_ in chosen if chosen.count(id_) > 1)
        raise PbError(line, f"the project {shown(twice)} stands twice in one vote")
    if vote_type == "choose-1" and len(chosen) != 1:
        raise PbError(line, f"a choose-1 vote names one project, not {len(chosen)}")
    given = _points(line, chosen, points, vote_type)
    pairs = [(id_, each) for id_, each in zip(chosen, given, strict=True) if each]
    return sorted(pairs, key=lambda pair: places[pair[0]])


def _points(line: int, chosen: Sequence[str], points: str, vote_type: str) -> list[int]:
    if vote_type in ("approval", "choose-1"):
        if points:
            raise PbError(line, f"points in a vote of the type {vote_type}")
        return [1] * len(chosen)
    if vote_type == "ordinal" and not points:
        return list(range(len(chosen), 0, -1))
    given = points.split(",") if points else []
    if len(given) != len(chosen):
        raise PbError(line, f"{len(given)} points for {len(chosen)} projects")
    for each in given:
        if not _WHOLE.fullmatch(each) or len(each) > MOST_DIGITS:
            raise PbError(line, f"points that are no whole number: {shown(each)}")
        if each.startswith("-") and vote_type != "scoring":
            raise PbError(line, f"negative points: {shown(each)}")
    return [int(each.partition(".")[0]) for each in given]


def own_rule(file: PbFile) -> Rule | None:
    """The rule of the file where it is one of ours; one about alternatives only when the file tells which they are."""
    name = file.meta.get("rule", "")
    if name == EXCLUSIVE:
        return Rule.GREEDY_SKIP if alternatives(file) else None
    return OWN_RULES.get(name)


def threshold(file: PbFile) -> int:
    """The least votes (points) for money. PbError when the file's own is no whole number."""
    text = file.meta.get("min_project_score_threshold") or "1"
    if not _WHOLE.fullmatch(text) or len(text) > MOST_DIGITS:
        raise PbError(
            file.line_of("min_project_score_threshold"),
            f"min_project_score_threshold is no whole number: {shown(text)}",
        )
    return max(1, int(text.partition(".")[0]))


def alternatives(file: PbFile) -> dict[str, str]:
    """The group of each project that excludes others, from META comment; empty when the file tells of none."""
    match = _ALTERNATIVES.search(file.meta.get("comment", ""))
    if not match:
        return {}
    groups = [[id_.strip() for id_ in group.split(",")] for group in match[1].split("|")]
    ids = {row[0] for row in file.projects.rows}
    if not all(id_ in ids for group in groups for id_ in group):
        return {}
    return {id_: str(number) for number, group in enumerate(groups, 1) for id_ in group}


def names(file: PbFile) -> dict[ProjectId, str]:
    """What the projects are called; their ids where the file has no names."""
    return {
        row["project_id"]: row.get("name") or row["project_id"] for _line, row in file.projects.numbered()
    }


def selected(file: PbFile) -> frozenset[str] | None:
    """The winners by the file's own flags, None where it has none. PbError for a flag that is none.

    1 is a winner of the rule; 2 and 3 got money otherwise, and 0 none.
    """
    if "selected" not in file.projects.columns:
        return None
    found = set()
    for line, row in file.projects.numbered():
        if row["selected"] not in ("", "0", "1", "2", "3"):
            raise PbError(line, f"selected is 0, 1, 2 or 3, not {shown(row['selected'])}")
        if row["selected"] == "1":
            found.add(row["project_id"])
    return frozenset(found)


def differences(file: PbFile, election: Election) -> list[str]:
    """Where the file's columns votes and score are not what its ballots give, and what is no candidate; in sentences."""
    by_id = {project.id: project for project in election.projects}
    found = []
    for line, row in file.projects.numbered():
        project = by_id.get(row["project_id"])
        if project is None:
            found.append(
                f"line {line}: {shown(row['project_id'])} is left out: its cost marks it as withdrawn"
            )
            continue
        for column, counted in (("votes", project.supporters), ("score", project.votes)):
            said = row.get(column, "")
            if said and not (_WHOLE.fullmatch(said) and int(said.partition(".")[0]) == counted):
                found.append(
                    f"line {line}: {column} of {shown(row['project_id'])} is {shown(said)}, "
                    f"but the votes of the file give {counted}"
                )
    return found
