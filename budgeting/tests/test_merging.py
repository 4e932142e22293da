"""Two proposals become one: a reviewer suggests, both applicants say yes."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from budgeting.models import (
    Act,
    Merge,
)
from budgeting.rules.phases import Phase
from budgeting.services.merging import answer_merge, suggest_merge
from budgeting.services.proposals import change_proposal, withdraw_proposal
from budgeting.services.review import decline_proposal
from radslag.clock import at
from radslag.templatetags.dates import moment

from .builders import (
    cancel,
    make_application,
    make_proposal,
    make_round,
    make_staff,
    make_user,
)
from .review_builders import make_paper, make_reviewer, refusal
from .test_admin import make_official

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


def test_two_proposals_become_one_when_both_applicants_say_yes(client, round_, reviewer):
    a, b = (make_proposal(round_, accepted=False) for _ in range(2))
    mail.outbox.clear()
    merge = suggest_merge(source_id=a.pk, target_number=b.number, by=reviewer, reason="Samma gård.")
    page = reverse("budgeting:merge", args=[merge.pk])
    assert {m.to[0] for m in mail.outbox} == {a.author.email, b.author.email}
    assert all(page in m.body for m in mail.outbox)
    arguments = {"source_id": b.pk, "target_number": a.number, "by": reviewer, "reason": "Igen."}
    assert refusal(suggest_merge, **arguments) == "merge_waits"
    client.force_login(a.author)
    client.get(page)
    assert page in client.get(reverse("budgeting:my_proposals")).content.decode()
    client.post(page, {"answer": "yes"})
    a.refresh_from_db()
    assert a.status == "received"
    client.force_login(b.author)
    client.post(page, {"answer": "yes"})
    a.refresh_from_db()
    assert (a.status, a.merged_into, a.reason) == ("merged", b, "Samma gård.")
    assert a.decided_at and Merge.objects.get().done_at
    assert b.moves.latest("pk").act == Act.MERGED


def test_one_no_is_enough_and_others_are_not_asked(client, round_, reviewer):
    a, b = (make_proposal(round_, accepted=False) for _ in range(2))
    merge = suggest_merge(source_id=a.pk, target_number=b.number, by=reviewer, reason="Samma gård.")
    assert refusal(answer_merge, merge_id=merge.pk, by=make_user(), agrees=True) == "not_yours"
    client.force_login(reviewer)
    assert client.get(reverse("budgeting:merge", args=[merge.pk])).status_code == 404
    answer_merge(merge_id=merge.pk, by=a.author, agrees=False)
    assert refusal(answer_merge, merge_id=merge.pk, by=b.author, agrees=True) == "merge_over"
    with at(round_.voting_opens):
        assert refusal(answer_merge, merge_id=merge.pk, by=b.author, agrees=True) == "too_late_to_decide"
    a.refresh_from_db()
    assert a.status == "received"
    suggest_merge(source_id=a.pk, target_number=b.number, by=reviewer, reason="En gång till.")


@pytest.mark.parametrize("number", [1, 99])
def test_a_proposal_is_merged_with_another_one_of_its_round_only(round_, reviewer, number):
    proposal = make_proposal(round_, accepted=False)
    make_proposal(make_round(Phase.REVIEW), accepted=False)
    arguments = {"source_id": proposal.pk, "target_number": number, "by": reviewer, "reason": "x"}
    assert refusal(suggest_merge, **arguments) == "not_to_merge"


def test_both_are_told_why_until_when_and_of_each_other_but_not_by_whom(client, round_, reviewer):
    a, b = (make_proposal(round_, accepted=False, title=t) for t in ("Lådor på gården", "Odling vid tvåan"))
    mail.outbox.clear()
    merge = suggest_merge(source_id=a.pk, target_number=b.number, by=reviewer, reason="Samma gård.")
    until = f"Svara innan röstningen öppnar {moment(round_.voting_opens)}."
    for sent in mail.outbox:
        body = sent.body.replace("\n", " ")
        for words in ("Lådor på gården", "Odling vid tvåan", "Samma gård.", until):
            assert words in body
        assert reviewer.email not in body
    client.force_login(b.author)
    page = client.get(reverse("budgeting:merge", args=[merge.pk])).content.decode()
    assert "Lådor på gården" in page and until in page
    assert reviewer.email not in page and a.author.email not in page


def test_the_applicant_whose_proposal_went_up_in_another_is_mailed_which(round_, reviewer):
    a, b = (make_proposal(round_, accepted=False, title=t) for t in ("Lådor", "Odling vid tvåan"))
    merge = suggest_merge(source_id=a.pk, target_number=b.number, by=reviewer, reason="Samma gård.")
    answer_merge(merge_id=merge.pk, by=a.author, agrees=True)
    mail.outbox.clear()
    answer_merge(merge_id=merge.pk, by=b.author, agrees=True)
    (sent,) = mail.outbox
    assert sent.to == [a.author.email] and "Odling vid tvåan" in sent.body and "Samma gård." in sent.body


def test_after_voting_has_opened_the_page_asks_nothing_and_takes_nothing(client, round_, reviewer):
    a, b = (make_proposal(round_, accepted=False) for _ in range(2))
    merge = suggest_merge(source_id=a.pk, target_number=b.number, by=reviewer, reason="Samma gård.")
    page = reverse("budgeting:merge", args=[merge.pk])
    client.force_login(a.author)
    with at(round_.voting_opens):
        assert 'name="answer"' not in client.get(page).content.decode()
        late = client.post(page, {"answer": "yes"})
    assert late.status_code == 409
    merge.refresh_from_db()
    assert merge.source_says is None
    assert client.post(page, {"answer": "kanske"}).status_code == 200
    merge.refresh_from_db()
    assert merge.source_says is None


def test_what_was_declined_meanwhile_is_not_merged(client, round_, reviewer):
    a, b = (make_proposal(round_, accepted=False) for _ in range(2))
    merge = suggest_merge(source_id=a.pk, target_number=b.number, by=reviewer, reason="Samma gård.")
    answer_merge(merge_id=merge.pk, by=a.author, agrees=True)
    decline_proposal(proposal_id=b.pk, by=reviewer, reason="Nej.")
    assert refusal(answer_merge, merge_id=merge.pk, by=b.author, agrees=True) == "merge_over"
    client.force_login(b.author)
    assert reverse("budgeting:merge", args=[merge.pk]) not in client.get("/mina-forslag/").content.decode()
    arguments = {"source_id": a.pk, "target_number": b.number, "by": reviewer, "reason": "Igen."}
    assert refusal(suggest_merge, **arguments) == "not_to_merge"


def test_a_yes_can_become_a_no_until_both_have_said_yes(client, round_, reviewer):
    a, b = (make_proposal(round_, accepted=False) for _ in range(2))
    merge = suggest_merge(source_id=a.pk, target_number=b.number, by=reviewer, reason="Samma gård.")
    page = reverse("budgeting:merge", args=[merge.pk])
    client.force_login(a.author)
    client.post(page, {"answer": "yes"})
    assert "Du har sagt ja" in client.get(page).content.decode()
    client.post(page, {"answer": "no"})
    assert "Båda förslagen" in client.get(page).content.decode()
    assert refusal(answer_merge, merge_id=merge.pk, by=b.author, agrees=True) == "merge_over"


@pytest.mark.parametrize("reason", ["", " ", "\u200b", "x" * 501])
def test_a_merging_needs_a_reason_that_can_be_read(round_, reviewer, reason):
    a, b = (make_proposal(round_, accepted=False) for _ in range(2))
    arguments = {"source_id": a.pk, "target_number": b.number, "by": reviewer, "reason": reason}
    assert refusal(suggest_merge, **arguments) in ("reason_required", "too_long")
    assert not Merge.objects.exists()


def test_one_without_an_address_is_not_asked(round_, reviewer):
    a, paper = make_proposal(round_, accepted=False), make_paper(round_)
    arguments = {"source_id": a.pk, "target_number": paper.number, "by": reviewer, "reason": "Lika."}
    assert refusal(suggest_merge, **arguments) == "nobody_to_ask"


@pytest.mark.parametrize("who", ["resident", "editor", "superuser", "other_applicant"])
def test_the_page_is_not_there_for_others(client, round_, reviewer, who):
    people = {
        "resident": make_user,
        "editor": lambda: make_official(round_.programme, permissions=("change_round",)),
        "superuser": make_staff,
        "other_applicant": lambda: make_proposal(round_, accepted=False).author,
    }
    a, b = (make_proposal(round_, accepted=False) for _ in range(2))
    merge = suggest_merge(source_id=a.pk, target_number=b.number, by=reviewer, reason="Samma gård.")
    client.force_login(people[who]())
    page = reverse("budgeting:merge", args=[merge.pk])
    assert [client.get(page).status_code, client.post(page, {"answer": "yes"}).status_code] == [404, 404]


def test_anonymous_readers_log_in_first_and_a_post_needs_a_token(client, round_, reviewer):
    a, b = (make_proposal(round_, accepted=False) for _ in range(2))
    merge = suggest_merge(source_id=a.pk, target_number=b.number, by=reviewer, reason="Samma gård.")
    page = reverse("budgeting:merge", args=[merge.pk])
    assert client.get(page).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(a.author)
    assert strict.post(page, {"answer": "yes"}).status_code == 403


@pytest.mark.parametrize("end", ["no", "withdrawn", "cancelled"])
def test_what_the_other_one_wrote_is_read_only_while_it_is_asked(client, end):
    round_ = make_round(Phase.SUBMISSION)
    a, b = (make_proposal(round_, accepted=False, title=t) for t in ("Lådor på gården", "Odling vid tvåan"))
    merge = suggest_merge(
        source_id=a.pk, target_number=b.number, by=make_reviewer(round_), reason="Samma gård."
    )
    page = reverse("budgeting:merge", args=[merge.pk])
    client.force_login(a.author)
    assert "Odling vid tvåan" in client.get(page).content.decode()
    if end == "no":
        answer_merge(merge_id=merge.pk, by=a.author, agrees=False)
    elif end == "cancelled":
        cancel(round_)
    text = make_application(title="Hemlig rubrik", what="Hemlig text.")
    if end != "cancelled":
        change_proposal(proposal_id=b.pk, author=b.author, application=text)
    if end == "withdrawn":
        withdraw_proposal(proposal_id=b.pk, author=b.author)
    html = client.get(page).content.decode()
    assert "Lådor på gården" in html and f"förslag {b.number}" in html
    for hidden in ("Odling vid tvåan", "Hemlig", "Hemlig text."):
        assert hidden not in html


def test_what_everyone_can_read_is_read_after_the_question_too(client, round_, reviewer):
    a, b = (make_proposal(round_, accepted=False, title=t) for t in ("Lådor på gården", "Odling vid tvåan"))
    merge = suggest_merge(source_id=a.pk, target_number=b.number, by=reviewer, reason="Samma gård.")
    answer_merge(merge_id=merge.pk, by=a.author, agrees=False)
    page = reverse("budgeting:merge", args=[merge.pk])
    client.force_login(a.author)
    assert "Odling vid tvåan" not in client.get(page).content.decode()
    with at(round_.proposals_shown):
        assert "Odling vid tvåan" in client.get(page).content.decode()


def test_an_address_on_a_paper_gets_no_neighbours_words_before_everyone_can_read_them(round_, reviewer):
    paper = make_paper(round_, email="kim@example.org", title="Lådor på gården")
    neighbours = make_proposal(round_, accepted=False, title="Odling vid tvåan")
    kim = make_user(email="kim@example.org")
    arguments = {"source_id": paper.pk, "target_number": neighbours.number, "by": reviewer}
    mail.outbox.clear()
    merge = suggest_merge(reason="Samma gård.", **arguments)
    bodies = {sent.to[0]: sent.body.replace("\n", " ") for sent in mail.outbox}
    assert "Odling" not in bodies["kim@example.org"]
    assert f"nummer {neighbours.number}" in bodies["kim@example.org"]
    assert reverse("budgeting:merge", args=[merge.pk]) in bodies["kim@example.org"]
    assert "Lådor på gården" in bodies[neighbours.author.email]
    answer_merge(merge_id=merge.pk, by=kim, agrees=False)
    with at(round_.proposals_shown):
        mail.outbox.clear()
        suggest_merge(reason="En gång till.", **arguments)
        assert all("Odling vid tvåan" in sent.body.replace("\n", " ") for sent in mail.outbox)


@pytest.mark.parametrize("is_shown", [False, True])
def test_an_address_on_a_paper_is_told_by_number_what_its_proposal_is_part_of(round_, reviewer, is_shown):
    paper = make_paper(round_, email="kim@example.org", title="Lådor på gården")
    other = make_proposal(round_, accepted=False, title="Odling vid tvåan")
    merge = suggest_merge(source_id=paper.pk, target_number=other.number, by=reviewer, reason="Samma.")
    answer_merge(merge_id=merge.pk, by=other.author, agrees=True)
    mail.outbox.clear()
    with at(round_.proposals_shown if is_shown else timezone.now()):
        answer_merge(merge_id=merge.pk, by=make_user(email="kim@example.org"), agrees=True)
    (sent,) = mail.outbox
    assert ("Odling vid tvåan" in sent.body) == is_shown
    assert (f"förslag {other.number}." in sent.body) != is_shown
