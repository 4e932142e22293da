"""The mail the day before voting closes: to who follows and has no ballot, once, and only while it is true."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from budgeting.models import CodeBatch, RoundNotice, VoterIdentity, VotingCode
from budgeting.rules.ballots import key_of_code
from budgeting.rules.following import Event, instants
from budgeting.rules.phases import Phase
from budgeting.services import acts
from budgeting.services.telling_followers import tell_followers, tell_followers_of
from budgeting.services.voters import Voter
from radslag.clock import TICK, at, database_now
from radslag.mail.services import deliver_mail
from radslag.models.mail import OutgoingMail
from radslag.templatetags.dates import moment

from .builders import (
    DAY,
    REASON,
    cancel,
    make_ballot,
    make_proposal,
    make_round,
    make_round_page,
    make_schedule,
    make_user,
    pause,
)
from .test_following_news import MINUTE, make_follower, tell
from .test_races import together

in_a_transaction = pytest.mark.django_db
SUBJECT = "Röstningen stänger snart"


def make_voting(**overrides):
    """A round with one proposal whose followers have been told that voting is open."""
    round_ = make_round(Phase.BEFORE, **overrides)
    proposal = make_proposal(round_)
    for who in ("siv", "bo"):
        make_follower(round_, f"{who}@example.org")
    tell(round_.voting_opens)
    return round_, proposal


@in_a_transaction
def test_who_has_a_ballot_is_not_reminded_and_who_has_none_is():
    round_, proposal = make_voting()
    make_ballot(round_, proposal, voter=Voter(email="SIV@example.org"))
    last_day = round_.voting_closes - DAY
    assert tell(last_day - TICK) == []
    (sent,) = tell(last_day)
    assert sent.to == ["bo@example.org"] and sent.subject == f"{SUBJECT}: {round_.name}"
    assert moment(round_.voting_closes) in sent.body and "behöver du inte göra något" in sent.body
    assert tell(last_day + MINUTE) == []


@in_a_transaction
def test_where_one_votes_by_code_everyone_is_told_since_nobody_knows_who_has_voted():
    round_, proposal = make_voting(identity=VoterIdentity.CODES)
    key = key_of_code(bytes(round_.secret.voter_secret), "K7QF2M9DXR4P")
    batch = CodeBatch.objects.create(round=round_, name="Vägen", size=1, made_at=round_.voting_opens)
    VotingCode.objects.create(round=round_, batch=batch, number=1, voter_key=key)
    make_ballot(round_, proposal, voter=Voter(key=key, identity=VoterIdentity.CODES))
    assert len(tell(round_.voting_closes - DAY)) == 2


@in_a_transaction
def test_a_mail_about_the_last_day_does_not_say_whether_anybody_has_voted():
    round_, _proposal = make_voting()
    bodies = {m.body.split("\n\n")[0] for m in tell(round_.voting_closes - DAY)}
    assert len(bodies) == 1 and "inte röstat" not in bodies.pop()


@in_a_transaction
def test_a_vote_of_less_than_two_days_has_no_last_day():
    schedule = make_schedule(Phase.BEFORE)
    opens = schedule.voting_opens
    for length, has in ((2 * DAY - TICK, False), (2 * DAY, True)):
        made = make_schedule(Phase.BEFORE, voting_closes=opens + length, voting_opens=opens)
        assert (Event.LAST_DAY in instants(made)) is has
    round_, _proposal = make_voting(
        schedule=make_schedule(Phase.BEFORE, voting_opens=opens, voting_closes=opens + DAY)
    )
    assert tell(round_.voting_closes - TICK) == []


@in_a_transaction
def test_when_voting_has_closed_nobody_is_told_that_it_closes():
    round_, _proposal = make_voting()
    assert tell(round_.voting_closes) == []
    assert RoundNotice.objects.filter(event=Event.LAST_DAY).exists(), (
        "it is noted, so that it comes no later either"
    )


@in_a_transaction
@pytest.mark.parametrize("stop", [pause, cancel])
def test_a_stopped_round_reminds_nobody(stop):
    round_, _proposal = make_voting()
    with at(round_.voting_opens + MINUTE):
        stop(round_)
    assert tell(round_.voting_closes - DAY) == []
    with at(round_.voting_closes - DAY):
        assert tell_followers_of(round_id=round_.pk) == 0


@in_a_transaction
def test_when_the_close_moves_the_reminder_comes_the_day_before_the_new_one():
    round_, _proposal = make_voting()
    old = round_.voting_closes
    with at(round_.voting_opens + MINUTE):
        acts.change_with_reason(round_id=round_.pk, by=make_user(), reason=REASON, voting_closes=old + DAY)
    assert tell(old - DAY) == []
    assert len(tell(old)) == 2


@in_a_transaction
def test_who_was_reminded_is_reminded_again_when_the_vote_is_extended_by_more_than_a_day():
    round_, _proposal = make_voting()
    old = round_.voting_closes
    assert len(tell(old - DAY)) == 2
    with at(old - MINUTE):
        acts.change_with_reason(
            round_id=round_.pk, by=make_user(), reason=REASON, voting_closes=old + 2 * DAY
        )
    assert tell(old) == [] and len(tell(old + DAY)) == 2 and tell(old + DAY + MINUTE) == []


@in_a_transaction
def test_an_extension_by_a_few_hours_reminds_nobody_twice():
    round_, _proposal = make_voting()
    old = round_.voting_closes
    assert len(tell(old - DAY)) == 2
    with at(old - MINUTE):
        changed = dt.timedelta(hours=5)
        acts.change_with_reason(
            round_id=round_.pk, by=make_user(), reason=REASON, voting_closes=old + changed
        )
    assert tell(old + MINUTE) == []


@in_a_transaction
@pytest.mark.parametrize(("waits", "leaves"), [(MINUTE, True), (DAY - TICK, True), (DAY, False)])
def test_a_mail_that_waited_leaves_only_while_voting_is_open(settings, waits, leaves):
    round_, _proposal = make_voting()
    settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"
    written = round_.voting_closes - DAY
    with at(written):
        assert tell_followers() == 2
    waiting = OutgoingMail.objects.latest("pk")
    OutgoingMail.objects.filter(pk=waiting.pk).update(created_at=written)
    mail.outbox.clear()
    with at(written + waits):
        assert deliver_mail(mail_id=waiting.pk) is leaves


@in_a_transaction
def test_the_page_says_that_one_is_told_of_the_last_day_and_names_it_while_voting_is_open(client):
    page = make_round_page(Phase.VOTING)
    html = client.get(reverse("budgeting:follow_round", args=[page.round_id])).content.decode()
    assert "Påminn mig dagen innan röstningen stänger" in html and "högst fem mejl" in html


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_however_many_workers_remind_each_is_reminded_once(settings):
    settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"
    round_ = make_round(Phase.VOTING)
    make_proposal(round_)
    for n in range(4):
        make_follower(round_, f"p{n}@example.org")
    OutgoingMail.objects.all().delete()
    last_day = round_.voting_closes - DAY

    def remind():
        with at(last_day):
            return tell_followers()

    assert sorted(together([remind] * 6)) == [0] * 5 + [4]
    assert OutgoingMail.objects.count() == 4


@in_a_transaction
def test_the_site_is_not_closed_while_a_round_takes_votes_unless_it_is_paused():
    from budgeting.privacy.operated import rounds_in_voting

    round_ = make_round(Phase.VOTING)
    opens, closes = round_.voting_opens, round_.voting_closes
    assert rounds_in_voting(opens - DAY, opens) == rounds_in_voting(closes, closes + DAY) == []
    for start, end in (
        (opens - DAY, opens + TICK),
        (closes - TICK, closes + DAY),
        (opens - DAY, closes + DAY),
    ):
        (told,) = rounds_in_voting(start, end)
        assert f"round {round_.pk}" in told and "takes votes until" in told
    pause(round_)
    assert rounds_in_voting(database_now(), database_now() + DAY) == []
