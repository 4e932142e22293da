"""Nothing private of a proposal reaches who has no part in it: not on a page, in a list, a file, a search or a mail.

Each private field holds a word of its own. A stranger walks through the whole site, and staff of other roles through the
editors' side; none of them may meet a word that is not for them. The same words must be found where they belong, so that
the test can fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from io import BytesIO
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from budgeting.models import Answer, Applicant, Criterion, ProposalDraft, Question
from budgeting.services.inquiries import answer_inquiry
from budgeting.services.money_decisions import ask_for_money
from budgeting.services.payment_requests import enter_payment
from budgeting.services.payments import PaymentWords
from budgeting.services.project_updates import decline, write_as_applicant
from budgeting.services.proposals import Contact
from budgeting.services.review import correct_cost, decline_proposal
from budgeting.services.reviewing import Marks, mark_proposal
from radslag.clock import at
from radslag.models import User
from radslag.tests.background import run_tasks
from radslag.tests.scale import is_full

from .access_world import KINDS, World
from .builders import KRONA

pytestmark = pytest.mark.django_db
MOST = 250 if is_full() else 90
"""So many addresses a walk comes to: all that one could guess, and some that they lead to; at full scale many."""

WORD = re.compile(r"xhemlig[a-z]+q[a-z]+x")
"""Every marker is of this form: letters only, so that no escaping, search or address changes it."""


def word(kind: str, what: str) -> str:
    """The marker of a field of one of the proposals."""
    return f"xhemlig{kind}q{what}x"


def contact(kind: str, email: str = "") -> Contact:
    """Contact details in which each part is a marker."""
    return Contact(
        kind="association",
        organisation=word(kind, "organisation"),
        name=word(kind, "name"),
        phone=word(kind, "phone"),
        email=email or f"{word(kind, 'email')}@example.org",
        co_applicants=word(kind, "coapplicants"),
    )


def texts(kind: str) -> dict[str, object]:
    """What becomes public with the proposal, each part a marker; the contact never does."""
    names = ("title", "what", "benefit", "beneficiaries", "place", "period")
    return {name: word(kind, name) for name in names} | {
        "shown_name": word(kind, "shownname"),
        "contact": contact(kind),
        "lines": ((word(kind, "line"), 5_000 * KRONA), ("Skruv", 5_000 * KRONA)),
    }


PUBLIC_PARTS = ("title", "what", "benefit", "beneficiaries", "place", "period", "shownname", "line")
NEVER = ("organisation", "name", "phone", "email", "coapplicants", "filename", "unsent", "edited", "private")


@pytest.fixture(scope="module")
def made(module_db):
    mail.outbox.clear()
    secrets = Secrets()
    secrets.mails = [*mail.outbox]  # a test begins with an empty outbox
    return secrets


@pytest.fixture
def world(made, db):
    return deepcopy(made)


class Secrets(World):
    """The world with a marker in every field that is private, always or until its instant."""

    def __init__(self) -> None:
        kinds = (*KINDS, "draft", "paper")
        words = {kind: texts(kind) for kind in kinds}
        words["paper"]["contact"] = contact("paper", "paper@example.org")
        words["names"] = {kind: word(kind, "filename") for kind in kinds}
        words["review"] = {
            "inquiry": word("review", "inquiry"),
            "merge": word("review", "merge"),
            "reason": word("declined", "reason"),
        }
        words["project"] = {"text": word("project", "waiting"), "receipt": word("project", "receipt")}
        super().__init__(words)
        self.round.refresh_from_db()
        User.objects.filter(pk=self.author.pk).update(first_name=word("author", "first"), last_name="Ek")
        User.objects.filter(pk=self.reviewer.pk).update(first_name=word("reviewer", "first"), last_name="Ek")
        User.objects.filter(pk=self.people["budget"].pk).update(
            first_name=word("budget", "first"), last_name="Ek"
        )
        self._write_drafts()
        self._review()
        self._follow_up_in_secret()

    def _follow_up_in_secret(self) -> None:
        """What waits for a second person, and a text of the applicant that was declined."""
        budget = self.people["budget"]
        ask_for_money(
            proposal_id=self.funded.pk, amount_ore=100 * KRONA, reason=word("project", "asked"), by=budget
        )
        self.programme.two_people_above_ore = 1
        self.programme.save()
        words = PaymentWords(
            amount_ore=200 * KRONA, paid_on=timezone.localdate(), what=word("project", "entered")
        )
        enter_payment(proposal_id=self.funded.pk, words=words, by=budget)
        text = word("project", "declined")
        declined = write_as_applicant(project_id=self.project.pk, author=self.author, text=text)
        decline(update_id=declined.pk, reason=word("project", "why"), by=budget)

    def _write_drafts(self) -> None:
        """What was changed after sending and not sent, and a draft that nobody sent."""
        for kind, draft in self.drafts.items():
            content = {"title": [word(kind, "unsent")], "name": [word(kind, "unsent")]}
            ProposalDraft.objects.filter(pk=draft.pk).update(content=content, version=2)

    def _review(self) -> None:
        accepted, declined = self.proposals["accepted"], self.proposals["declined"]
        criterion = Criterion.objects.create(round=self.round, text="Ryms på gården", sort_order=1)
        private = Question.objects.create(round=self.round, text="Vem sköter det?", sort_order=9)
        for kind, proposal in self.proposals.items():
            Answer.objects.create(proposal=proposal, question=private, text=word(kind, "private"))
        with at(self.round.submission_closes):
            for proposal in (accepted, declined):
                note = Marks(met={criterion.pk: True}, scores={criterion.pk: 1}, note=word("review", "note"))
                mark_proposal(proposal_id=proposal.pk, by=self.reviewer, marks=note)
            answer_inquiry(inquiry_id=self.inquiry.pk, by=self.author, text=word("review", "answer"))
            correct_cost(
                proposal_id=accepted.pk,
                by=self.reviewer,
                cost_ore=9_000 * KRONA,
                reason=word("accepted", "costreason"),
            )
            decline_proposal(
                proposal_id=self.proposals["paper"].pk, by=self.reviewer, reason=word("paper", "reason")
            )

    @property
    def shown_later(self) -> set[str]:
        """What is private until the instant, and then for everyone."""
        parts = {
            word(kind, part)
            for kind in ("received", "accepted", "declined", "paper")
            for part in PUBLIC_PARTS
        }
        reasons = {word("declined", "reason"), word("paper", "reason"), word("accepted", "costreason")}
        return parts | reasons


def words_in(response: HttpResponse) -> set[str]:
    """The markers in an answer: its body, address and headers."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as sheet:
            body = b"".join(sheet.read(name) for name in sheet.namelist())
    heads = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    return set(WORD.findall(f"{body.decode(errors='replace')} {heads}".lower()))


