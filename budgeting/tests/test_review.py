"""The review: what reviewers see, note, ask and decide, who may, until when, and what the applicant is told."""

from __future__ import annotations

import csv
import io

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from budgeting.models import (
    Act,
    Criterion,
    CriterionCheck,
    Inquiry,
    Merge,
    Proposal,
    ProposalMove,
    ProposalStatus,
    Question,
    ReviewNote,
    ReviewScore,
)
from budgeting.models.proposals import LEGAL_MOVES
from budgeting.review_mails import still_stands
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services.inquiries import answer_inquiry, ask_applicant
from budgeting.services.merging import answer_merge, suggest_merge
from budgeting.services.proposals import Contact, change_proposal, submit_proposal
from budgeting.services.review import accept_proposal, correct_cost, decline_proposal, withdraw_for_author
from budgeting.services.reviewing import Marks, mark_proposal, save_review
from radslag.clock import at
from radslag.models import Theme

from .builders import (
    KRONA,
    TICK,
    make_application,
    make_programme,
    make_proposal,
    make_round,
    make_user,
)
from .test_admin import make_official, url

pytestmark = pytest.mark.django_db
MARK = "Kvarglömdmarkering"


def refusal(call, **arguments):
    with pytest.raises(RuleViolation) as refused:
        call(**arguments)
    return refused.value.code


def make_criteria(round_, *texts):
    return [Criterion.objects.create(round=round_, text=t, sort_order=n) for n, t in enumerate(texts)]


def make_paper(round_, *, email="", **overrides):
    """An application that staff typed in."""
    application = make_application(contact=Contact(name="Kim", email=email), **overrides)
    with at(round_.submission_opens):
        return submit_proposal(
            round_id=round_.pk, author=None, application=application, entered_by=make_user()
        )


@pytest.fixture
def round_():
    return make_round(Phase.REVIEW)


@pytest.fixture
def proposal(round_):
    return make_proposal(round_, accepted=False)


@pytest.fixture
def reviewer(round_):
    return make_official(round_.programme, permissions=("change_proposal",))


# --- Decisions ---------------------------------------------------------------------------------------------------------


def test_an_accepted_applicant_is_mailed_once_with_when_it_is_shown(proposal, reviewer):
    mail.outbox.clear()
    accept_proposal(proposal_id=proposal.pk, by=reviewer)
    assert refusal(accept_proposal, proposal_id=proposal.pk, by=reviewer) == "illegal_move"
    (sent,) = mail.outbox
    assert sent.to == [proposal.author.email]
    assert "/mina-forslag/" in sent.body and proposal.title in sent.body


def test_a_declined_applicant_reads_the_reason_in_the_mail(proposal, reviewer):
    mail.outbox.clear()
    decline_proposal(proposal_id=proposal.pk, by=reviewer, reason="Marken är inte vår.")
    assert "Marken är inte vår." in mail.outbox[0].body


def test_a_decision_that_was_undone_is_no_longer_mailed(proposal, reviewer):
    accept_proposal(proposal_id=proposal.pk, by=reviewer)
    first = proposal.moves.latest("pk")
    assert still_stands([first.pk], first.at)
    decline_proposal(proposal_id=proposal.pk, by=reviewer, reason="Nej.")
    assert not still_stands([first.pk], first.at)
    assert still_stands([proposal.moves.latest("pk").pk], first.at)


@pytest.mark.parametrize("before", list(ProposalStatus))
@pytest.mark.parametrize("after", ["accepted", "declined", "withdrawn"])
def test_only_legal_moves_are_made_and_each_is_logged_with_what_was_before(round_, reviewer, before, after):
    proposal, other = (make_proposal(round_, accepted=False) for _ in range(2))
    facts = {"status": before, "decided_at": round_.submission_closes, "reason": "x"}
    facts["merged_into"] = other if before == "merged" else None
    Proposal.objects.filter(pk=proposal.pk).update(**facts)
    calls = {
        "accepted": lambda: accept_proposal(proposal_id=proposal.pk, by=reviewer),
        "declined": lambda: decline_proposal(proposal_id=proposal.pk, by=reviewer, reason="Nej."),
        "withdrawn": lambda: withdraw_for_author(proposal_id=proposal.pk, by=reviewer, reason="Ja."),
    }
    if after in LEGAL_MOVES[before]:
        calls[after]()
        line = proposal.moves.latest("pk")
        assert (line.act, line.by, line.data["status"]) == (after, reviewer, before)
    else:
        with pytest.raises(RuleViolation, match="illegal_move"):
            calls[after]()
        assert proposal.moves.count() == 1
    proposal.refresh_from_db()
    assert proposal.status == (after if after in LEGAL_MOVES[before] else before)


