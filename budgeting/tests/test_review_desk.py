"""The page of a review: what is read, done and refused on it, and by whom."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import reverse

from budgeting.models import (
    Act,
    Proposal,
    Question,
)
from budgeting.rules.phases import Phase
from budgeting.services.inquiries import ask_applicant
from budgeting.services.proposals import Contact
from budgeting.services.review import accept_proposal
from budgeting.services.reviewing import Marks, mark_proposal, save_review
from radslag.clock import at

from .builders import (
    KRONA,
    make_programme,
    make_proposal,
    make_round,
    make_staff,
    make_user,
)
from .review_builders import MARK, PAPER, make_criteria, make_reviewer
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


def test_the_page_holds_what_a_reviewer_needs(client, round_, reviewer):
    question = Question.objects.create(round=round_, text="Vem sköter det?")
    make_criteria(round_, "Öppet för alla")
    proposal = make_proposal(
        round_,
        accepted=False,
        lines=(("Virke", 4_000 * KRONA), ("Jord", 6_000 * KRONA)),
        place="Torget",
        answers={question.pk: "Vi på gården"},
        contact=Contact(name="Kim Ek", phone="070-1", email="kim@example.org"),
    )
    client.force_login(reviewer)
    html = client.get(url("proposal", "edit", proposal.pk)).content.decode()
    for words in (
        "Virke",
        "Torget",
        "Vi på gården",
        "Kim Ek",
        "070-1",
        "Öppet för alla",
        proposal.author.email,
    ):
        assert words in html


def test_after_a_decision_the_next_of_the_selection_comes(client, round_, reviewer):
    a, _skipped, c = (make_proposal(round_, accepted=False) for _ in range(3))
    accept_proposal(proposal_id=_skipped.pk, by=make_user())
    client.force_login(reviewer)
    query = f"?round={round_.pk}&status=received"
    assert (
        f"{url('proposal', 'edit', a.pk)}?round={round_.pk}"
        in client.get(url("proposal") + query).content.decode()
    )
    response = client.post(url("proposal", "edit", a.pk) + query, {"decision": "accepted"})
    assert response.url == url("proposal", "edit", c.pk) + query
    response = client.post(url("proposal", "edit", c.pk) + query, {"decision": "saved", "note": "Senare."})
    assert response.url == url("proposal") + query
    assert [p.status for p in Proposal.objects.order_by("number")] == ["accepted", "accepted", "received"]


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "ask", "text": ""},
        {"act": "cost", "cost_ore": "26 000", "reason": "x"},
        {"act": "withdraw", "reason": ""},
        {"act": "merge", "target": "77", "reason": "x"},
        {"act": "merge", "target": "9" * 30, "reason": "x"},
        {"decision": "bort"},
        {},
    ],
)
def test_what_can_not_be_is_shown_at_its_form_and_nothing_is_done(client, proposal, reviewer, sent):
    client.force_login(reviewer)
    response = client.post(url("proposal", "edit", proposal.pk), sent)
    assert response.status_code == 200 and response.context["form"].errors
    assert proposal.moves.count() == 1


def test_each_thing_one_does_on_the_page_calls_its_service(client, proposal, reviewer):
    other = make_proposal(proposal.round, accepted=False)
    client.force_login(reviewer)
    page = url("proposal", "edit", proposal.pk)
    for sent in (
        {"act": "ask", "text": "Vem vattnar?"},
        {"act": "cost", "cost_ore": "9 000 kr", "reason": "Jord finns."},
        {"act": "merge", "target": str(other.number), "reason": "Lika."},
        {"act": "withdraw", "reason": "Per telefon."},
    ):
        assert client.post(page, sent).status_code == 302
    acts = list(proposal.moves.values_list("act", flat=True))
    assert acts == [Act.SENT, Act.ASKED, Act.COST, Act.MERGE_ASKED, Act.WITHDRAWN]


def test_a_reviewer_sees_nothing_that_others_say_of_the_own_proposal(client, round_, reviewer):
    own = make_proposal(round_, accepted=False, author=reviewer)
    mark_proposal(proposal_id=own.pk, by=make_user(), marks=Marks(note=MARK))
    client.force_login(reviewer)
    html = client.get(url("proposal", "edit", own.pk)).content.decode()
    assert MARK not in html and "<form" not in html.split('class="review"')[1]
    assert client.post(url("proposal", "edit", own.pk), {"decision": "accepted"}).status_code == 200
    own.refresh_from_db()
    assert own.status == "received"


@pytest.mark.parametrize("who", ["anonymous", "resident", "editor", "other_branch"])
def test_the_page_and_the_paper_form_are_for_reviewers_of_the_branch(client, round_, proposal, who):
    people = {
        "resident": make_user,
        "editor": lambda: make_official(round_.programme, permissions=("change_round",)),
        "other_branch": lambda: make_official(make_programme(), permissions=("change_proposal",)),
    }
    if who in people:
        client.force_login(people[who]())
    page = url("proposal", "edit", proposal.pk)
    assert client.get(page).status_code in (302, 403)
    for sent in (
        {"decision": "accepted"},
        {"act": "ask", "text": "Hur?"},
        {"act": "withdraw", "reason": "x"},
    ):
        assert client.post(page, sent).status_code in (302, 403)
    response = client.post(url("proposal", "create") + f"?round={round_.pk}", PAPER)
    assert response.status_code in ((200, 302, 403) if who == "other_branch" else (302, 403))
    assert Proposal.objects.count() == 1 and proposal.moves.count() == 1


def test_nothing_that_reviewers_say_reaches_a_page_or_mail_of_the_applicant(client, round_, reviewer):
    a = make_criteria(round_, f"{MARK} kriterium")[0]
    proposal = make_proposal(
        round_, accepted=False, contact=Contact(name=f"{MARK} namn", phone=f"{MARK} 070")
    )
    mail.outbox.clear()
    save_review(
        proposal_id=proposal.pk,
        by=reviewer,
        marks=Marks(met={a.pk: False}, scores={a.pk: 1}, note=f"{MARK} anteckning"),
        decision="accepted",
    )
    inquiry = ask_applicant(proposal_id=proposal.pk, by=reviewer, text="Vem vattnar?")
    client.force_login(proposal.author)
    pages = [
        client.get(reverse("budgeting:my_proposals")),
        client.get(reverse("budgeting:inquiry", args=[inquiry.pk])),
    ]
    with at(round_.proposals_shown):
        pages.append(client.get(proposal.get_absolute_url()))
        pages.append(client.get(round_.page_in("sv").url))
    assert pages[2].status_code == 200
    text = "".join(page.content.decode() for page in pages) + "".join(m.body for m in mail.outbox)
    assert MARK not in text and reviewer.email not in text


def test_a_reviewer_who_saw_another_state_decides_anew_and_loses_no_word(client, round_, proposal, reviewer):
    client.force_login(reviewer)
    page = url("proposal", "edit", proposal.pk)
    sent = {
        "decision": "declined",
        "reason": "Mitt skäl",
        "seen": client.get(page).context["forms"]["decide"]["seen"].value(),
    }
    accept_proposal(proposal_id=proposal.pk, by=make_user())
    refused = client.post(page, sent)
    html = refused.content.decode()
    assert "Något har hänt med förslaget" in html
    assert refused.context["forms"]["decide"]["reason"].value() == "Mitt skäl"
    proposal.refresh_from_db()
    assert proposal.status == "accepted"
    sent["seen"] = refused.context["forms"]["decide"]["seen"].value()
    client.post(page, sent)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reason) == ("declined", "Mitt skäl")


def test_without_a_selection_one_goes_to_what_is_still_to_be_decided(client, round_, reviewer):
    a, decided, own, last = (
        make_proposal(round_, accepted=False, author=author) for author in (None, None, reviewer, None)
    )
    accept_proposal(proposal_id=decided.pk, by=make_user())
    make_proposal(make_round(Phase.REVIEW), accepted=False)
    client.force_login(reviewer)
    assert client.get(url("proposal", "edit", a.pk)).context["left"] == 2
    assert client.post(url("proposal", "edit", a.pk), {"decision": "accepted"}).url == url(
        "proposal", "edit", last.pk
    )
    end = client.post(url("proposal", "edit", last.pk), {"decision": "accepted"}, follow=True)
    assert "sista förslaget" in end.content.decode() and own.status == "received"


def test_who_walks_through_decided_ones_goes_on_among_them(client, round_, reviewer):
    a, _received, c = (make_proposal(round_, accepted=False) for _ in range(3))
    for proposal in (a, c):
        accept_proposal(proposal_id=proposal.pk, by=make_user())
    client.force_login(reviewer)
    query = "?status=accepted"
    response = client.post(url("proposal", "edit", a.pk) + query, {"decision": "saved", "note": "Bra."})
    assert response.url == url("proposal", "edit", c.pk) + query


def test_the_search_is_part_of_the_selection(client, round_, reviewer):
    a, _other, c = (make_proposal(round_, accepted=False, title=t) for t in ("Bänk", "Gunga", "Bänkar"))
    client.force_login(reviewer)
    response = client.post(url("proposal", "edit", a.pk) + "?q=bänk%00", {"decision": "accepted"})
    assert response.url == url("proposal", "edit", c.pk) + "?q=b%C3%A4nk"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"decision": "declined", "reason": "x" * 501, "note": "Min anteckning"}, "Min anteckning"),
        ({"decision": "accepted", "note": "y" * 2001, "reason": "Mitt skäl"}, "Mitt skäl"),
        ({"act": "ask", "text": "z" * 1001}, "z" * 1001),
        ({"act": "cost", "cost_ore": "", "reason": "Jord finns"}, "Jord finns"),
        ({"act": "cost", "cost_ore": "10 000 kr", "reason": "Jord finns"}, "10 000 kr"),
        ({"act": "cost", "cost_ore": "26 000", "reason": "Jord finns"}, "25 000 kr"),
        ({"act": "merge", "target": "1", "reason": "Lika"}, "Lika"),
        ({"act": "withdraw", "reason": "w" * 501}, "w" * 501),
    ],
)
def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(client, proposal, reviewer, sent, kept):
    client.force_login(reviewer)
    response = client.post(url("proposal", "edit", proposal.pk), sent)
    assert kept in html_of(response) and "review-field__error" in html_of(response)
    assert proposal.moves.count() == 1 and not proposal.notes.exists()


def html_of(response):
    return response.content.decode().replace("\xa0", " ")


def test_what_residents_and_reviewers_wrote_is_text(client, round_, reviewer):
    payload = "<script>a()</script>"
    proposal = make_proposal(
        round_,
        accepted=False,
        title=payload,
        what=payload,
        contact=Contact(name=payload, co_applicants=payload),
    )
    client.force_login(reviewer)
    page = url("proposal", "edit", proposal.pk)
    done = client.post(page, {"decision": "declined", "reason": payload, "note": payload}, follow=True)
    for response in (done, client.get(page), client.get(url("proposal"))):
        assert payload not in response.content.decode() and "&lt;script&gt;" in response.content.decode()


def test_enter_in_a_field_saves_and_never_decides(client, round_, proposal, reviewer):
    make_criteria(round_, "Öppet för alla")
    client.force_login(reviewer)
    form = client.get(url("proposal", "edit", proposal.pk)).content.decode().split("review__decide", 1)[1]
    first = re.search(r'<button type="submit"[^>]*>', form) or pytest.fail("no button")
    assert 'value="saved"' in first.group() and form.index(first.group()) < form.index('value="accepted"')


def test_an_administrator_reviews_in_every_programme_but_not_the_own_proposal(client, round_, proposal):
    boss = make_staff()
    own = make_proposal(round_, accepted=False, author=boss)
    client.force_login(boss)
    for row in (proposal, own):
        client.post(url("proposal", "edit", row.pk), {"decision": "accepted"})
        row.refresh_from_db()
    assert (proposal.status, own.status) == ("accepted", "received")