def walk(
    client: Client, starts: Iterable[str], *, under: str = "/", most: int = MOST
) -> Iterator[tuple[str, set[str]]]:
    """Every address that the site itself leads to, with the markers met there; nothing is sent."""
    waiting, seen = [*starts], set()
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        if path in seen or not path.startswith(under):
            continue
        seen.add(path)
        response = client.get(path)
        found = words_in(response)
        yield path, found
        kind = response.headers.get("Content-Type", "")
        if not response.streaming and kind.partition(";")[0].endswith(("html", "xml")):
            waiting += _links(response.content.decode(), path)


def _links(html: str, base: str) -> Iterator[str]:
    for link in re.findall(r"(?:href|src|content|data-[\w-]+)=\"([^\"#]+)|<loc>([^<]+)", html):
        parts = urlsplit((link[0] or link[1]).replace("&amp;", "&"))
        if parts.netloc not in ("", "localhost", "testserver") or "logout" in parts.path:
            continue
        if parts.path.startswith("/") and not parts.path.startswith(("/static/", "/media/", "/en/")):
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path
        elif parts.path == "" and parts.query:
            yield f"{urlsplit(base).path}?{parts.query}"


def public_addresses(world: World) -> list[str]:
    """What is asked for beside what links lead to: all that one could guess."""
    round_id = world.round.pk
    addresses = ["/", "/sitemap.xml", "/robots.txt", world.programme.url, world.page.url or "/"]
    addresses += [reverse("budgeting:print_proposals", args=[round_id])]
    addresses += [reverse("budgeting:round_calendar", args=[round_id])]
    addresses += [reverse("budgeting:proposal", args=[round_id, number]) for number in range(1, 8)]
    addresses += [world.funded.get_absolute_url(), world.voucher.url, world.project_picture("text").large_url]
    costs = f"{world.programme.url}vad-projekten-kostar"
    addresses += [f"{costs}{ending}" for ending in ("/", "/rss/", ".csv", ".json")]
    addresses += [f"{world.programme.url}utbetalningar.csv"]
    for picture, attachment in world.files.values():
        addresses += [picture.large_url, picture.card_url, picture.share_url, attachment.url]
    addresses += [
        f"/sok/?q={word(kind, part)}" for kind in KINDS for part in ("what", "phone", "unsent", "private")
    ]
    addresses += [f"{world.page.url}?{name}={word('accepted', 'what')}" for name in ("q", "sok", "ord")]
    addresses += [f"{world.programme.url}rss/", f"{world.page.url}rss/", "/nyheter/rss/"]
    return addresses


def leaks(client: Client, starts: Iterable[str], allowed: set[str], **how: object) -> dict[str, set[str]]:
    """Addresses with the markers met there that are not for this reader. A search repeats what was asked for."""
    found = {}
    for path, words in walk(client, starts, **how):  # type: ignore[arg-type]
        extra = words - allowed - set(WORD.findall(path))
        if extra:
            found[path] = extra
    return found


@pytest.mark.parametrize("who", ["anon", "resident", "named"])
def test_before_its_instant_a_stranger_meets_nothing_of_a_proposal(world, who):
    with at(world.now["before"]):
        assert leaks(world.client(who), public_addresses(world), set()) == {}