def test_the_review_ends_at_the_instant_at_which_voting_opens(round_, reviewer):
    criterion = make_criteria(round_, "Öppet för alla")[0]
    kept, late = (make_proposal(round_, accepted=False) for _ in range(2))
    with at(round_.voting_opens - TICK):
        save_review(proposal_id=kept.pk, by=reviewer, marks=Marks(met={criterion.pk: True}))
        correct_cost(proposal_id=kept.pk, by=reviewer, cost_ore=9_000 * KRONA, reason="Dubbelt.")
        ask_applicant(proposal_id=kept.pk, by=reviewer, text="Hur?")
    for instant in (round_.voting_opens, round_.voting_opens + TICK):
        with at(instant):
            common = {"proposal_id": late.pk, "by": reviewer}
            codes = {
                refusal(accept_proposal, **common),
                refusal(decline_proposal, reason="Nej.", **common),
                refusal(correct_cost, cost_ore=9_000 * KRONA, reason="Dubbelt.", **common),
                refusal(ask_applicant, text="Hur?", **common),
                refusal(mark_proposal, marks=Marks(met={criterion.pk: True}), **common),
                refusal(answer_inquiry, inquiry_id=Inquiry.objects.get().pk, by=kept.author, text="Så."),
            }
            assert codes == {"too_late_to_decide"}


@pytest.mark.parametrize("own_by", ["author", "paper"])
def test_nobody_reviews_the_own_proposal(round_, own_by):
    me = make_user()
    criterion = make_criteria(round_, "Öppet för alla")[0]
    other = make_proposal(round_, accepted=False)
    makers = {
        "author": lambda: make_proposal(round_, accepted=False, author=me),
        "paper": lambda: make_paper(round_, email=me.email.upper()),
    }
    own = makers[own_by]()
    common = {"proposal_id": own.pk, "by": me}
    codes = {
        refusal(accept_proposal, **common),
        refusal(decline_proposal, reason="Nej.", **common),
        refusal(withdraw_for_author, reason="Ja.", **common),
        refusal(correct_cost, cost_ore=KRONA, reason="Nej.", **common),
        refusal(ask_applicant, text="Hur?", **common),
        refusal(mark_proposal, marks=Marks(note="Bra."), **common),
        refusal(mark_proposal, marks=Marks(scores={criterion.pk: 5}), **common),
        refusal(suggest_merge, source_id=own.pk, target_number=other.number, by=me, reason="Lika."),
        refusal(suggest_merge, source_id=other.pk, target_number=own.number, by=me, reason="Lika."),
    }
    assert codes == {"own_proposal"}
    assert not ReviewNote.objects.exists() and not ReviewScore.objects.exists()


# --- Cost --------------------------------------------------------------------------------------------------------------


def test_a_corrected_cost_keeps_what_was_asked_for_and_tells_the_applicant(round_, reviewer):
    lines = (("Virke", 4_000 * KRONA), ("Jord", 6_000 * KRONA))
    proposal = make_proposal(round_, accepted=False, lines=lines)
    mail.outbox.clear()
    for kronor in (8_000, 7_000):
        correct_cost(proposal_id=proposal.pk, by=reviewer, cost_ore=kronor * KRONA, reason="Jord finns.")
    proposal.refresh_from_db()
    assert (proposal.cost_ore, proposal.asked_cost_ore) == (7_000 * KRONA, 10_000 * KRONA)
    assert [m.data["cost_ore"] for m in proposal.moves.filter(act=Act.COST)] == [1_000_000, 800_000]
    assert len(mail.outbox) == 2 and "Jord finns." in mail.outbox[0].body


