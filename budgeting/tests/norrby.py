"""A small .pb file of an election elsewhere, in an invented Norrby."""

from __future__ import annotations

META = {
    "description": "Medborgarbudget i Norrby",
    "country": "Sweden",
    "unit": "Norrby",
    "instance": "2022",
    "budget": "25000",
    "vote_type": "approval",
    "rule": "greedy",
    "date_begin": "01.04.2022",
    "date_end": "14.04.2022",
    "min_length": "1",
    "max_length": "3",
    "currency": "EUR",
}
PROJECTS = (
    "project_id;cost;name;category;description",
    '1;15000;"Grillplats; vid ""Ängen""";utemiljö;Med bord och bänkar.',
    "2;12000;Gårdsfest 🎉;kultur,gemenskap;",
    "4;4000;=Läxhjälp;utbildning;",
    "3;5000.50;Odlingslådor;utemiljö;",
)
VOTES = (
    "voter_id;vote;age;sex",
    "a;1,2,3;36;F",
    "b;1,2;40;M",
    "c;1,2,4;22;F",
    "d;1,3;71;M",
    "e;4;19;F",
)
FIFTY = (VOTES[0], *(f"{n}{vote}" for n in range(10) for vote in VOTES[1:]))
"""The same ballots ten times."""


def pb_file(*, projects: tuple[str, ...] = PROJECTS, votes: tuple[str, ...] = VOTES, **meta: str) -> bytes:
    """The bytes of a file; `meta` changes keys, an empty value takes one out."""
    values = META | {"num_projects": str(len(projects) - 1), "num_votes": str(len(votes) - 1)} | meta
    lines = ["META", "key;value", *(f"{key};{value}" for key, value in values.items() if value)]
    return "\n".join([*lines, "PROJECTS", *projects, "VOTES", *votes, ""]).encode()
