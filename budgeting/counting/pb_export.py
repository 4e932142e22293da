"""A count as a .pb file that pabulib-checker accepts and that gives the same winners when it is counted again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from budgeting.counting import pb_elections, rules
from budgeting.counting.amounts import plain
from budgeting.counting.command import options_of
from budgeting.counting.elections import Ballot, Election, Project, ProjectId, natural
from budgeting.counting.pabulib import META_KEYS, PROJECT_COLUMNS, PbFile, Table, in_order
from budgeting.counting.rules import Rule, Settings
from budgeting.counting.steps import Result

LABELS: Mapping[Rule, str] = {
    Rule.GREEDY_SKIP: "greedy",
    Rule.GREEDY_STOP: "greedy-no-skip",
    Rule.EQUAL_SHARES: "equalshares",
    Rule.EQUAL_SHARES_FILL: "equalshares",
    Rule.EQUAL_SHARES_ADD1: "equalshares/add1",
    Rule.EQUAL_SHARES_ADD1_FILL: "equalshares/add1",
    Rule.EQUAL_SHARES_COMPARISON: "equalshares/add1",
    Rule.EQUAL_SHARES_PLAIN_COMPARISON: "equalshares",
    Rule.EQUAL_SHARES_ADD1_COMPARISON: "equalshares/add1",
}
"""A count that was also filled or compared has the name of the shares alone, where these give the same winners: for a fill
the format has no name, and what a comparison compares with others break their own ties in."""
UNKNOWN = "unknown"
MAY_BE_EMPTY = frozenset(("category", "beneficiaries", "latitude", "longitude"))
NOT_TOLD = "-"
_NUMBERED = re.compile(r"#(?=[0-9]+:)")


@dataclass(frozen=True, slots=True)
class Vote:
    """One ballot of the file. `voter_id` is new for each export; `method` is internet, paper or empty."""

    voter_id: str
    ballot: Ballot
    method: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """What a file is made of.

    `meta`: what the format asks for and the count does not know: description, country, unit, instance, date_begin,
    date_end, and any other key of the format but those that are counted here. `votes` in the order they shall have: the
    caller has shuffled them. `columns`: more columns of PROJECTS, by name and project. `comments` are numbered here, after
    one with the command that repeats the count.
    """

    meta: Mapping[str, str]
    election: Election
    settings: Settings
    result: Result
    names: Mapping[ProjectId, str]
    votes: Sequence[Vote]
    vote_type: str = "approval"
    columns: Mapping[str, Mapping[ProjectId, str]] = field(default_factory=dict)
    comments: tuple[str, ...] = ()

    @property
    def in_points(self) -> bool:
        return self.vote_type not in ("approval", "choose-1")

    def listed(self) -> list[Project]:
        """The projects in the order of the count. The format has no place for one that costs more than there is."""
        by_id = {project.id: project for project in self.election.projects}
        ordered = [by_id[step.project] for step in self.result.steps]
        return [project for project in ordered if project.cost <= self.election.budget]


def compose(export: Export) -> PbFile:
    """The file. Ballots that name none of its projects are left out; `pabulib.write` gives its text."""
    projects = export.listed()
    ids = {project.id for project in projects}
    votes = [
        replace(vote, ballot=tuple(pair for pair in vote.ballot if pair[0] in ids)) for vote in export.votes
    ]
    votes = [vote for vote in votes if vote.ballot]
    meta = _meta(export, projects, votes)
    file = PbFile(meta, _projects(export, projects, votes), _votes(export, votes))
    return file if _label_is_true(file, export) else replace(file, meta={**meta, "rule": UNKNOWN})


def _meta(export: Export, projects: Sequence[Project], votes: Sequence[Vote]) -> dict[str, str]:
    least, unit = _least_votes(export), export.election.unit
    groups = _groups(projects)
    given = {key: value for key, value in export.meta.items() if value}
    given |= {
        "num_projects": str(len(projects)),
        "num_votes": str(len(votes)),
        "budget": plain(export.election.budget, unit),
        "vote_type": export.vote_type,
        "rule": _label(export, groups, least),
        "comment": _comment([*_remarks(export, groups), *export.comments]),
    }
    if least > 1:
        given["min_project_score_threshold"] = str(least)
    elif given["rule"] == "greedy-threshold" or _somebody_has_none(projects):
        given["min_project_score_threshold"] = "1"
    if sum(project.cost // unit for project in projects) <= export.election.budget // unit:
        given["fully_funded"] = "1"
    given |= _lengths(export, len(projects), [len(vote.ballot) for vote in votes])
    if export.vote_type == "cumulative" and not given.get("max_sum_points"):
        given["max_sum_points"] = str(max((sum(dict(vote.ballot).values()) for vote in votes), default=1))
    meta = {key: value for key, value in given.items() if value}
    return {key: meta[key] for key in in_order(tuple(meta), META_KEYS)}


def repeating(export: Export) -> list[str]:
    """The options of the command that counts the file as it was counted."""
    return options_of(export.settings, votes=_least_votes(export))


def _least_votes(export: Export) -> int:
    """The threshold in votes. One in per cent of the voters is one in votes only where ballots give no points."""
    supporters = 1 if export.in_points else export.result.least_supporters
    return max(export.result.threshold, supporters)


def _somebody_has_none(projects: Sequence[Project]) -> bool:
    """We never fund what nobody voted for; other programs do unless the file has a threshold."""
    return any(project.votes < 1 for project in projects)


def _groups(projects: Iterable[Project]) -> list[list[Project]]:
    found: dict[str, list[Project]] = {}
    for project in sorted(projects, key=lambda project: natural(project.id)):
        if project.group:
            found.setdefault(project.group, []).append(project)
    return [group for group in found.values() if len(group) > 1]


def _label(export: Export, groups: list[list[Project]], least: int) -> str:
    rule = Rule(export.settings.rule)
    if rule is Rule.GREEDY_SKIP and groups:
        return pb_elections.EXCLUSIVE
    if rule is Rule.GREEDY_SKIP and (least > 1 or _somebody_has_none(export.election.projects)):
        return "greedy-threshold"
    return LABELS[rule]


def _remarks(export: Export, groups: list[list[Project]]) -> list[str]:
    remarks = [f"Counted with python -m budgeting.counting FILE {shlex.join(repeating(export))}."]
    if groups:
        listed = " | ".join(",".join(str(project.id) for project in group) for group in groups)
        remarks.append(f"{pb_elections.ALTERNATIVES}{listed}.")
    dear = [project for project in export.election.projects if project.cost > export.election.budget]
    if dear:
        listed = ", ".join(
            f"{project.id} (cost {plain(project.cost, export.election.unit)}, {project.votes} votes)"
            for project in dear
        )
        remarks.append(f"Left out, since the cost is above the budget: {listed}.")
    return remarks


def _comment(remarks: Iterable[str]) -> str:
    return " ".join(f"#{number}: {_NUMBERED.sub('', remark)}" for number, remark in enumerate(remarks, 1))


def _lengths(export: Export, projects: int, lengths: Sequence[int]) -> dict[str, str]:
    """The limits of a ballot as they hold for what stands in the file: a project that was withdrawn shortens ballots."""
    if not lengths:
        return {"min_length": "", "max_length": ""}
    if export.vote_type == "choose-1":
        return {"min_length": "1", "max_length": "1"}
    found = {}
    if least := export.meta.get("min_length"):
        found["min_length"] = str(min([int(least), *lengths]))
    if most := export.meta.get("max_length"):
        found["max_length"] = str(min(int(most), projects))
    return found


def _projects(export: Export, projects: Sequence[Project], votes: Sequence[Vote]) -> Table:
    funded = set(export.result.funded)
    unit = export.election.unit
    columns = {
        "project_id": {project.id: str(project.id) for project in projects},
        "cost": {project.id: plain(project.cost, unit) for project in projects},
        "name": {
            project.id: export.names.get(project.id, "").strip() or str(project.id) for project in projects
        },
        "selected": {project.id: "1" if project.id in funded else "0" for project in projects},
    }
    supporters = dict.fromkeys(columns["cost"], 0)
    score = dict(supporters)
    for vote in votes:
        for id_, points in vote.ballot:
            supporters[id_] += 1
            score[id_] += points
    columns["votes"] = {id_: str(number) for id_, number in supporters.items()}
    if export.in_points:
        columns["score"] = {id_: str(number) for id_, number in score.items()}
    for name, values in export.columns.items():
        if any(values.get(project.id) for project in projects):
            empty = "" if name in MAY_BE_EMPTY else NOT_TOLD
            columns[name] = {project.id: values.get(project.id) or empty for project in projects}
    ordered = in_order(tuple(columns), PROJECT_COLUMNS)
    return Table(ordered, tuple(tuple(columns[name][project.id] for name in ordered) for project in projects))


def _votes(export: Export, votes: Sequence[Vote]) -> Table:
    with_method = bool(votes) and all(vote.method for vote in votes)
    with_points = _needs_points(export, votes)
    rows = []
    for vote in votes:
        ballot = vote.ballot
        if export.in_points:
            ballot = tuple(sorted(ballot, key=lambda pair: (-pair[1], natural(pair[0]))))
        row = [vote.voter_id, ",".join(str(id_) for id_, _points in ballot)]
        if with_points:
            row.append(",".join(str(points) for _id, points in ballot))
        rows.append((*row, vote.method) if with_method else tuple(row))
    columns = ["voter_id", "vote", *["points"] * with_points, *["voting_method"] * with_method]
    return Table(tuple(columns), tuple(rows))


def _needs_points(export: Export, votes: Sequence[Vote]) -> bool:
    """In a ranking the format gives as many points as there are projects on the ballot, down to 1: others are written."""
    if export.vote_type != "ordinal":
        return export.in_points
    return any(
        sorted(points for _id, points in vote.ballot) != list(range(1, len(vote.ballot) + 1))
        for vote in votes
    )


def _label_is_true(file: PbFile, export: Export) -> bool:
    """Whether the file's rule, as everybody knows it, gives the winners of this count.

    The checker leaves decimals out in some places and rounds them in others. It knows equal shares with costs as utility;
    there it can't break a tie of equal cost and votes, and does not end where everything gets money.
    """
    label = file.meta["rule"]
    rule = Rule.GREEDY_SKIP if label == pb_elections.EXCLUSIVE else pb_elections.OWN_RULES[label]
    election = pb_elections.read_election(file)
    if rule.shares_equally and export.vote_type == "approval":
        supported = [project for project in election.projects if project.votes]
        if len({(project.cost // election.unit, project.votes) for project in supported}) < len(supported):
            return False
        if sum(project.cost for project in supported) <= election.budget:
            return False
    if label != pb_elections.EXCLUSIVE:
        election = replace(
            election, projects=tuple(replace(project, group="") for project in election.projects)
        )
    settings = replace(
        export.settings, rule=rule, threshold=pb_elections.threshold(file), threshold_percent=None
    )
    if rule.shares_equally:
        settings = replace(settings, threshold=1, utility=rules.Utility.COST)
    funded = {str(id_) for id_ in export.result.funded}
    without = _without_decimals(election)
    if without != election and not all(step.after for step in export.result.steps if step.funded):
        return False
    each_way = (election,) if without == election else (election, without)
    return all(set(rules.count(each, settings).funded) == funded for each in each_way)


def _without_decimals(election: Election) -> Election:
    unit = election.unit
    projects = tuple(replace(project, cost=project.cost // unit * unit) for project in election.projects)
    return replace(election, projects=projects, budget=election.budget // unit * unit)
