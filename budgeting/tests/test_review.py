"""The review: what reviewers decide and note, until when, and what the applicant is told."""

from __future__ import annotations

import pytest
from django.core import mail

from budgeting.mails.review import still_stands
from budgeting.models import (
    Act,
    CriterionCheck,
    Inquiry,
    Proposal,
    ProposalStatus,
    ReviewNote,
    ReviewScore,
)
from budgeting.models.proposals import LEGAL_MOVES
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services.inquiries import answer_inquiry, ask_applicant
from budgeting.services.merging import answer_merge, suggest_merge
from budgeting.services.proposals import Contact, change_proposal
from budgeting.services.review import accept_proposal, correct_cost, decline_proposal, withdraw_for_author
from budgeting.services.reviewing import Marks, mark_proposal, newest_change, save_review
from radslag.clock import at

from .builders import (
    KRONA,
    TICK,
    make_application,
    make_proposal,
    make_round,
    make_user,
)
from .review_builders import make_criteria, make_paper, make_reviewer, refusal
from .test_admin import url

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


@pytest.mark.parametrize(
    ("named", "concerned"),
    [
        ({"co_applicants": "Sam Lind\nGunnel Granskare, 070-1"}, True),
        (
            {"co_applicants": "sam@example.org, GUNNEL@example.org."},
            False,
        ),  # the dot makes it another address
        ({"co_applicants": "sam@example.org; <Gunnel@Example.org>"}, True),
        ({"name": "gunnel  granskare"}, True),
        ({"email": "gunnel@example.org"}, True),
        ({"co_applicants": "Gunnel Granskaresson, Gunnel"}, False),
    ],
)
def test_nobody_reviews_a_proposal_that_names_them(round_, named, concerned):
    me = make_user(email="gunnel@example.org", first_name="Gunnel", last_name="Granskare")
    proposal = make_proposal(round_, accepted=False, contact=Contact(**named))
    if concerned:
        assert refusal(accept_proposal, proposal_id=proposal.pk, by=me) == "own_proposal"
    else:
        assert accept_proposal(proposal_id=proposal.pk, by=me).status == "accepted"


def test_nobody_reviews_what_the_own_proposal_went_up_in(round_):
    me = make_user()
    own = make_proposal(round_, accepted=False, author=me)
    goal = make_proposal(round_, accepted=False)
    merge = suggest_merge(source_id=own.pk, target_number=goal.number, by=make_user(), reason="Lika.")
    accept_proposal(proposal_id=goal.pk, by=me)  # as yet it is another one’s
    for by in (me, goal.author):
        answer_merge(merge_id=merge.pk, by=by, agrees=True)
    assert refusal(decline_proposal, proposal_id=goal.pk, by=me, reason="Nej.") == "own_proposal"


@pytest.mark.parametrize("reason", ["", " \n", "\u200b", "x" * 501])
def test_a_proposal_is_declined_with_a_reason_that_can_be_read(proposal, reviewer, reason):
    arguments = {"proposal_id": proposal.pk, "by": reviewer, "reason": reason}
    assert refusal(decline_proposal, **arguments) == ("too_long" if "x" in reason else "reason_required")
    proposal.refresh_from_db()
    assert proposal.status == "received" and proposal.moves.count() == 1


def test_a_decision_about_what_has_changed_meanwhile_is_refused_with_its_marks(round_, proposal, reviewer):
    a = make_criteria(round_, "Öppet för alla")[0]
    seen = newest_change(proposal)
    decline_proposal(proposal_id=proposal.pk, by=make_user(), reason="Nej.")
    arguments = {"proposal_id": proposal.pk, "by": reviewer, "decision": "accepted", "seen": seen}
    assert refusal(save_review, marks=Marks(met={a.pk: True}), **arguments) == "proposal_changed"
    assert not CriterionCheck.objects.exists()
    arguments["seen"] = newest_change(proposal)
    assert save_review(marks=Marks(), **arguments).status == "accepted"
