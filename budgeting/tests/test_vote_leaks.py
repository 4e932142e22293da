"""Receipts, keys and choices of a vote are met by nobody before the count, and keys and choices by nobody ever; sums of the
count are met by no stranger before the result.

The walk of test_leaks, over the whole site and the editors' side, in a round with votes in it. The control meets the codes
of receipts where they belong: on the public list once the result is there.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from copy import deepcopy

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from budgeting.models import Ballot, BallotChoice, Challenge, Receipt, Round
from budgeting.services import challenges
from budgeting.services.counting import count_round
from budgeting.services.voters import Voter
from radslag.clock import TICK, at
from radslag.tests.background import run_tasks
from radslag.tests.scale import is_full, sampled

from .access_world import World
from .builders import make_ballot, make_proposal, make_user
from .test_leaks import public_addresses, walk

pytestmark = pytest.mark.django_db
VOTERS = [f"rostar{n}@example.org" for n in range(8)]


class Voted(World):
    """The world with eight ballots, one of them challenged and one that somebody wants challenged."""

    def __init__(self) -> None:
        super().__init__()
        dearer = make_proposal(self.round, cost_ore=7_654_32)
        for email in VOTERS:
            make_ballot(self.round, self.proposals["accepted"], dearer, voter=Voter(email=email))
        first, second, *_rest = Receipt.objects.filter(round=self.round).order_by("pk")
        with at(self.round.voting_opens):
            for receipt in (first, second):
                challenges.ask_to_challenge(
                    round_id=self.round.pk, receipt_id=receipt.pk, by=make_user(), reason="Lånad kod."
                )
            challenges.confirm_challenge(challenge_id=first.challenges.get().pk, by=make_user())
        mail.outbox.clear()

    @property
    def secrets(self) -> dict[str, str]:
        """What must not be met, each with what it is."""
        receipts = Receipt.objects.filter(round=self.round)
        found = dict.fromkeys(receipts.values_list("code", flat=True), "receipt")
        found |= dict.fromkeys(
            Ballot.objects.filter(round=self.round).values_list("voter_key", flat=True), "key"
        )
        return found | dict.fromkeys(VOTERS, "address")

    @property
    def sums(self) -> dict[str, str]:
        """What the count gives and leaves, in öre and in kronor: no two sums of the site have these digits."""
        given, left = 17_654_32, 82_345_68
        return {
            text: "sum"
            for ore in (given, left)
            for text in (str(ore), f"{ore // 100},{ore % 100}", f"{ore // 100}.{ore % 100}")
        }


def starts(world: World) -> list[str]:
    names = ("receipts", "receipt_lookup", "receipt_file", "ballot", "open_data", "count_yourself")
    files = (
        "resultat.csv",
        "resultat.xlsx",
        "resultat.json",
        "rostsedlar.csv",
        "rostsedlar.xlsx",
        "rostsedlar.pb",
        "handelser.json",
        "rakning-1.json",
    )
    return [
        *public_addresses(world),
        *(reverse(f"budgeting:{name}", args=[world.round.pk]) for name in names),
        *(reverse("budgeting:open_data_file", args=[world.round.pk, name]) for name in files),
    ]


def admin_starts(world: World) -> list[str]:
    pages = ["voting", "acts", "edit", "seal"]
    found = [reverse(f"budgeting_round_modeladmin_{name}", args=[world.round.pk]) for name in pages]
    lists = [reverse(f"budgeting_{model}_modeladmin_index") for model in ("round", "proposal", "payment")]
    exports = [f"{address}?export={kind}" for address in lists for kind in ("csv", "xlsx")]
    return [*found, *lists, *exports, "/admin/", "/admin/reports/site-history/"]


def unpacked(body: bytes) -> str:
    """What an answer says; of a workbook, what its parts say."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return " ".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


def met(
    client: Client, addresses: Iterable[str], secrets: dict[str, str], **how: object
) -> dict[str, set[str]]:
    """Addresses at which something was met, with what it was. An address that was asked for may be repeated."""
    found: dict[str, set[str]] = {}
    get = client.get

    def remembering(path, *args, **kwargs):
        response = get(path, *args, **kwargs)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if response.streaming:
            response.streaming_content = [body]
        heads = " ".join(f"{name}: {value}" for name, value in response.headers.items())
        text = re.sub(r"[-\s]|&nbsp;|&#160;", "", f"{unpacked(body)} {heads}").lower()
        kinds = {what for secret, what in secrets.items() if secret.replace("-", "").lower() in text}
        if kinds and path.replace("-", "") not in secrets:
            found[path] = kinds
        return response

    client.get = remembering  # type: ignore[method-assign]
    list(walk(client, addresses, **how))  # type: ignore[arg-type]
    return found


@pytest.fixture(scope="module")
def made(module_db):
    return Voted()