@pytest.mark.parametrize(
    ("cost_ore", "reason", "code"),
    [
        (25_000 * KRONA + 1, "x", "above_cap"),
        (0, "x", "not_positive"),
        (9_000 * KRONA, " ", "reason_required"),
        (9_000 * KRONA, "x" * 501, "too_long"),
        (10_000 * KRONA, "x", "nothing_changed"),
    ],
)
def test_a_cost_that_can_not_be_is_refused_and_nothing_is_written(proposal, reviewer, cost_ore, reason, code):
    arguments = {"proposal_id": proposal.pk, "by": reviewer, "cost_ore": cost_ore, "reason": reason}
    assert refusal(correct_cost, **arguments) == code
    proposal.refresh_from_db()
    assert (proposal.cost_ore, proposal.asked_cost_ore) == (10_000 * KRONA, None)


def test_an_author_who_writes_anew_after_a_correction_asks_for_a_new_cost(reviewer):
    round_ = make_round(Phase.SUBMISSION)
    proposal = make_proposal(round_, accepted=False, lines=(("Virke", 10_000 * KRONA),))
    correct_cost(proposal_id=proposal.pk, by=reviewer, cost_ore=8_000 * KRONA, reason="Dyrt.")
    again = make_application(lines=(("Virke", 5_000 * KRONA),), cost_ore=5_000 * KRONA)
    change_proposal(proposal_id=proposal.pk, author=proposal.author, application=again)
    proposal.refresh_from_db()
    assert (proposal.cost_ore, proposal.asked_cost_ore, proposal.cost_reason) == (5_000 * KRONA, None, "")


# --- Criteria, notes, scores -------------------------------------------------------------------------------------------


def test_what_was_looked_at_is_kept_and_can_be_unsaid(round_, proposal, reviewer):
    a, b = make_criteria(round_, "Öppet för alla", "Går att göra")
    foreign = make_criteria(make_round(Phase.REVIEW), "Någon annans")[0]
    marks = Marks(met={a.pk: True, b.pk: False, foreign.pk: True}, scores={a.pk: 4}, note="Ring dem.")
    mark_proposal(proposal_id=proposal.pk, by=reviewer, marks=marks)
    assert dict(proposal.checks.values_list("criterion", "is_met")) == {a.pk: True, b.pk: False}
    mark_proposal(proposal_id=proposal.pk, by=make_user(), marks=Marks(met={a.pk: True, b.pk: None}))
    assert [c.by for c in CriterionCheck.objects.all()] == [reviewer]
    mark_proposal(proposal_id=proposal.pk, by=reviewer, marks=Marks(scores={a.pk: None}))
    assert not ReviewScore.objects.exists()
    assert refusal(mark_proposal, proposal_id=proposal.pk, by=reviewer, marks=Marks(scores={a.pk: 6}))


def test_a_refused_decision_keeps_no_half_of_the_review(client, round_, proposal, reviewer):
    a = make_criteria(round_, "Öppet för alla")[0]
    client.force_login(reviewer)
    sent = {"decision": "declined", "reason": "", f"met_{a.pk}": "yes", "note": "Min anteckning"}
    response = client.post(url("proposal", "edit", proposal.pk), sent)
    html = response.content.decode()
    assert response.context["form"].errors["reason"] and "Min anteckning" in html
    assert not CriterionCheck.objects.exists() and not ReviewNote.objects.exists()


# --- Questions to the applicant ----------------------------------------------------------------------------------------


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


# --- Two reviewers -----------------------------------------------------------------------------------------------------


@pytest.fixture
def of_two():
    return make_round(Phase.REVIEW, reviewers_needed=2)


