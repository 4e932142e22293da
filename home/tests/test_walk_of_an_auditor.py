"""An auditor who believes nothing: from the public site alone, by its links, with code of their own.

Recounts a round, finds a receipt, follows the chain of its events and a krona to its payment, and tries to learn how somebody
voted. Nothing of the program is used but the pages and files that everyone gets. docs/walks.md tells what the walk costs.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.test import Client

from budgeting.rules.phases import Phase
from budgeting.services.ballot_files import make_due_files
from budgeting.services.counting import count_round
from budgeting.services.projects import keep_projects
from budgeting.services.sealing import seal_round
from budgeting.services.voters import Voter
from budgeting.tests.builders import (
    DAY,
    KRONA,
    make_ballot,
    make_payment,
    make_programme,
    make_proposal,
    make_round,
)
from radslag.clock import at

pytestmark = pytest.mark.django_db
LINK = re.compile(r"<a\b[^>]*?href=\"([^\"]+)\"[^>]*>(.*?)</a>", re.DOTALL)
VOTERS = [f"granne-{n}@example.org" for n in range(60)]


def wishes(voter: int) -> list[int]:
    """Which of the five proposals a voter chooses: no pattern that anybody could sort by."""
    return [
        place for place in range(5) if (voter * voter + 7 * voter * place + 3) % 11 < 4 - (place > 2)
    ] or [4]


class Auditor:
    """A browser without cookies, on the start page. `clicks`: links followed since then."""

    def __init__(self) -> None:
        self.browser, self.clicks = Client(), 0
        self.opens("/")

    def opens(self, path: str) -> str:
        response = self.browser.get(path)
        assert response.status_code == 200 and not response.cookies, path
        self.body = b"".join(response.streaming_content) if response.streaming else response.content
        self.path = path
        return path

    def follows(self, words: str) -> str:
        """Click the first link that says it."""
        links = [(unescape(href), text_of(label)) for href, label in LINK.findall(self.body.decode())]
        found = [href for href, label in links if words in label]
        assert found, f"no link says {words!r} on {self.path}: {[label for _href, label in links]}"
        self.clicks += 1
        return self.opens(found[0])

    def fetches(self, words: str) -> str:
        """The text of a file that a link leads to; the auditor stays on the page."""
        page, body = self.path, self.body
        self.follows(words)
        text, self.path, self.body = self.body.decode("utf-8-sig"), page, body
        return text

    @property
    def text(self) -> str:
        return text_of(self.body.decode())


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).replace("\u2060", "").strip()


@dataclass
class World:
    """What a round left behind, and what its voters know of themselves."""

    round: Any
    winners: set[str]
    receipts: dict[str, str]
    paid: Any


@pytest.fixture
def world() -> World:
    programme = make_programme(title="Mitt Närlunda", show_in_menus=True)
    terms = {"budget_ore": 50_000 * KRONA, "cap_ore": 25_000 * KRONA, "ballot_max": 5}
    round_ = make_round(Phase.RESULT, programme=programme, name="Våren", **terms)
    costs = (18_000, 14_000, 25_000, 14_000, 9_000)
    proposals = [
        make_proposal(round_, title=f"Idé {n}", cost_ore=cost * KRONA) for n, cost in enumerate(costs, 1)
    ]
    receipts = {
        email: make_ballot(
            round_, *(proposals[place] for place in wishes(n)), voter=Voter(email=email)
        ).receipt
        for n, email in enumerate(VOTERS)
    }
    with at(round_.voting_closes):
        count = count_round(round_id=round_.pk)
    with at(round_.result_at):
        keep_projects()
        winners = [o.proposal for o in count.outcomes.select_related("proposal").order_by("rank") if o.funded]
    paid = make_payment(winners[0], 4_000)
    with at(round_.seal_at + DAY):
        seal_round(round_id=round_.pk)
    make_due_files()
    return World(round_, {proposal.title for proposal in winners}, receipts, paid)


def recount(text: str) -> list[str]:
    """The winners of a .pb file by most votes first, past what does not fit; equal votes by the lot of its comment."""
    part, meta, costs, votes = "", {}, {}, Counter[str]()
    for line in csv.reader(io.StringIO(text), delimiter=";"):
        if line and line[0] in ("META", "PROJECTS", "VOTES"):
            part, heads = line[0], None
        elif line and heads is None:
            heads = line
        elif line and part == "META":
            meta[line[0]] = line[1]
        elif line and part == "PROJECTS":
            costs[line[heads.index("project_id")]] = int(line[heads.index("cost")])
        elif line:
            votes.update(line[heads.index("vote")].split(","))
    seed = re.search(r"--ties '?lot:([^' ]+)", meta["comment"])
    assert seed and "--rule greedy " in meta["comment"]

    def place(project: str) -> tuple[int, str]:
        return -votes[project], hashlib.sha256(f"{seed[1]}|{project}".encode()).hexdigest()

    left, won = int(meta["budget"]), []
    for project in sorted(costs, key=place):
        if votes[project] and costs[project] <= left:
            left -= costs[project]
            won.append(project)
    return won


def test_who_believes_nothing_checks_everything_from_the_public_site_alone(world: World) -> None:
    auditor = Auditor()
    auditor.follows("Mitt Närlunda")
    result = auditor.follows("Våren")
    assert all(title in auditor.text for title in world.winners)

    # the count, by other code
    open_data = auditor.follows("Öppna data")
    won = recount(auditor.fetches("rostsedlar.pb"))
    table = list(csv.DictReader(io.StringIO(auditor.fetches("resultat.csv")), delimiter=";"))
    assert [row["Nummer"] for row in table if row["Får pengar"] == "1"] == won
    assert {row["Förslag"] for row in table if row["Får pengar"] == "1"} == world.winners
    inputs = auditor.fetches("rakning-1.json")
    assert hashlib.sha256(inputs.encode()).hexdigest() in auditor.text

    # the chain of what was decided and done
    events = json.loads(auditor.fetches("handelser.json"))
    assert digests(events) == [event["digest"] for event in events] and events[-1]["digest"] in auditor.text
    changed = [dict(event) for event in events]
    changed[0]["at"] = "2020-01-01T00:00:00+00:00"
    assert digests(changed)[-1] != events[-1]["digest"]

    # a receipt
    auditor.follows("Kvitton")
    every = {row[0] for row in csv.reader(io.StringIO(auditor.fetches("csv")), delimiter=";")}
    assert set(world.receipts.values()) <= every
    assert "60" in auditor.text
    assert auditor.clicks <= 10, "a minute's work, but for the code"

    # one krona to its payment
    auditor.opens(result)
    auditor.follows(world.paid.proposal.title)
    assert world.paid.what in auditor.text and "4 000 kr" in auditor.text
    auditor.follows("Vad varje projekt kostar")
    payments = list(
        csv.DictReader(io.StringIO(auditor.fetches("Utbetalningarna för kalkylblad")), delimiter=";")
    )
    assert [row["Vad"] for row in payments] == [world.paid.what]
    assert open_data != result


def digests(events: list[dict[str, Any]]) -> list[str]:
    """The digest of each event, as the page of the files says that it is made."""
    made, last = [], ""
    for event in events:
        value = {name: value for name, value in event.items() if name != "digest"}
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        last = hashlib.sha256(f"{last}\n{text}".encode()).hexdigest()
        made.append(last)
    return made


def test_who_knows_a_voters_address_and_receipt_does_not_learn_how_they_voted(world: World) -> None:
    auditor = Auditor()
    auditor.follows("Mitt Närlunda")
    auditor.follows("Våren")
    auditor.follows("Öppna data")
    names = (
        "rostsedlar.pb",
        "rostsedlar.csv",
        "resultat.csv",
        "resultat.json",
        "handelser.json",
        "rakning-1.json",
    )
    files = {name: auditor.fetches(name) for name in names}
    known = {*VOTERS, *world.receipts.values()}
    assert not [name for name, text in files.items() if any(word in text for word in known)]

    # the order of the file is not the order in which they came, nor that of the receipts
    rows = list(csv.DictReader(io.StringIO(files["rostsedlar.pb"].partition("VOTES\n")[2]), delimiter=";"))
    assert set(rows[0]) == {"voter_id", "vote"} and len(rows) == len(VOTERS)
    as_cast = [{str(place + 1) for place in wishes(n)} for n in range(len(VOTERS))]
    by_receipt = [as_cast[VOTERS.index(email)] for email in sorted(VOTERS, key=world.receipts.__getitem__)]
    in_file = [set(row["vote"].split(",")) for row in rows]
    assert Counter(map(frozenset, in_file)) == Counter(map(frozenset, as_cast)), "the same ballots"
    assert in_file not in (as_cast, as_cast[::-1], by_receipt, by_receipt[::-1])

    # what a receipt's page answers is the same for two who chose differently
    lookup = f"/omgang/{world.round.pk}/kvitton/leta/"
    answers = set()
    for n in (0, 1, 2):
        code = world.receipts[VOTERS[n]]
        asked = Client().post(lookup, {"kvitto": code}, follow=True)
        answers.add(re.sub(r"[\w+/=-]{32,}", "", asked.content.decode().replace(code, "KVITTO")))
        assert "är räknad" in asked.content.decode()
    assert len({tuple(wishes(n)) for n in (0, 1, 2)}) > 1 and len(answers) == 1