@pytest.fixture
def world(made, db):
    return deepcopy(made)


BEFORE = [(who, when) for who in ("anon", "resident") for when in ("opens", "closes", "counted")]


@pytest.mark.parametrize(("who", "when"), sampled(BEFORE, 2))
def test_before_the_result_a_stranger_meets_no_receipt_key_address_or_sum(world, who, when):
    secrets, round_ = world.secrets | world.sums, world.round
    instants = {
        "opens": round_.voting_opens,
        "closes": round_.voting_closes,
        "counted": round_.result_at - TICK,
    }
    with at(instants[when]):
        if when == "counted":
            for waiting in Challenge.objects.filter(round=round_, at=None, dropped_at=None):
                challenges.drop_request(challenge_id=waiting.pk, by=make_user())
            count_round(round_id=round_.pk)
        assert met(world.client(who), starts(world), secrets, most=100) == {}


@pytest.mark.parametrize("who", ["budget", "super"])
def test_staff_meet_none_of_it_on_the_editors_side_before_or_after(world, who):
    for instant in (world.round.voting_opens, world.round.result_at):
        with at(instant):
            if instant >= world.round.voting_closes:
                count_round(round_id=world.round.pk)
            assert (
                met(
                    world.client(who),
                    admin_starts(world),
                    world.secrets,
                    under="/admin/budgeting/",
                    most=40 if is_full() else 25,
                )
                == {}
            )


def test_with_the_result_the_codes_are_met_on_the_list_and_nothing_else(world):
    with at(world.round.result_at):
        count_round(round_id=world.round.pk)
        everything = met(Client(), starts(world), world.secrets | world.sums, most=100)
    found = {path: kinds - {"sum"} for path, kinds in everything.items() if kinds != {"sum"}}
    sums = {path for path, kinds in everything.items() if "sum" in kinds}
    lists = {reverse(f"budgeting:{name}", args=[world.round.pk]) for name in ("receipts", "receipt_file")}
    assert lists <= set(found), "the control meets the codes where they belong"
    assert set().union(*found.values()) == {"receipt"}
    assert {path.partition("?")[0] for path in found} == lists
    workbook = reverse("budgeting:open_data_file", args=[world.round.pk, "resultat.xlsx"])
    costs = f"{world.programme.url}vad-projekten-kostar.json"
    assert {world.page.url, workbook, costs} <= sums, "the control"


def said_on(client: Client, addresses: Iterable[str]) -> dict[str, str]:
    """What pages say, without what is new in every answer."""
    found = {}
    for address in addresses:
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = body.decode(errors="replace")
        found[address] = re.sub(r"[A-Za-z0-9+/=_-]{32,}", "", text)  # tokens and nonces
    return found


def test_before_the_result_no_page_depends_on_what_the_ballots_say(world):
    """Everybody changes their mind: every page of staff and of the public stays as it was, byte for byte."""
    one, other = world.proposals["accepted"], make_proposal(world.round)
    of_staff = [path for path in admin_starts(world) if "export=xlsx" not in path]
    of_staff += [reverse("budgeting_proposal_modeladmin_index"), world.round.pages.get().url]
    for_strangers = starts(world)
    everything = [*of_staff, *for_strangers]
    with at(world.round.voting_opens + TICK), time_machine.travel(timezone.now(), tick=False):
        client, stranger = world.client("super"), Client()  # "a minute ago" stays so, however long it takes
        # Both read everything; at a small scale staff what is for them, a stranger the rest.
        readers = [(client, everything), (stranger, everything)]
        if not is_full():
            readers = [(client, of_staff), (stranger, for_strangers)]
        said_on(client, of_staff)
        before = [said_on(*reader) for reader in readers]
        changed = BallotChoice.objects.filter(round=world.round, proposal=one).update(proposal=other)
        after = [said_on(*reader) for reader in readers]
        assert changed == len(VOTERS)
        assert not [path for a, b in zip(before, after, strict=True) for path in a if a[path] != b[path]]
        make_ballot(world.round, other, voter=Voter(email="en-till@example.org"))
        turnout = reverse("budgeting_round_modeladmin_voting", args=[world.round.pk])
        assert said_on(client, [turnout])[turnout] != before[0][turnout], (
            "the control: one more voter is seen"
        )


def test_neither_history_nor_mails_to_colleagues_name_a_ballot_or_its_voter(world):
    run_tasks()
    secrets = world.secrets
    written = [str(entry.data) for entry in ModelLogEntry.objects.all()]
    written += [f"{m.subject} {m.body} {m.extra_headers}" for m in mail.outbox]
    assert written and mail.outbox
    for text in written:
        assert not [secret for secret in secrets if secret.lower() in text.lower()]
        assert not re.search(r"röstsedel \d", text.lower())
    assert Round.objects.filter(pk=world.round.pk).exists()
