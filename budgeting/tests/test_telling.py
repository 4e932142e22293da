"""Who takes part in a round is mailed, once, what people decided about it."""

from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import PageViewRestriction

from budgeting.mails import tokens
from budgeting.models import ProposalDraft, RoundFollow
from budgeting.rules.phases import Phase
from budgeting.services import acts
from budgeting.services.proposals import withdraw_proposal
from budgeting.services.telling import participants, tell_participants
from comments.models import Participant
from radslag.clock import at
from radslag.templatetags.dates import moment

from .builders import (
    DAY,
    KRONA,
    REASON,
    cancel,
    make_draft,
    make_proposal,
    make_round,
    make_round_page,
    make_user,
    pause,
)

pytestmark = pytest.mark.django_db


def make_follow(round_, email: str, *, confirmed: bool = True, language: str = "sv") -> RoundFollow:
    now = timezone.now()
    participant, _new = Participant.objects.get_or_create(
        email=email, defaults={"created_at": now, "language": language}
    )
    return RoundFollow.objects.create(
        round=round_, participant=participant, created_at=now, confirmed_at=now if confirmed else None
    )


def test_authors_writers_and_followers_are_told_once_each():
    round_ = make_round(Phase.SUBMISSION)
    siv, bo = make_user(email="siv@example.org"), make_user(email="bo@example.org")
    make_proposal(round_, accepted=False, author=siv)
    make_proposal(round_, accepted=False, author=siv)
    make_draft(round_, author=siv)
    make_draft(round_, author=bo)
    make_follow(round_, "siv@example.org")
    make_follow(round_, "eva@example.org")
    make_follow(round_, "unconfirmed@example.org", confirmed=False)
    make_draft(author=make_user(email="elsewhere@example.org"))
    act = pause(round_)
    assert tell_participants(act_id=act.pk) == 3
    assert sorted(m.to[0] for m in mail.outbox) == ["bo@example.org", "eva@example.org", "siv@example.org"]
    assert tell_participants(act_id=act.pk) == 0
    assert len(mail.outbox) == 3


def test_a_follower_is_told_nothing_of_a_round_that_not_everyone_may_read():
    page = make_round_page(Phase.SUBMISSION)
    siv = make_user(email="siv@example.org")
    make_draft(page.round, author=siv)
    make_follow(page.round, "eva@example.org")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert tell_participants(act_id=pause(page.round).pk) == 1
    assert [m.to for m in mail.outbox] == [[siv.email]]


def test_who_took_a_proposal_back_or_is_closed_off_is_not_told():
    round_ = make_round(Phase.SUBMISSION)
    siv, gone = make_user(), make_user()
    proposal = make_proposal(round_, accepted=False, author=siv)
    make_draft(round_, author=siv, proposal=proposal, sent_version=1)
    withdraw_proposal(proposal_id=proposal.pk, author=siv)
    make_draft(round_, author=gone)
    gone.is_active = False
    gone.save()
    assert participants(round_.pk) == {}


def test_a_mail_is_in_the_language_of_who_gets_it():
    round_ = make_round(Phase.SUBMISSION)
    siv = make_user(email="siv@example.org")
    make_draft(round_, author=siv, language="en")
    make_proposal(round_, accepted=False, author=siv)
    make_follow(round_, "siv@example.org", language="sv")
    assert participants(round_.pk) == {"siv@example.org": "en"}
    tell_participants(act_id=cancel(round_).pk)
    (sent,) = mail.outbox
    assert sent.subject == f"Cancelled: {round_.name}"


def test_a_request_is_told_to_nobody():
    round_ = make_round(Phase.SUBMISSION)
    make_draft(round_)
    asked = acts.ask_to_pause(round_id=round_.pk, by=make_user(), reason=REASON)
    assert tell_participants(act_id=asked.pk) == 0
    asked.refresh_from_db()
    assert (asked.told_at, mail.outbox) == (None, [])


def test_a_change_says_what_it_was_and_is_with_units_and_why():
    round_ = make_round(Phase.SUBMISSION)
    make_draft(round_)
    before, after = round_.submission_closes, round_.submission_closes + DAY
    act = acts.change_with_reason(
        round_id=round_.pk,
        by=make_user(),
        reason="Många vill hinna.",
        submission_closes=after,
        cap_ore=30_000 * KRONA,
        proposals_per_quarter=2,
    )
    tell_participants(act_id=act.pk)
    (sent,) = mail.outbox
    assert "Många vill hinna." in sent.body
    for text in (moment(before), moment(after), "25\u00a0000\u00a0kr", "30\u00a0000\u00a0kr", "2 förslag"):
        assert text in sent.body
    assert f"/{round_.pages.get().slug}/" in sent.body
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_who_is_told_that_it_goes_on_gets_the_new_dates():
    round_ = make_round(Phase.VOTING)
    make_proposal(round_)
    pause(round_)
    with at(round_.paused_at + 3 * DAY):
        act = acts.resume(round_id=round_.pk, by=make_user(), reason=REASON)
    round_.refresh_from_db()
    tell_participants(act_id=act.pk)
    body = mail.outbox[-1].body
    assert moment(round_.voting_closes) in body
    assert moment(round_.result_at) in body


def test_mails_that_can_not_be_written_leave_the_act_untold(monkeypatch):
    round_ = make_round(Phase.SUBMISSION)
    make_draft(round_)
    act = pause(round_)

    def broken(*_args, **_kwargs):
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr("budgeting.mails.acts.told", broken)
        with pytest.raises(OSError):
            tell_participants(act_id=act.pk)
    assert tell_participants(act_id=act.pk) == 1


def test_a_paper_is_told_to_the_address_on_it():
    round_ = make_round(Phase.SUBMISSION)
    proposal = make_proposal(round_, accepted=False)
    ProposalDraft.objects.filter(proposal=proposal).delete()
    applicant = proposal.applicant
    applicant.email = "Paper@example.org"
    applicant.save()
    type(proposal).objects.filter(pk=proposal.pk).update(author=None)
    assert participants(round_.pk) == {"paper@example.org": "sv"}


def test_who_only_follows_ends_the_mails_in_one_click_and_who_has_written_can_not():
    round_ = make_round(Phase.SUBMISSION)
    make_draft(round_, author=make_user(email="bo@example.org"))
    make_follow(round_, "bo@example.org")
    row = make_follow(round_, "siv@example.org")
    tell_participants(act_id=pause(round_).pk)
    to_writer, to_follower = sorted(mail.outbox, key=lambda sent: sent.to)
    end = f"/omgang/sluta-folja/{tokens.sign('unfollow', row.pk)}/"
    assert end in to_follower.body
    assert end in to_follower.extra_headers["List-Unsubscribe"]
    assert to_follower.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "eftersom du har skrivit ett förslag i omgången" in to_writer.body
    assert "List-Unsubscribe" not in to_writer.extra_headers