def test_two_must_say_the_same(of_two):
    proposal = make_proposal(of_two, accepted=False)
    a, b = make_user(), make_user()
    mail.outbox.clear()
    accept_proposal(proposal_id=proposal.pk, by=a)
    accept_proposal(proposal_id=proposal.pk, by=a)
    assert decline_proposal(proposal_id=proposal.pk, by=b, reason="Nej.").status == "received"
    assert not mail.outbox
    assert accept_proposal(proposal_id=proposal.pk, by=b).status == "accepted"
    assert len(mail.outbox) == 1 and not proposal.verdicts.exists()
    assert decline_proposal(proposal_id=proposal.pk, by=a, reason="Nej.").status == "accepted"


def test_the_first_of_two_is_told_that_one_more_is_needed(client, of_two):
    proposal = make_proposal(of_two, accepted=False)
    a, b = (make_official(of_two.programme, permissions=("change_proposal",)) for _ in range(2))
    client.force_login(a)
    client.post(url("proposal", "edit", proposal.pk), {"decision": "accepted"})
    client.force_login(b)
    assert str(a) in client.get(url("proposal", "edit", proposal.pk)).content.decode()
    client.post(url("proposal", "edit", proposal.pk), {"decision": "accepted"})
    proposal.refresh_from_db()
    assert proposal.status == "accepted"


# --- Merging -----------------------------------------------------------------------------------------------------------


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


# --- The page of a review ----------------------------------------------------------------------------------------------


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


# --- The list ----------------------------------------------------------------------------------------------------------


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
    exported = b"".join(client.get(url("proposal") + "?export=csv").streaming_content).decode()
    (row,) = csv.DictReader(io.StringIO(exported))
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
    assert "väntar på den som föreslog" in client.get(home).content.decode()
    answer_inquiry(inquiry_id=inquiry.pk, by=proposal.author, text="Så.")
    assert "har fått svar" in client.get(home).content.decode()
    accept_proposal(proposal_id=proposal.pk, by=reviewer)
    assert "har fått svar" not in client.get(home).content.decode()


# --- Paper -------------------------------------------------------------------------------------------------------------

PAPER = {
    "title": "Bänkar vid bäcken",
    "what": "Tre bänkar.",
    "benefit": "Man kan sitta.",
    "cost": "",
    "lines": "Bänk: 4 500\nFrakt: 500 kr\n",
    "kind": "person",
    "name": "Kim Ek",
    "phone": "0431-1",
    "email": "kim@example.org",
    "shown_name": "",
}


def test_a_paper_application_is_typed_in_and_marked(client, round_, reviewer):
    client.force_login(reviewer)
    assert client.get(url("proposal", "create")).context["form"]
    response = client.post(url("proposal", "create"), PAPER)
    proposal = Proposal.objects.get()
    assert response.url == url("proposal", "edit", proposal.pk)
    assert (proposal.on_paper, proposal.author, proposal.cost_ore) == (True, None, 5_000 * KRONA)
    assert proposal.applicant.phone == "0431-1" and proposal.lines.count() == 2
    assert proposal.shown_name == "Boende i Närlunda"
    assert ProposalMove.objects.get().by == reviewer


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"lines": "Bänk 4 500"}, "lines"),
        ({"lines": "Bänk: gratis"}, "lines"),
        ({"lines": "", "cost": ""}, "cost"),
        ({"cost": "6 000"}, "cost"),
        ({"lines": "", "cost": "26 000"}, "cost"),
        ({"email": "kim"}, "email"),
        ({"what": "x" * 1501}, "what"),
    ],
)
def test_a_paper_that_can_not_be_is_refused_at_its_field(client, round_, reviewer, changed, field):
    client.force_login(reviewer)
    response = client.post(url("proposal", "create"), PAPER | changed)
    assert response.status_code == 200 and response.context["form"].errors[field]
    assert not Proposal.objects.exists()


def test_a_paper_is_typed_in_until_the_proposals_are_shown(client, round_, reviewer):
    client.force_login(reviewer)
    with at(round_.proposals_shown):
        assert client.get(url("proposal", "create")).context["form"] is None
        client.post(url("proposal", "create"), PAPER)
    assert not Proposal.objects.exists()
    with at(round_.proposals_shown - TICK):
        client.post(url("proposal", "create"), PAPER)
    assert Proposal.objects.count() == 1
