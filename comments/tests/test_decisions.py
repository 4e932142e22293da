"""What moderators decide: the log of it, personal data taken out, reports handled, undoing, many at once, appeals."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from comments.models import Appeal, Comment, Decision
from comments.rules.acts import Act, Hold
from comments.rules.errors import RuleViolation
from comments.rules.redaction import check_redaction
from comments.rules.states import State
from comments.services import approve_comment, hide_comment, restore_comment
from comments.services.appeal_answers import answer_appeal
from comments.services.appeals import make_appeal
from comments.services.bulk import hide_many, show_many, undo_many
from comments.services.moderation import dismiss_reports, redact_comment
from comments.services.reports import Reporter, report_comment
from comments.services.undoing import last_decision, undo_decision
from comments.tests.builders import (
    NOON,
    make_comment,
    make_hidden,
    make_moderator,
    make_page,
    make_shown,
    make_user,
)
from radslag.clock import at

pytestmark = pytest.mark.django_db
NUMBER = "19121212-1212"  # the tax agency's example


def refusal(service, **values):
    with pytest.raises(RuleViolation) as caught:
        service(**values)
    assert caught.value.message
    return caught.value.code


def reported(comment, *, times=1, reason="insult", text="Otrevligt"):
    for number in range(times):
        report_comment(
            comment_id=comment.pk, by=Reporter(None, f"{comment.pk}-{number}"), reason=reason, text=text
        )
    comment.refresh_from_db()
    return comment


def appealed(comment, text="Det handlade om en väg, inte om en person."):
    return make_appeal(comment_id=comment.pk, text=text)


def as_stored(comment):
    fields = ["state", "comment", "user_name", "hidden_reason", "hidden_text", "shown_at", "waiting_since"]
    fields += ["redacted_at", "reports", "is_public", "is_removed", "decided_by_id"]
    return Comment.objects.filter(pk=comment.pk).values(*fields).get()


def acts(comment):
    return list(comment.decisions.order_by("pk").values_list("act", flat=True))


def test_each_decision_is_logged_with_who_when_and_why_but_never_the_text():
    moderator = make_moderator()
    comment = make_comment(at_instant=NOON)
    with at(NOON + dt.timedelta(hours=2)):
        approve_comment(comment_id=comment.pk, moderator=moderator)
        hide_comment(comment_id=comment.pk, moderator=moderator, reason="other", text="Fel\u202e tråd.")
    approval, hiding = comment.decisions.filter(by=moderator).order_by("pk")
    assert (approval.act, approval.state_before) == (Act.APPROVE, State.WAITING)
    assert approval.waited == dt.timedelta(hours=2)
    assert (hiding.act, hiding.reason, hiding.text) == (Act.HIDE, "other", "Fel tråd.")
    assert (hiding.state_before, hiding.waited) == (State.APPROVED, None)
    assert not any(comment.decisions.values_list("text_before", flat=True))


def test_who_came_second_is_told_and_the_first_decision_stands():
    comment, first, second = make_hidden(), make_moderator(), make_moderator()
    assert refusal(hide_comment, comment_id=comment.pk, moderator=first, reason="spam") == "illegal_move"
    assert refusal(approve_comment, comment_id=comment.pk, moderator=second) == "illegal_move"
    comment.refresh_from_db()
    assert comment.hidden_reason == "person"


def test_a_text_that_its_author_changed_meanwhile_is_not_decided_about_unread():
    comment, moderator = make_comment(), make_moderator()
    seen = comment.version
    comment.comment = "Något helt annat."
    comment.save()
    who = {"comment_id": comment.pk, "moderator": moderator, "seen": seen}
    assert refusal(approve_comment, **who) == "changed_since"
    assert refusal(hide_comment, **who, reason="spam") == "changed_since"
    assert approve_comment(**who | {"seen": comment.version}).state == State.APPROVED


@pytest.mark.parametrize("state", [State.UNCONFIRMED, State.WITHDRAWN])
def test_what_is_the_authors_own_business_is_not_decided_about(state):
    comment, moderator = make_shown(), make_moderator()
    when = {"shown_at": None, "decided_at": None, "decided_by": None} if state == State.UNCONFIRMED else {}
    for field, value in {"state": state, **when}.items():
        setattr(comment, field, value)
    comment.save()
    who = {"comment_id": comment.pk, "moderator": moderator}
    for service, more in (
        (approve_comment, {}),
        (restore_comment, {}),
        (hide_comment, {"reason": "person"}),
        (dismiss_reports, {}),
        (redact_comment, {"text": "Bygg", "name": ""}),
    ):
        assert refusal(service, **who, **more) == "illegal_move"


def test_a_moderator_decides_also_when_the_page_was_unpublished_meanwhile():
    comment = make_comment()
    comment.page.unpublish()
    assert approve_comment(comment_id=comment.pk, moderator=make_moderator()).state == State.APPROVED


def test_a_hidden_root_keeps_its_replies_and_they_can_still_be_decided_about():
    root = make_shown()
    waiting = make_comment(page=root.page, reply_to=root.pk)
    moderator = make_moderator()
    hide_comment(comment_id=root.pk, moderator=moderator, reason="insult")
    assert approve_comment(comment_id=waiting.pk, moderator=moderator).is_public


# --- personal identity numbers ---


def test_an_identity_number_is_never_shown_until_it_is_taken_out():
    moderator = make_moderator()
    comment = make_comment(text=f"Ring Siv, {NUMBER}, om bron.", name="Bo")
    who = {"comment_id": comment.pk, "moderator": moderator}
    assert refusal(approve_comment, **who) == "identity_number"
    assert refusal(redact_comment, **who, text=f"Ring, {NUMBER}, om bron.", name="Bo") == "identity_number"
    shown = redact_comment(**who, text="Ring Siv, […], om bron.", name="Bo", show=True)
    assert (shown.state, shown.comment) == (State.APPROVED, "Ring Siv, […], om bron.")
    assert Hold.IDENTITY_NUMBER not in shown.holds
    assert undo_decision(decision_id=last_decision(comment.pk).pk, moderator=moderator).is_waiting


def test_a_number_in_the_name_or_in_the_moderators_own_words_is_refused_too():
    moderator = make_moderator()
    named = make_comment(name=f"Bo {NUMBER}")
    assert refusal(approve_comment, comment_id=named.pk, moderator=moderator) == "identity_number"
    assert (
        refusal(hide_comment, comment_id=named.pk, moderator=moderator, reason="other", text=NUMBER)
        == "identity_number"
    )


# --- personal data taken out ---


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Siv Ek på Ågatan 5 är snäll.", "[namn] på […] är snäll."),
        ("Siv Ek är snäll.", "Siv är snäll."),
        ("Ring 070-174 06 05, nu", "Ring [telefon], nu"),
        ("Bra [sic] Siv", "Bra [sic]"),
    ],
)
def test_words_are_taken_out_and_a_note_stands_within_brackets(before, after):
    check_redaction(before, after)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("Siv är snäll.", "Siv är snäll.", "nothing_taken_out"),
        ("Siv är snäll.", "Siv är snäll! [redigerat]", "nothing_taken_out"),
        ("Siv är snäll.", "Siv är inte snäll.", "words_added"),
        ("Siv är snäll.", "Bo är snäll.", "words_added"),
        ("Siv är snäll.", "snäll är Siv.", "words_added"),
        ("Siv är snäll.", "[" + "Siv ljuger " * 9 + "] är snäll.", "words_added"),
        ("Siv är snäll.", "[Jag hatar alla här] är snäll.", "words_added"),
        ("Siv är snäll.", "[namn] [namn] är snäll.", "words_added"),
        ("Siv är snäll.", "[Nuärdetsåattjaghatarvarochen] är snäll.", "words_added"),
        ("Siv är snäll.", "är snäll. 🤮", "words_added"),
    ],
)
def test_nothing_is_put_into_someones_mouth(before, after, code):
    with pytest.raises(RuleViolation) as caught:
        check_redaction(before, after)
    assert caught.value.code == code


def test_the_log_keeps_what_was_taken_out_and_undoing_gives_it_back():
    moderator = make_moderator()
    comment = make_shown(text="Siv Ek målade bänken.", name="Siv Ek")
    before = as_stored(comment)
    redact_comment(comment_id=comment.pk, moderator=moderator, text="[…] målade bänken.", name="Siv")
    comment.refresh_from_db()
    assert (comment.comment, comment.user_name, comment.state) == (
        "[…] målade bänken.",
        "Siv",
        State.APPROVED,
    )
    decision = last_decision(comment.pk)
    assert (decision.text_before, decision.name_before) == ("Siv Ek målade bänken.", "Siv Ek")
    undo_decision(decision_id=decision.pk, moderator=moderator)
    assert as_stored(comment) == before


def test_a_name_alone_can_be_taken_out_and_an_empty_text_is_refused():
    comment, moderator = make_shown(text="Bra.", name="Siv Ek, Ågatan 5"), make_moderator()
    who = {"comment_id": comment.pk, "moderator": moderator}
    assert refusal(redact_comment, **who, text=" ", name="Siv") == "nothing_left"
    assert redact_comment(**who, text="Bra.", name="").user_name == ""


# --- reports ---


def test_deciding_about_a_comment_handles_its_reports():
    moderator = make_moderator()
    for decide, kept in ((dismiss_reports, State.APPROVED), (hide_comment, State.HIDDEN)):
        comment = reported(make_shown(), times=2)
        more = {"reason": "insult"} if decide is hide_comment else {}
        before = as_stored(comment)
        decide(comment_id=comment.pk, moderator=moderator, **more)
        after = as_stored(comment)
        assert (after["reports"], after["state"]) == (0, kept)
        assert not comment.report_rows.filter(handled_at=None).exists()
        undo_decision(decision_id=last_decision(comment.pk).pk, moderator=moderator)
        assert as_stored(comment) == before
        assert comment.report_rows.filter(handled_at=None).count() == 2


def test_what_was_set_aside_is_shown_again_and_its_reports_are_handled():
    comment, moderator = reported(make_shown(), times=3), make_moderator()
    Comment.objects.filter(pk=comment.pk).update(state=State.ASIDE, waiting_since=NOON, is_removed=True)
    comment.refresh_from_db()
    approve_comment(comment_id=comment.pk, moderator=moderator)
    comment.refresh_from_db()
    assert (comment.state, comment.reports, comment.was_approved_by_moderator) == (State.APPROVED, 0, True)


def test_reports_are_dismissed_once_and_only_where_there_are_some():
    comment, moderator = make_shown(), make_moderator()
    assert refusal(dismiss_reports, comment_id=comment.pk, moderator=moderator) == "no_reports"
    dismiss_reports(comment_id=reported(comment).pk, moderator=moderator)
    assert refusal(dismiss_reports, comment_id=comment.pk, moderator=moderator) == "no_reports"
    comment.refresh_from_db()
    assert comment.decided_by == moderator


# --- undoing ---


def test_each_decision_can_be_undone_and_everything_is_as_it_was():
    moderator = make_moderator()
    waiting = make_comment(at_instant=NOON)
    junk = make_comment(at_instant=NOON)
    shown = make_shown(moderator=make_moderator())
    hidden = make_hidden(reason="other", words="Fel tråd.", moderator=make_moderator())
    cases = (
        (waiting, approve_comment, {}),
        (junk, hide_comment, {"reason": "spam"}),
        (shown, hide_comment, {"reason": "insult"}),
        (hidden, restore_comment, {}),
    )
    for comment, decide, more in cases:
        before = as_stored(comment)
        decide(comment_id=comment.pk, moderator=moderator, **more)
        decision = last_decision(comment.pk)
        undo_decision(decision_id=decision.pk, moderator=moderator)
        assert as_stored(comment) == before
        undoing = comment.decisions.latest("pk")
        assert (undoing.act, undoing.undoes, undoing.by) == (Act.UNDO, decision, moderator)


def test_an_undone_decision_is_not_undone_again_but_the_one_before_it_is():
    comment, moderator = make_comment(text="Siv Ek är bra."), make_moderator()
    redact_comment(comment_id=comment.pk, moderator=moderator, text="Siv är bra.", name="", show=True)
    redaction, approval = comment.decisions.filter(by=moderator).order_by("pk")
    assert refusal(undo_decision, decision_id=redaction.pk, moderator=moderator) == "nothing_to_undo"
    undo_decision(decision_id=approval.pk, moderator=moderator)
    assert refusal(undo_decision, decision_id=approval.pk, moderator=moderator) == "nothing_to_undo"
    assert undo_decision(decision_id=redaction.pk, moderator=moderator).comment == "Siv Ek är bra."
    assert Decision.objects.filter(comment=comment, act=Act.UNDO).count() == 2


def test_what_can_no_longer_be_undone_is_said():
    moderator, colleague = make_moderator(), make_moderator()
    comment = make_comment(at_instant=NOON)
    with at(NOON):
        approve_comment(comment_id=comment.pk, moderator=moderator)
        decision = last_decision(comment.pk)
        assert refusal(undo_decision, decision_id=decision.pk, moderator=colleague) == "not_yours_to_undo"
        with pytest.raises(PermissionDenied):
            undo_decision(decision_id=decision.pk, moderator=make_moderator(branch=make_page()))
    with at(NOON + dt.timedelta(days=1, seconds=1)):
        assert refusal(undo_decision, decision_id=decision.pk, moderator=moderator) == "nothing_to_undo"
    make_comment(page=comment.page, reply_to=comment.pk, at_instant=NOON + dt.timedelta(minutes=5))
    with at(NOON + dt.timedelta(hours=1)):
        assert refusal(undo_decision, decision_id=decision.pk, moderator=moderator) == "answered_since"
        hide_comment(comment_id=comment.pk, moderator=moderator, reason="person")
        assert refusal(undo_decision, decision_id=decision.pk, moderator=moderator) == "nothing_to_undo"
    assert refusal(undo_decision, decision_id=0, moderator=moderator) == "nothing_to_undo"


def test_undoing_never_shows_an_identity_number():
    comment, moderator = make_shown(), make_moderator()
    Comment.objects.filter(pk=comment.pk).update(comment=f"Jag är {NUMBER} här.")
    redact_comment(comment_id=comment.pk, moderator=moderator, text="Jag är här.", name="")
    decision = last_decision(comment.pk)
    assert refusal(undo_decision, decision_id=decision.pk, moderator=moderator) == "identity_number"


# --- many at once ---


def test_many_are_decided_about_each_for_itself_and_undone_together():
    page, moderator = make_page(), make_moderator()
    good = [make_comment(page=page) for _ in range(2)]
    reported_one = reported(make_shown(page=page))
    bad, gone = make_comment(page=page, text=f"Jag, {NUMBER}"), 10**8
    changed = make_comment(page=page)
    seen = {c.pk: c.version for c in (*good, reported_one, bad, changed)} | {gone: "", changed.pk: "0" * 16}
    outcome = show_many(seen=seen, moderator=moderator)
    assert outcome.done == [good[0].pk, good[1].pk, reported_one.pk]
    assert outcome.refused == [
        (bad.pk, "identity_number"),
        (changed.pk, "changed_since"),
        (gone, "no_such_comment"),
    ]
    decisions = [last_decision(pk).pk for pk in outcome.done]
    assert len(undo_many(decision_ids=decisions, moderator=moderator).done) == 3
    assert acts(good[0])[-2:] == [Act.APPROVE, Act.UNDO]


def test_hiding_many_needs_one_reason_and_stays_in_the_branch():
    mine, theirs = make_comment(), make_comment()
    moderator = make_moderator(branch=mine.page)
    seen = {mine.pk: mine.version, theirs.pk: theirs.version}
    with pytest.raises(RuleViolation):
        hide_many(seen=seen, moderator=moderator, reason="")
    outcome = hide_many(seen=seen, moderator=moderator, reason="spam")
    assert (outcome.done, outcome.refused) == ([mine.pk], [(theirs.pk, "no_such_comment")])


# --- appeals ---


def test_another_moderator_answers_an_appeal_and_the_comment_is_shown_again():
    hider, colleague = make_moderator(), make_moderator()
    appeal = appealed(make_hidden(moderator=hider))
    who = {"appeal_id": appeal.pk, "granted": True}
    assert refusal(answer_appeal, **who, moderator=hider) == "own_decision"
    answered = answer_appeal(**who, moderator=colleague, answer="Du har rätt.")
    comment = answered.comment
    comment.refresh_from_db()
    assert (comment.state, comment.decided_by, comment.hidden_reason) == (State.APPROVED, colleague, "")
    decision = comment.decisions.latest("pk")
    assert (decision.act, decision.text) == (Act.ANSWER_APPEAL, "Du har rätt.")
    assert refusal(answer_appeal, **who, moderator=colleague) == "appeal_answered"


def test_a_refused_appeal_says_why_and_the_comment_stays_hidden():
    colleague = make_moderator()
    appeal = appealed(make_hidden())
    who = {"appeal_id": appeal.pk, "moderator": colleague, "granted": False}
    assert refusal(answer_appeal, **who, answer=" ") == "answer_missing"
    assert refusal(answer_appeal, **who, answer=NUMBER) == "identity_number"
    assert refusal(answer_appeal, **who, answer="x" * 1001) == "too_long"
    assert answer_appeal(**who, answer="Namnet står kvar i texten.").granted is False
    assert Comment.objects.get(pk=appeal.comment_id).state == State.HIDDEN


def test_the_only_moderator_of_a_branch_answers_for_herself():
    page = make_page()
    moderator = make_moderator(branch=page)
    make_moderator(branch=make_page())
    make_user(is_superuser=True)
    appeal = appealed(make_hidden(page=page, moderator=moderator))
    assert answer_appeal(appeal_id=appeal.pk, moderator=moderator, granted=True).granted


def test_while_an_author_waits_for_an_answer_the_comment_is_not_shown_past_it():
    moderator = make_moderator()
    comment = make_hidden(moderator=moderator)
    appealed(comment)
    assert refusal(restore_comment, comment_id=comment.pk, moderator=moderator) == "appeal_open"
    hiding = comment.decisions.filter(act=Act.HIDE).get()
    assert refusal(undo_decision, decision_id=hiding.pk, moderator=moderator) == "nothing_to_undo"
    with pytest.raises(PermissionDenied):
        answer_appeal(
            appeal_id=Appeal.objects.get().pk, moderator=make_moderator(branch=make_page()), granted=True
        )