@pytest.mark.parametrize("who", ["anon", "named"])
def test_from_its_instant_on_a_stranger_meets_what_is_public_and_nothing_else(world, who):
    world.enter("public")
    with at(world.now["public"]):
        client = world.client(who)
        met = dict(walk(client, public_addresses(world)))
    extra = {
        path: words - world.shown_later - set(WORD.findall(path))
        for path, words in met.items()
        if words - world.shown_later - set(WORD.findall(path))
    }
    assert extra == {}
    everything = set().union(*met.values())
    assert world.shown_later <= everything, "what is public is met somewhere: the walk sees what there is"


@pytest.mark.parametrize("who", ["editor", "moder", "editor2", "review2", "budget2"])
def test_staff_without_the_right_meet_nothing_on_the_editors_side(world, who):
    starts = [
        "/admin/",
        "/admin/pages/",
        "/admin/reports/site-history/",
        "/admin/images/",
        "/admin/documents/",
    ]
    starts += [
        reverse(f"budgeting_{model}_modeladmin_index") + query
        for model in ("round", "proposal", "project", "payment")
        for query in ("", "?export=csv", "?export=xlsx", f"?q={word('accepted', 'phone')}")
    ]
    starts += [f"/admin/budgeting/proposal/edit/{proposal.pk}/" for proposal in world.proposals.values()]
    with at(world.now["before"]):
        names_of_staff = {word("reviewer", "first"), word("budget", "first")}  # in the site's history
        assert (
            leaks(world.client(who), starts, names_of_staff, under="/admin/", most=60 if is_full() else 40)
            == {}
        )


def test_an_applicant_meets_the_own_words_and_none_of_the_reviewers(world):
    starts = [reverse("budgeting:my_proposals"), "/mina-sidor/", *public_addresses(world)]
    starts.append(reverse("budgeting:tell_of_project", args=[world.project.pk]))
    reviewers_own = {word("review", "note"), word("reviewer", "first"), word("paper", "phone")}
    with at(world.now["before"]):
        met = dict(walk(world.client("author"), starts))
    everything = set().union(*met.values())
    assert not everything & reviewers_own
    of_staff = {word("project", part) for part in ("asked", "entered", "receipt")} | {word("budget", "first")}
    assert not everything & of_staff
    assert {word("project", part) for part in ("waiting", "declined", "why")} <= everything
    assert {word("draft", "unsent"), word("review", "inquiry"), word("review", "answer")} <= everything


def test_a_reviewer_meets_the_words_that_the_others_do_not(world):
    with at(world.now["before"]):
        client = world.client("budget")
        shown = [
            words_in(client.get(reverse("budgeting_proposal_modeladmin_edit", args=[proposal.pk])))
            for proposal in world.proposals.values()
        ]
        exported = words_in(client.get(reverse("budgeting_proposal_modeladmin_index") + "?export=csv"))
        followed = words_in(client.get(reverse("budgeting_project_modeladmin_edit", args=[world.project.pk])))
    assert {word("project", part) for part in ("waiting", "asked", "entered", "receipt")} <= followed
    met = set().union(*shown)
    for part in ("phone", "email", "coapplicants", "filename", "private"):
        assert word("accepted", part) in met, f"the control must see {part}"
    assert word("review", "note") in met and word("review", "answer") in met
    assert not any(word(kind, part) in met for kind in KINDS for part in ("unsent",)), (
        "drafts are nobody else's"
    )
    assert not any(word(kind, part) in exported for kind in KINDS for part in ("phone", "email", "name"))


def test_mails_carry_only_what_is_for_their_reader(world):
    world.enter("public")
    run_tasks()
    own = {word(kind, part) for kind in KINDS for part in (*PUBLIC_PARTS, "reason", "costreason")}
    allowed = {
        world.author.email: own
        | {word("review", "inquiry"), word("review", "merge"), word("author", "first")}
        | {word("project", "why")},
        "paper@example.org": {word("paper", part) for part in (*PUBLIC_PARTS, "reason")}
        | {word("review", "inquiry"), word("review", "merge")},
    }
    to_confirm = {word("project", "asked"), word("project", "entered"), word("budget", "first")}
    allowed |= {world.people[who].email: to_confirm for who in ("budget", "admin", "super")}
    allowed[world.author.email].add(word("paper", "title"))  # who may merge with another must know with which
    allowed["paper@example.org"].add(word("received", "title"))
    mails = [*world.mails, *mail.outbox]
    assert {world.author.email, "paper@example.org"} <= {to for message in mails for to in message.to}
    for message in mails:
        html = "".join(str(content) for content, _kind in getattr(message, "alternatives", ()))
        met = set(WORD.findall(f"{message.subject} {message.body} {html}".lower()))
        for to in message.to:
            others = met - allowed.get(to, set()) - {word("review", "answer")}
            assert not others, f"{message.subject} to {to}: {others}"


def test_the_applicants_table_is_read_by_no_public_page(world):
    """Beyond the words: whoever asks as a stranger, the table of contact details is not even looked at."""
    world.enter("public")
    with at(world.now["public"]), CaptureQueriesContext(connection) as queries:
        list(walk(Client(), public_addresses(world), most=60))
    table = Applicant._meta.db_table
    assert not [q["sql"] for q in queries.captured_queries if f'"{table}"' in q["sql"]]
