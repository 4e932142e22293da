"""Questions to the applicant: by mail and on a page that is the applicant’s alone; the answer is logged."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from budgeting.models import (
    Act,
    Proposal,
)
from budgeting.rules.phases import Phase
from budgeting.services.inquiries import answer_inquiry, ask_applicant
from budgeting.services.review import accept_proposal
from radslag.clock import at
from radslag.templatetags.dates import moment

from .builders import (
    TICK,
    make_proposal,
    make_round,
    make_staff,
    make_user,
)
from .review_builders import make_paper, make_reviewer, refusal
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


def test_a_question_is_mailed_and_its_answer_logged_once(client, proposal, reviewer):
    mail.outbox.clear()
    inquiry = ask_applicant(proposal_id=proposal.pk, by=reviewer, text="Vem vattnar?")
    page = reverse("budgeting:inquiry", args=[inquiry.pk])
    assert page in mail.outbox[0].body and "Vem vattnar?" in mail.outbox[0].body
    client.force_login(proposal.author)
    assert "Vem vattnar?" in client.get(page).content.decode()
    assert page in client.get(reverse("budgeting:my_proposals")).content.decode()
    assert client.post(page, {"text": " "}).status_code == 422
    assert client.post(page, {"text": "Vi turas om."}).status_code == 302
    late = client.post(page, {"text": "Ett svar till."})
    assert late.status_code == 409
    inquiry.refresh_from_db()
    assert inquiry.answer == "Vi turas om."
    acts = list(proposal.moves.values_list("act", flat=True))
    assert acts == [Act.SENT, Act.ASKED, Act.ANSWERED]
    assert "Ditt svar på vår fråga" in client.get(reverse("budgeting:my_proposals")).content.decode()


@pytest.mark.parametrize("who", ["anonymous", "resident", "reviewer"])
def test_a_question_is_not_there_for_others(client, proposal, reviewer, who):
    inquiry = ask_applicant(proposal_id=proposal.pk, by=reviewer, text="Vem vattnar?")
    page = reverse("budgeting:inquiry", args=[inquiry.pk])
    if who != "anonymous":
        client.force_login(make_user() if who == "resident" else reviewer)
    for response in (client.get(page), client.post(page, {"text": "Jag!"})):
        assert response.status_code == (302 if who == "anonymous" else 404)
    inquiry.refresh_from_db()
    assert not inquiry.answer


def test_an_answer_without_a_token_is_refused(proposal, reviewer):
    inquiry = ask_applicant(proposal_id=proposal.pk, by=reviewer, text="Vem vattnar?")
    client = Client(enforce_csrf_checks=True)
    client.force_login(proposal.author)
    assert client.post(reverse("budgeting:inquiry", args=[inquiry.pk]), {"text": "Vi"}).status_code == 403
    client.force_login(reviewer)
    assert client.post(url("proposal", "edit", proposal.pk), {"decision": "accepted"}).status_code == 403


def test_a_number_that_no_row_has_is_not_found(client):
    client.force_login(make_user())
    for name in ("inquiry", "merge"):
        for number in (1, 2**63):
            assert client.get(reverse(f"budgeting:{name}", args=[number])).status_code == 404


def test_nobody_is_asked_where_no_mail_goes(round_, reviewer):
    paper = make_paper(round_)
    assert refusal(ask_applicant, proposal_id=paper.pk, by=reviewer, text="Hur?") == "nobody_to_ask"
    mail.outbox.clear()
    accept_proposal(proposal_id=paper.pk, by=reviewer)
    assert not mail.outbox


def test_a_question_tells_until_when_it_is_answered_and_not_who_asks(client, round_, proposal, reviewer):
    reviewer.first_name, reviewer.last_name = "Gunnel", "Granskare"
    reviewer.save()
    mail.outbox.clear()
    inquiry = ask_applicant(proposal_id=proposal.pk, by=reviewer, text="Vem vattnar?")
    (sent,) = mail.outbox
    until = f"Svara innan röstningen öppnar {moment(round_.voting_opens)}."
    client.force_login(proposal.author)
    page = client.get(reverse("budgeting:inquiry", args=[inquiry.pk])).content.decode()
    for text in (sent.body, page):
        assert until in text.replace("\n", " ") and "Vem vattnar?" in text
        assert "Gunnel" not in text and reviewer.email not in text
    assert sent.subject == "En fråga om ditt förslag" and sent.to == [proposal.author.email]
    assert f"förslag {proposal.number}: {proposal.title}" in sent.body


def test_a_late_answer_is_told_so_with_its_words_and_is_not_stored(client, round_, proposal, reviewer):
    inquiry = ask_applicant(proposal_id=proposal.pk, by=reviewer, text="Vem vattnar?")
    page = reverse("budgeting:inquiry", args=[inquiry.pk])
    client.force_login(proposal.author)
    with at(round_.voting_opens):
        shown = client.get(page).content.decode()
        assert "för sent att svara" in shown and "<textarea" not in shown
        late = client.post(page, {"text": "Vi turas om."})
    assert late.status_code == 409 and "Vi turas om." in late.content.decode()
    inquiry.refresh_from_db()
    assert not inquiry.answer
    with at(round_.voting_opens - TICK):
        assert client.post(page, {"text": "Vi turas om."}).status_code == 302


@pytest.mark.parametrize("status", ["withdrawn", "merged"])
def test_what_is_out_of_the_review_is_not_asked_about_nor_answered(
    client, round_, proposal, reviewer, status
):
    inquiry = ask_applicant(proposal_id=proposal.pk, by=reviewer, text="Vem vattnar?")
    other = make_proposal(round_, accepted=False)
    goal = {"merged_into": other} if status == "merged" else {}
    Proposal.objects.filter(pk=proposal.pk).update(status=status, decided_at=round_.submission_closes, **goal)
    assert refusal(ask_applicant, proposal_id=proposal.pk, by=reviewer, text="Hur?") == "illegal_move"
    answer = {"inquiry_id": inquiry.pk, "by": proposal.author, "text": "Så."}
    assert refusal(answer_inquiry, **answer) == "illegal_move"
    client.force_login(proposal.author)
    assert "Svara på en fråga" not in client.get(reverse("budgeting:my_proposals")).content.decode()


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "x" * 2001])
def test_an_answer_that_can_not_be_is_refused_at_its_field(client, proposal, reviewer, text):
    inquiry = ask_applicant(proposal_id=proposal.pk, by=reviewer, text="Vem vattnar?")
    client.force_login(proposal.author)
    refused = client.post(reverse("budgeting:inquiry", args=[inquiry.pk]), {"text": text})
    assert refused.status_code == 422 and refused.context["form"].errors["text"]
    assert "<title>Fel:" in refused.content.decode()
    inquiry.refresh_from_db()
    assert not inquiry.answer


def test_strange_words_are_text_on_both_sides(client, proposal, reviewer):
    inquiry = ask_applicant(proposal_id=proposal.pk, by=reviewer, text="<script>a()</script>")
    page = reverse("budgeting:inquiry", args=[inquiry.pk])
    client.force_login(proposal.author)
    client.post(page, {"text": "<img src=x onerror=b()>"})
    seen = client.get(page).content.decode()
    client.force_login(reviewer)
    seen += client.get(url("proposal", "edit", proposal.pk)).content.decode()
    assert "<script>a()" not in seen and "<img src=x" not in seen and "&lt;img src=x" in seen


def test_the_address_on_a_paper_opens_the_page_only_when_a_code_has_confirmed_it(client, round_, reviewer):
    paper = make_paper(round_, email="Kim@Example.org")
    mail.outbox.clear()
    inquiry = ask_applicant(proposal_id=paper.pk, by=reviewer, text="Vem vattnar?")
    assert mail.outbox[0].to[0].lower() == "kim@example.org"
    page = reverse("budgeting:inquiry", args=[inquiry.pk])
    client.force_login(make_user(email="kim@example.org"))
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("who", ["editor", "superuser", "other_applicant"])
def test_staff_and_other_applicants_have_no_such_page(client, round_, proposal, reviewer, who):
    people = {
        "editor": lambda: make_official(round_.programme, permissions=("change_round",)),
        "superuser": make_staff,
        "other_applicant": lambda: make_proposal(round_, accepted=False).author,
    }
    inquiry = ask_applicant(proposal_id=proposal.pk, by=reviewer, text="Vem vattnar?")
    client.force_login(people[who]())
    page = reverse("budgeting:inquiry", args=[inquiry.pk])
    assert [client.get(page).status_code, client.post(page, {"text": "Jag"}).status_code] == [404, 404]
