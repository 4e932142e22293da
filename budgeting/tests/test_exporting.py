"""The files of a count: given out by the rules of publication, the same everywhere, and read back with the same winners."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

import budgeting
from budgeting.counting import rules
from budgeting.counting.inputs import fingerprint, read_inputs, result_json
from budgeting.counting.pabulib import PbError, parse
from budgeting.counting.pb_elections import read_election
from budgeting.counting.pb_export import compose
from budgeting.elections.foreign import Wishes, read_foreign_election
from budgeting.for_programs.counts import export_of, published_inputs, published_pb
from budgeting.models import Count
from budgeting.rules.phases import Phase
from budgeting.services.counting import count_round
from budgeting.services.importing import import_round
from budgeting.services.sealing import seal_round
from radslag.clock import at, database_now

from .builders import make_ballot, make_programme, make_proposals, make_round
from .norrby import FIFTY, pb_file
from .pabulib_files import each_real_file, errors_of, real_files
from .test_count import make_voted_round
from .test_recounts import damage, override

pytestmark = pytest.mark.django_db
PROJECT = Path(budgeting.__file__).parent.parent


def imported_count(data: bytes, **wishes: str) -> Count:
    election = read_foreign_election(data, now=database_now(), wishes=Wishes(**wishes))
    page = import_round(programme_id=make_programme().pk, election=election)
    return Count.objects.select_related("round__programme", "act", "inputs").get(round=page.round)


def test_a_round_is_exported_when_it_is_sealed_and_fifty_have_voted(tmp_path: Path, capsys: Any) -> None:
    stored = imported_count(pb_file(votes=FIFTY))
    out, inputs = tmp_path / "out.pb", tmp_path / "inputs.json"
    call_command("export_round", str(stored.round_id), out=str(out), inputs=str(inputs))
    text = out.read_text(encoding="utf-8")
    assert errors_of(text) == {}
    assert hashlib.sha256(inputs.read_bytes()).hexdigest() == stored.inputs_hash
    file = parse(text)
    assert file.meta["currency"] == "EUR"
    assert (file.meta["date_begin"], file.meta["date_end"]) == ("01.04.2022", "14.04.2022")
    assert (file.meta["unit"], file.meta["country"]) == ("Norrby 2022", "Sweden")
    assert file.votes.columns == ("voter_id", "vote")
    assert len(file.votes.rows) == 50
    assert [vote for _id, vote in file.votes.rows] != sorted(vote for _id, vote in file.votes.rows)
    again = imported_count(text.encode(), rule="greedy")
    assert [(step["project"], step["code"], step["cost"]) for step in again.steps] == [
        (step["project"], step["code"], step["cost"]) for step in stored.steps
    ]
    call_command("export_round", str(stored.round_id))
    assert capsys.readouterr().out == text, "the same bytes each time"


def test_what_is_not_published_is_not_exported_either(tmp_path: Path) -> None:
    few = imported_count(pb_file())
    out = tmp_path / "out.pb"
    with pytest.raises(CommandError, match="fewer than 50 ballots"):
        call_command("export_round", str(few.round_id), out=str(out))
    round_ = make_round(Phase.RESULT)
    with pytest.raises(CommandError, match="not counted"):
        call_command("export_round", str(round_.pk))
    proposals = make_proposals(round_, 2)
    for voter in range(50):
        make_ballot(round_, proposals[voter % 2])
    count_round(round_id=round_.pk)
    with pytest.raises(CommandError, match="not sealed"):
        call_command("export_round", str(round_.pk), out=str(out))
    assert not out.exists()
    with at(round_.seal_at):
        seal_round(round_id=round_.pk)
    stored = round_.counts.select_related("round__programme", "act", "inputs").get()
    text = published_pb(stored, now=database_now())
    assert errors_of(text) == {}
    assert parse(text).meta["unit"] == round_.programme.title
    assert published_inputs(stored, now=database_now()) == stored.inputs.text


def test_a_count_of_the_first_version_has_no_inputs_to_export(tmp_path: Path) -> None:
    stored = imported_count(pb_file(votes=FIFTY))
    damage("DELETE FROM budgeting_countinputs WHERE count_id = %s", stored.pk)
    damage("UPDATE budgeting_count SET version = '1' WHERE id = %s", stored.pk)
    inputs = str(tmp_path / "inputs.json")
    with pytest.raises(CommandError, match="an older version of the program, which kept no inputs"):
        call_command("export_round", str(stored.round_id), inputs=inputs)


def test_the_limit_of_a_ballot_is_left_out_when_a_cost_was_raised_after_the_vote() -> None:
    round_ = make_voted_round(Phase.RESULT, votes=(50, 0, 5, 1), ballot_kind="knapsack")
    first = count_round(round_id=round_.pk)
    assert compose(export_of(first)).meta["max_sum_cost"] == "100"
    with at(round_.result_at):
        override(round_, costs={4: 2_000})
    assert "max_sum_cost" not in compose(export_of(round_.counts.first())).meta


@real_files
@each_real_file
def test_real_elections_keep_their_winners_from_file_to_round_to_file(path: Path) -> None:
    data = path.read_bytes()
    wishes = Wishes(rule="greedy" if b"rule;unknown" in data else "")
    try:
        election = read_foreign_election(data, now=database_now(), wishes=wishes)
    except PbError as refused:
        assert "which no round here can hold" in refused.reason or "the limit is 10" in refused.reason
        return
    page = import_round(programme_id=make_programme().pk, election=election)
    stored = Count.objects.select_related("round__programme", "act").get(round=page.round)
    export = export_of(stored)
    text = published_pb(stored, now=database_now())
    assert errors_of(text) == {}
    own = read_election(parse(data))
    plain = rules.count(own, replace(export.settings, contest=None))
    by_number = {number: export.names[number] for number in export.result.funded}
    names = {row["project_id"]: row.get("name", "") for _line, row in parse(data).projects.numbered()}
    assert [title.rstrip("…") for title in by_number.values()] == [
        names[str(id_)][: len(title.rstrip("…"))]
        for id_, title in zip(plain.funded, by_number.values(), strict=True)
    ]
    again = rules.count(read_election(parse(text)), replace(export.settings, contest=None))
    assert [str(id_) for id_ in export.result.funded] == list(again.funded)


def test_the_result_has_one_fingerprint_in_every_process_and_under_other_seeds_and_languages(
    tmp_path: Path,
) -> None:
    stored = imported_count(pb_file(votes=FIFTY), rule="equal-shares-add1-fill")
    file = tmp_path / "inputs.json"
    file.write_text(stored.inputs.text, encoding="utf-8")
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from budgeting.counting.inputs import fingerprint, read_inputs, result_json\n"
        "from budgeting.counting.rules import count\n"
        "inputs = read_inputs(open(sys.argv[2], encoding='utf-8').read())\n"
        "print(fingerprint(result_json(count(inputs.election, inputs.settings))))\n"
    )
    found = {stored.result_hash}
    for seed, locale, zone in (("1", "C", "UTC"), ("2", "tr_TR.UTF-8", "Pacific/Auckland")):
        done = subprocess.run(
            [sys.executable, "-c", program, str(PROJECT), str(file)],
            env={"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone, "PATH": os.defpath},
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
        )
        found.add(done.stdout.strip())
    assert found == {stored.result_hash}
    inputs = read_inputs(stored.inputs.text)
    assert fingerprint(result_json(rules.count(inputs.election, inputs.settings))) == stored.result_hash
    assert json.loads(stored.inputs.text)["currency"] == "EUR"
