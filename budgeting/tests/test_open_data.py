"""The open data of a round: what its files hold, when they are published, and that anyone comes to the same result with them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shlex
import subprocess
import sys
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import PageViewRestriction

from budgeting.counting.inputs import canonical
from budgeting.counting.pabulib import parse
from budgeting.models import Ballot, Proposal, Receipt, VoterIdentity
from budgeting.rules.phases import Phase
from budgeting.services.ballot_files import make_due_files
from budgeting.services.counting import count_round
from budgeting.services.recounts import recount
from budgeting.services.sealing import seal_round
from radslag.clock import TICK, at

from .builders import DAY, cancel, make_ballot, make_proposal, make_round_page
from .pabulib_files import errors_of
from .test_count import funded, make_voted_round
from .test_recounts import damage, override
from .test_views import text_of

pytestmark = pytest.mark.django_db
FILES = ("resultat.csv", "resultat.xlsx", "resultat.json", "handelser.json", "rakning-1.json")
OF_BALLOTS = ("rostsedlar.csv", "rostsedlar.pb", "rostsedlar.xlsx")
SHARES = "equal_shares_add1_fill"
POINTS = {"ballot_kind": "points", "points_total": 10, "points_most": 5}


def get(round_, name, client=None):
    return (client or Client()).get(reverse("budgeting:open_data_file", args=[round_.pk, name]))


def page(round_, name="open_data"):
    return Client().get(reverse(f"budgeting:{name}", args=[round_.pk]))


def make_counted(*, ballots=9, **terms):
    """Example E1, with more of the first ballot where more are asked for."""
    votes = (ballots, min(ballots, 7), min(ballots, 5), min(ballots, 2))
    round_ = make_voted_round(Phase.RESULT, votes=votes, **terms)
    count_round(round_id=round_.pk)
    return round_


def seal(round_):
    with at(round_.seal_at + DAY):
        seal_round(round_id=round_.pk)
    make_due_files()


def statuses(round_, names):
    return [get(round_, name).status_code for name in names]


# When


@pytest.mark.parametrize("name", ["open_data", "count_yourself"])
def test_nothing_is_there_before_the_result(name):
    round_ = make_counted()
    with at(round_.result_at - TICK):
        assert page(round_, name).status_code == 404
        assert statuses(round_, (*FILES, *OF_BALLOTS)) == [404] * 8
    with at(round_.result_at):
        assert page(round_, name).status_code == 200


def test_a_cancelled_round_has_none():
    round_ = make_voted_round(Phase.VOTING)
    cancel(round_)
    with at(round_.result_at + DAY):
        assert page(round_).status_code == page(round_, "count_yourself").status_code == 404
        assert statuses(round_, FILES) == [404] * 5


def test_totals_come_with_the_result_and_ballots_when_sealed_and_fifty_have_voted():
    few, many = make_counted(ballots=49), make_counted(ballots=50)
    for round_ in (few, many):
        assert statuses(round_, (*FILES, *OF_BALLOTS)) == [200] * 5 + [404] * 3
        seal(round_)
    assert statuses(few, OF_BALLOTS) == [404] * 3
    assert statuses(many, OF_BALLOTS) == [200] * 3
    assert "Färre än 50 röstade" in text_of(page(few))


def test_equal_shares_show_a_fingerprint_first_and_the_file_when_sealed():
    round_ = make_counted(ballots=50, rule=SHARES)
    count = round_.counts.get()
    assert get(round_, "rakning-1.json").status_code == 404
    shown = text_of(page(round_, "count_yourself"))
    assert count.inputs_hash in shown and "Inte än" in shown and "python -m" not in shown
    seal(round_)
    body = get(round_, "rakning-1.json").content
    assert hashlib.sha256(body).hexdigest() == count.inputs_hash
    assert "python -m budgeting.counting rakning-1.json" in text_of(page(round_, "count_yourself"))
    saved_as = get(round_, "rakning-1.json")["Content-Disposition"]
    assert saved_as == 'attachment; filename="rakning-1.json"', "the command names the file that one gets"


def test_of_few_ballots_not_even_the_fingerprint_is_told():
    round_ = make_counted(ballots=49, rule=SHARES)
    count = round_.counts.get()
    seal(round_)
    told = [page(round_), page(round_, "count_yourself"), *(get(round_, name) for name in FILES[:4])]
    for response in told:
        assert response.status_code == 200
        assert count.inputs_hash not in response.content.decode(errors="replace")
        assert count.result_hash not in response.content.decode(errors="replace")
    assert get(round_, "rakning-1.json").status_code == 404


def test_how_many_gave_points_is_not_told_where_few_voted():
    page_ = make_round_page(Phase.RESULT, **POINTS)
    round_ = page_.round
    proposal = make_proposal(round_)
    for _n in range(19):
        make_ballot(round_, proposal, points={proposal.pk: 3})
    count_round(round_id=round_.pk)
    assert get(round_, "rakning-1.json").status_code == 404
    assert json.loads(get(round_, "resultat.json").content)["proposals"][0]["supporters"] is None
    assert "Färre än 20 röstade" in text_of(page(round_))


def test_channels_are_told_when_neither_is_small():
    for paper, told in ((4, False), (5, True)):
        page_ = make_round_page(Phase.RESULT, identity=VoterIdentity.CODES)
        proposal = make_proposal(page_.round)
        assert proposal
        rows = [
            Receipt(
                round=page_.round,
                voter_key=f"k{n}",
                code=f"AAA-BBB-{n:03}",
                channel="paper" if n < paper else "web",
            )
            for n in range(30)
        ]
        Receipt.objects.bulk_create(rows)
        count_round(round_id=page_.round_id)
        channels = json.loads(get(page_.round, "resultat.json").content)["channels"]
        assert [row["ballots"] for row in channels] == ([25, 5] if told else [])
        assert ("På papper" in text_of(Client().get(page_.url))) is told
        receipts = text_of(Client().get(reverse("budgeting:receipts", args=[page_.round_id])))
        assert ("På papper" in receipts) is told


# What


def test_the_tables_say_what_the_page_says():
    round_ = make_counted()
    lines = list(
        csv.reader(io.StringIO(get(round_, "resultat.csv").content.decode("utf-8-sig")), delimiter=";")
    )
    assert [line[2] for line in lines[1:]] == ["A", "B", "C", "D"]
    assert [line[8] for line in lines[1:]] == ["1", "0", "1", "1"]
    assert lines[2][11].startswith("Fick 7 röster. Kostar 50")
    value = json.loads(get(round_, "resultat.json").content)
    assert value["licence"]["name"] == "CC0 1.0" and value["result"]["ballots"] == 9
    assert [row["cost_ore"] for row in value["proposals"]] == [6000, 5000, 3000, 1000]
    assert set(value["proposals"][0]) == set(value["columns"])
    book = load_workbook(io.BytesIO(get(round_, "resultat.xlsx").content))
    assert book.sheetnames == ["Förslag", "Omgången", "Kolumner"]
    assert [row[2].value for row in book["Förslag"].rows][1:] == ["A", "B", "C", "D"]
    shown = text_of(page(round_))
    assert all(column.value in shown for column in book["Kolumner"]["A"])


def test_what_begins_a_formula_is_quoted_for_spreadsheets_and_not_elsewhere():
    round_ = make_counted(ballots=50)
    for number, start in enumerate(("=1+1", "+1", "-1", "@x"), 1):
        damage(
            "UPDATE budgeting_proposal SET title = %s WHERE round_id = %s AND number = %s",
            start,
            round_.pk,
            number,
        )
    seal(round_)
    lines = list(
        csv.reader(io.StringIO(get(round_, "resultat.csv").content.decode("utf-8-sig")), delimiter=";")
    )
    assert {line[2] for line in lines[1:]} == {"'=1+1", "'+1", "'-1", "'@x"}
    book = load_workbook(io.BytesIO(get(round_, "resultat.xlsx").content))
    assert book["Förslag"]["C2"].value == "'=1+1"
    assert ";=1+1;" in get(round_, "rostsedlar.pb").content.decode()


def test_the_headers_are_those_of_a_file_that_everyone_may_keep():
    round_ = make_counted()
    kinds = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
    for name in ("resultat.csv", "resultat.json"):
        response = get(round_, name)
        assert response["Content-Type"] == kinds[name.split(".")[1]]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Disposition"].startswith('attachment; filename="resultat-')
        assert response["Cache-Control"] == "public, max-age=300"
    PageViewRestriction.objects.create(page=round_.pages.get(), restriction_type="password", password="x")
    assert get(round_, "resultat.csv").status_code == 404
    for name in (
        "resultat",
        "resultat.exe",
        "rakning-0.json",
        "rakning-2.json",
        "rakning-99999.json",
        "..%2Fx",
    ):
        assert get(round_, name).status_code == 404


def test_ballots_stand_in_the_files_without_anything_of_their_voters():
    round_ = make_counted(ballots=50)
    keys = set(Ballot.objects.filter(round=round_).values_list("voter_key", flat=True))
    codes = set(Receipt.objects.filter(round=round_).values_list("code", flat=True))
    seal(round_)
    keys |= set(Ballot.objects.filter(round=round_).values_list("voter_key", flat=True))
    ids = {str(pk) for pk in Ballot.objects.filter(round=round_).values_list("pk", flat=True)}
    for name in ("rostsedlar.csv", "rostsedlar.pb"):
        text = get(round_, name).content.decode()
        assert not [word for word in keys | codes | ids if word in text]
        assert text == get(round_, name).content.decode(), "the same whenever it is asked for"
    file = parse(get(round_, "rostsedlar.pb").content.decode())
    assert set(file.votes.columns) == {"voter_id", "vote"}
    lines = get(round_, "rostsedlar.csv").content.decode("utf-8-sig").split()
    assert sum("1 2 3 4" in line for line in get(round_, "rostsedlar.csv").content.decode().splitlines()) == 2
    assert lines


def test_no_page_counts_and_the_files_of_ballots_are_made_once_by_a_worker(monkeypatch):
    round_ = make_counted(ballots=50, rule=SHARES)
    with at(round_.seal_at + DAY):
        seal_round(round_id=round_.pk)
    early = get(round_, "rostsedlar.pb")
    assert (early.status_code, early["Retry-After"], early["Cache-Control"]) == (503, "60", "no-store")
    assert "Görs i ordning" in text_of(page(round_))
    assert make_due_files() == 1 and make_due_files() == 0
    for module in (
        "budgeting.for_programs.counts.count",
        "budgeting.counting.rules.count",
        "budgeting.for_programs.results.parse",
    ):
        monkeypatch.setattr(module, None)
    assert "Görs i ordning" not in text_of(page(round_))
    assert statuses(round_, (*FILES, *OF_BALLOTS)) == [200] * 8
    book = load_workbook(io.BytesIO(get(round_, "rostsedlar.xlsx").content))
    assert book.sheetnames == ["Röstsedlar", "Kolumner"] and len(list(book["Röstsedlar"].rows)) == 51


def test_a_file_of_ballots_follows_a_title_and_the_older_one_is_removed():
    round_ = make_counted(ballots=50)
    seal(round_)
    first = get(round_, "rostsedlar.pb").content
    damage("UPDATE budgeting_proposal SET title = 'Nytt' WHERE round_id = %s AND number = 1", round_.pk)
    assert get(round_, "rostsedlar.pb").status_code == 503
    assert make_due_files() == 1
    second = get(round_, "rostsedlar.pb").content
    assert b";Nytt;" in second and b";Nytt;" not in first
    folders, files = default_storage.listdir(f"open-data/{round_.pk}")
    assert len(folders) == 1 and not files


def test_asking_for_the_head_of_a_file_makes_nothing(monkeypatch):
    round_ = make_counted(ballots=50)
    seal(round_)
    for maker in (
        "for_programs.results.as_xlsx",
        "for_programs.ballot_files.read",
        "views.open_data.published_inputs",
    ):
        monkeypatch.setattr(f"budgeting.{maker}", pytest.fail)
    address = reverse("budgeting:open_data_file", args=[round_.pk, "x"])[:-1]
    for name, status in (
        ("resultat.xlsx", 200),
        ("rostsedlar.pb", 200),
        ("rakning-1.json", 200),
        ("rakning-2.json", 404),
    ):
        assert Client().head(address + name).status_code == status


def test_ballots_are_counted_as_they_stand_in_the_file_and_not_as_they_were_given():
    round_ = make_counted(ballots=50)
    with at(round_.result_at):
        override(round_, withdrawn=[1])
    seal(round_)
    assert round_.counts.first().ballots == 50
    assert statuses(round_, OF_BALLOTS) == [404] * 3
    assert "Färre än 50 röstsedlar har något förslag som är med" in text_of(page(round_))


def test_a_decision_comes_before_the_count_that_follows_it_in_the_same_instant():
    round_ = make_counted()
    with at(round_.result_at):
        override(round_, withdrawn=[1])
        damage(
            "UPDATE budgeting_count SET counted_at = (SELECT at FROM budgeting_roundact WHERE id = act_id)"
            " WHERE round_id = %s AND act_id IS NOT NULL",
            round_.pk,
        )
    events = json.loads(get(round_, "handelser.json").content)
    when = {(event["event"], event.get("number")): event["at"] for event in events}
    assert when["override", None] == when["counted", 2]
    assert list(when).index(("override", None)) < list(when).index(("counted", 2))


# The same result


@pytest.mark.parametrize(
    "terms", [{}, {"rule": "greedy_stop"}, {"threshold": 3}, {"rule": SHARES}, {"rule": "equal_shares"}]
)
def test_the_file_and_the_program_of_the_page_repeat_the_count(tmp_path, terms):
    round_ = make_counted(ballots=50, **terms)
    seal(round_)
    count = round_.counts.get()
    program = Client().get(reverse("budgeting:counting_program"))
    assert program["Content-Type"] == "application/zip" and b"LICENSE" in program.content
    ZipFile(io.BytesIO(program.content)).extractall(tmp_path)
    folder = tmp_path / "rakneprogram"
    for name in ("rakning-1.json", "rostsedlar.pb"):
        (folder / name).write_bytes(get(round_, name).content)
    counted = _run(folder, "rakning-1.json")
    assert (counted["inputs_sha256"], counted["result_sha256"]) == (count.inputs_hash, count.result_hash)
    numbers = dict(Proposal.objects.filter(round=round_).values_list("title", "number"))
    winners = [str(numbers[title]) for title in funded(count)]
    assert counted["funded"] == winners
    text = (folder / "rostsedlar.pb").read_text(encoding="utf-8")
    assert errors_of(text) == {}
    comment = parse(text).meta["comment"]
    options = shlex.split(comment.split("FILE ")[1].split(".")[0])
    assert set(_run(folder, "rostsedlar.pb", *options)["funded"]) == set(winners)
    assert "CC0 1.0" in comment


def _run(folder, *arguments):
    command = [
        sys.executable,
        "-I",
        "-c",
        "import sys, runpy; sys.path.insert(0, '.'); runpy.run_module('budgeting.counting', run_name='__main__')",
    ]
    done = subprocess.run(
        [*command, *arguments, "--json"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_count_keeps_its_file():
    round_ = make_counted()
    with at(round_.result_at):
        override(round_, withdrawn=[1])
    first, second = (json.loads(get(round_, f"rakning-{n}.json").content) for n in (1, 2))
    assert [row[0] for row in first["projects"]] == [1, 2, 3, 4]
    assert [row[0] for row in second["projects"]] == [2, 3, 4]
    shown = text_of(page(round_, "count_yourself"))
    assert "rakning-2.json --explain" in shown and "Tidigare räkningar" in shown


# The events


def test_the_events_are_a_chain_that_anyone_can_follow():
    round_ = make_counted()
    recount(round_id=round_.pk)
    with at(round_.result_at):
        override(round_, withdrawn=[1], reason="Sökanden har flyttat.")
    events = json.loads(get(round_, "handelser.json").content)
    assert {"counted", "recounted", "override"} == {event["event"] for event in events}
    digest = ""
    for event in events:
        told = event.pop("digest")
        digest = hashlib.sha256(f"{digest}\n{canonical(event)}".encode()).hexdigest()
        assert told == digest
    assert digest in text_of(page(round_))
    seal(round_)
    assert json.loads(get(round_, "handelser.json").content)[-2]["digest"] == digest, (
        "an older one is found again"
    )


def test_queries_do_not_grow():
    asked = []
    for ballots in (5, 40):
        round_ = make_counted(ballots=ballots)
        for name in ("open_data", "count_yourself"):
            page(round_, name)
            with CaptureQueriesContext(connection) as queries:
                page(round_, name)
            asked.append(len(queries))
    assert asked[:2] == asked[2:] and max(asked) <= 25
