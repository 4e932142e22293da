"""Files in the .pb format for the tests: small ones of our own, and the real ones of RADSLAG_PABULIB_DIR."""

from __future__ import annotations

import contextlib
import io
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pabulib.checker import Checker

from budgeting.counting.elections import Election
from budgeting.counting.pabulib import PbFile, parse
from budgeting.counting.pb_elections import read_election

GIVEN = os.environ.get("RADSLAG_PABULIB_DIR", "")
REAL = sorted(Path(GIVEN).glob("*.pb")) if GIVEN else []
REFERENCE: dict[str, dict[str, Any]] = (
    json.loads(Path(GIVEN, "reference.json").read_text(encoding="utf-8"))["files"] if GIVEN else {}
)
real_files = pytest.mark.skipif(not GIVEN, reason="RADSLAG_PABULIB_DIR is not set")
each_real_file = pytest.mark.parametrize("path", REAL or [Path("none")], ids=lambda path: path.stem)

NARLUNDA = """\
META
key;value
description;Mitt Närlunda pilot
country;Sweden
unit;Helsingborgshem
subunit;Närlunda
instance;2022-Q2
num_projects;4
num_votes;5
budget;25000
vote_type;approval
rule;greedy
date_begin;01.04.2022
date_end;14.04.2022
min_length;1
max_length;3
language;sv
currency;SEK
PROJECTS
project_id;cost;votes;name;category;selected
1;15000;4;"Grillplats; vid ""Ängen""\";utemiljö;1
2;12000;3;Gårdsfest;kultur,gemenskap;0
4;4000;2;Läxhjälp;utbildning;1
3;5000;2;Odlingslådor;utemiljö;1
VOTES
voter_id;vote;voting_method
1;1,2,3;internet
2;1,2;internet
3;1,2,4;internet
4;1,3;paper
5;4;internet
"""
"""The worked example of the specification."""


def small(
    *,
    votes: str = "1;a,b\n2;a\n",
    projects: str = "a;60;Bänk\nb;50;Fest\n",
    budget: str = "100",
    vote_type: str = "approval",
    rule: str = "greedy",
    number: int = 2,
    columns: str = "voter_id;vote",
    more: str = "",
) -> str:
    """A file with two projects and `number` votes, unless told otherwise."""
    return (
        f"META\nkey;value\ndescription;Prov\ncountry;Sweden\nunit;Ort\ninstance;2026\nnum_projects;2\nnum_votes;{number}\n"
        f"budget;{budget}\nvote_type;{vote_type}\nrule;{rule}\ndate_begin;2026\ndate_end;2026\n{more}"
        f"PROJECTS\nproject_id;cost;name\n{projects}VOTES\n{columns}\n{votes}"
    )


@cache
def election_of(path: Path) -> Election:
    """The election of a real file, read once."""
    return read_election(file_of(path))


@cache
def file_of(path: Path) -> PbFile:
    return parse(path.read_bytes())


def errors_of(text: str) -> dict[str, Any]:
    """What pabulib-checker has against the text: nothing for a good file."""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        results = Checker().process_files([text])
    found = [value["results"] for key, value in results.items() if key not in ("metadata", "summary")]
    assert len(found) == 1, said.getvalue()
    return found[0].get("errors", {})
