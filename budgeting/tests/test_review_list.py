"""The reviewers’ list: filters, search, counts, export, and what it costs."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from budgeting.models import (
    Question,
)
from budgeting.rules.phases import Phase
from budgeting.services.inquiries import answer_inquiry, ask_applicant
from budgeting.services.proposals import Contact
from budgeting.services.review import accept_proposal, decline_proposal
from budgeting.services.reviewing import Marks, mark_proposal
from radslag.clock import at
from radslag.models import Theme

from .builders import (
    KRONA,
    make_programme,
    make_proposal,
    make_round,
    make_user,
)
from .review_builders import MARK, make_criteria, make_paper, make_reviewer
from .test_admin import make_official, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return make_round(Phase.REVIEW)


@pytest.fixture
def proposal(round_):
    return make_proposal(round_, accepted=False)


@pytest.fixture
def reviewer(round_):
    return make_reviewer(round_)


def test_counts_and_filters_of_the_list(client, round_, reviewer):
    Theme.objects.get_or_create(name="Grönt", slug="gront")
    a, b = (make_proposal(round_, accepted=False, title=t) for t in ("Grillplats", "Bokskåp"))
    paper = make_paper(round_, title="Bänkar")
    accept_proposal(proposal_id=a.pk, by=reviewer)
    ask_applicant(proposal_id=b.pk, by=reviewer, text="Hur?")
    client.force_login(reviewer)
    page = client.get(url("proposal"))
    assert {str(r["label"]): r["n"] for r in page.context["statuses"]}["godkänt"] == 1
    for query, found in {
        "status=accepted": {a},
        "fraga=vantar": {b},
        "fraga=svarad": set(),
        "papper=ja": {paper},
        "papper=nej": {a, b},
        f"av={reviewer.pk}": {a},
        f"round={round_.pk}": {a, b, paper},
        "tema=99999": set(),
        "o=-3": {a, b, paper},
    }.items():
        listed = client.get(f"{url('proposal')}?{query}").context["object_list"]
        assert set(listed) == found, query


def test_the_export_holds_lines_and_answers_as_text_and_no_contact(client, round_, reviewer):
    question = Question.objects.create(round=round_, text="=Vem?")
    make_proposal(
        round_,
        accepted=False,
        lines=(("=1+1", 4_000 * KRONA), ("Jord", 6_000 * KRONA)),
        answers={question.pk: "@Vi"},
        contact=Contact(name=MARK, phone="+46", email="kim@example.org"),
    )
    client.force_login(reviewer)
    exported = b"".join(client.get(url("proposal") + "?export=csv").streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(exported), delimiter=";")
    assert any("Jord" in cell for cell in row.values()) and any("@Vi" in cell for cell in row.values())
    assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert MARK not in exported and "kim@example.org" not in exported
    assert client.get(url("proposal") + "?export=xlsx").status_code == 200


def test_fifty_proposals_take_as_many_queries_as_one(client, round_, reviewer, django_assert_max_num_queries):
    def counted(address):
        client.get(address)  # warm
        with django_assert_max_num_queries(80) as queries:
            response = client.get(address)
            b"".join(response.streaming_content) if response.streaming else response.content
        return len(queries)

    first = make_proposal(round_, accepted=False)
    client.force_login(reviewer)
    addresses = (
        url("proposal"),
        url("proposal") + "?export=csv",
        url("proposal", "edit", first.pk) + "?status=received",
    )
    before = [counted(address) for address in addresses]
    for n in range(49):
        make_proposal(round_, accepted=False, lines=((f"Virke {n}", 10_000 * KRONA),))
    make_proposal(round_, accepted=False)
    assert [counted(address) for address in addresses] in (
        before,
        [before[0], before[1] + 1, before[2] + 1],  # the questions of the answers; the next one
        [before[0], before[1], before[2] + 1],
    )


def test_what_applicants_were_asked_waits_for_the_reviewer(client, round_, proposal, reviewer):
    inquiry = ask_applicant(proposal_id=proposal.pk, by=reviewer, text="Hur?")
    client.force_login(reviewer)
    home = reverse("wagtailadmin_home")
    assert "väntar på den sökande" in client.get(home).content.decode()
    answer_inquiry(inquiry_id=inquiry.pk, by=proposal.author, text="Så.")
    assert "har fått svar" in client.get(home).content.decode()
    accept_proposal(proposal_id=proposal.pk, by=reviewer)
    assert "har fått svar" not in client.get(home).content.decode()


def test_the_search_finds_words_and_numbers_and_the_counts_follow(client, round_, reviewer):
    a, b = (make_proposal(round_, accepted=False, title=t) for t in ("Röd bänk", "Bänk i skogen"))
    accept_proposal(proposal_id=a.pk, by=reviewer)
    client.force_login(reviewer)
    for words, found in {
        "bänk": {a, b},
        "skogen bänk": {b},
        f"{b.number}": {b},
        f"#{a.number}": {a},
        "finns inte": set(),
        "%": set(),
        "9" * 30: set(),
    }.items():
        page = client.get(url("proposal"), {"q": words})
        assert set(page.context["object_list"]) == found, words
        assert page.context["statuses"][0]["n"] == len(found)
    page = client.get(url("proposal"), {"q": "bänk", "status": "accepted"})
    assert list(page.context["object_list"]) == [a]
    assert [r["n"] for r in page.context["statuses"]][:3] == [2, 1, 1]


def test_contact_details_are_neither_found_nor_told_by_the_list(client, round_, reviewer):
    make_proposal(round_, accepted=False, contact=Contact(name="Kim Ek", phone="070-123", email="kim@ex.org"))
    client.force_login(reviewer)
    for words in ("Kim Ek", "070-123", "kim@ex.org"):
        page = client.get(url("proposal"), {"q": words})
        assert not list(page.context["object_list"])
    assert len(client.get(url("proposal"), {"applicant__name__startswith": "X"}).context["object_list"]) == 1


def test_the_review_begins_at_the_first_that_can_be_decided(client, round_, reviewer):
    decided, own, first, _more = (
        make_proposal(round_, accepted=False, author=author) for author in (None, reviewer, None, None)
    )
    accept_proposal(proposal_id=decided.pk, by=make_user())
    client.force_login(reviewer)
    page = client.get(url("proposal"), {"round": round_.pk})
    assert page.context["start_url"] == f"{url('proposal', 'edit', first.pk)}?round={round_.pk}"
    assert own.number < first.number
    with at(round_.voting_opens):
        assert client.get(url("proposal")).context["start_url"] == ""
    client.force_login(make_official(round_.programme, permissions=("view_proposal",)))
    assert client.get(url("proposal")).context["start_url"] == ""


def test_the_round_is_said_once_where_one_is_chosen(client, round_, reviewer):
    make_proposal(round_, accepted=False)
    client.force_login(reviewer)
    assert "field-round" in client.get(url("proposal")).content.decode()
    page = client.get(url("proposal"), {"round": round_.pk})
    assert "field-round" not in page.content.decode() and page.context["chosen_filters"] == [round_.name]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_a_spreadsheet_holds_no_formula_of_a_resident(client, round_, reviewer, start):
    proposal = make_proposal(round_, accepted=False, title=f"{start} x", what=f"{start} y")
    decline_proposal(proposal_id=proposal.pk, by=reviewer, reason=f"{start} z")
    client.force_login(reviewer)
    exported = b"".join(client.get(url("proposal") + "?export=xlsx").streaming_content)
    cells = [c for row in load_workbook(io.BytesIO(exported)).active.iter_rows(min_row=2) for c in row]
    assert not [c for c in cells if c.data_type == "f"]
    assert not [c.value for c in cells if isinstance(c.value, str) and c.value.startswith(tuple("=+-@＝\t"))]


def test_the_export_holds_the_selection_and_nothing_that_reviewers_say_to_each_other(
    client, round_, reviewer
):
    a, b = (make_proposal(round_, accepted=False, title=t) for t in ("Bänk", "Gunga"))
    criterion = make_criteria(round_, f"{MARK} kriterium")[0]
    for proposal in (a, b):
        marks = Marks(scores={criterion.pk: 1}, note=f"{MARK} anteckning")
        mark_proposal(proposal_id=proposal.pk, by=reviewer, marks=marks)
    client.force_login(reviewer)
    exported = b"".join(client.get(url("proposal"), {"export": "csv", "q": "gunga"}).streaming_content)
    assert b"Gunga" in exported and "Bänk" not in exported.decode() and MARK not in exported.decode()


@pytest.mark.parametrize("who", ["anonymous", "resident", "editor", "other_branch"])
def test_the_list_and_its_export_are_for_those_who_may_read_proposals(client, round_, who):
    make_proposal(round_, accepted=False, title=MARK)
    people = {
        "resident": make_user,
        "editor": lambda: make_official(round_.programme, permissions=("change_round",)),
        "other_branch": lambda: make_official(make_programme(), permissions=("change_proposal",)),
    }
    if who in people:
        client.force_login(people[who]())
    for query in ({}, {"export": "csv"}, {"export": "xlsx"}, {"q": MARK}):
        response = client.get(url("proposal"), query)
        text = b"".join(response.streaming_content) if response.streaming else response.content
        rows = text.decode(errors="ignore").replace(f'value="{MARK}"', "")
        assert MARK not in rows and response.status_code in ((200,) if who == "other_branch" else (302, 403))


def test_the_first_page_counts_what_the_person_can_still_decide(client):
    round_ = make_round(Phase.REVIEW, reviewers_needed=2)
    a, b = (make_reviewer(round_) for _ in range(2))
    said, _fresh = (make_proposal(round_, accepted=False) for _ in range(2))
    make_proposal(round_, accepted=False, author=a)
    accept_proposal(proposal_id=said.pk, by=a)
    for reviewer, words in ((a, "1 förslag att besluta om"), (b, "3 förslag att besluta om")):
        client.force_login(reviewer)
        assert words in client.get(reverse("wagtailadmin_home")).content.decode()
