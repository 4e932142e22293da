"""What followers of a round are told: each event once, in time, and only what is the case."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from budgeting.models import RoundFollow, RoundNotice
from budgeting.rules.following import STALE_AFTER, Event, due_events, next_event
from budgeting.rules.phases import Phase
from budgeting.services import acts, telling_followers
from budgeting.services.counting import count_round
from budgeting.services.following import follow_round, unfollow
from budgeting.services.rounds import change_round
from budgeting.services.telling_followers import tell_followers, tell_followers_of
from radslag.clock import TICK, at
from radslag.mail.services import deliver_mail
from radslag.models.mail import OutgoingMail
from radslag.schedule import JOBS
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

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def make_follower(round_, email="siv@example.org", *, since=None, language="sv"):
    with at(since or round_.submission_opens - DAY):
        return follow_round(email=email, round_id=round_.pk, language=language)


def tell(instant):
    """The mails that the job writes at an instant."""
    before = len(mail.outbox)
    with at(instant):
        number = tell_followers()
    assert len(mail.outbox) - before == number
    return mail.outbox[before:]


def test_a_follower_gets_five_mails_through_a_round_each_when_its_instant_has_come():
    round_ = make_round(Phase.BEFORE, name="Mitt Närlunda, våren")
    make_follower(round_)
    first = make_proposal(round_)
    told = []
    last_day = round_.voting_closes - DAY
    for instant in (round_.submission_opens, round_.proposals_shown, round_.voting_opens, last_day):
        assert tell(instant - TICK) == []
        told += tell(instant)
        assert tell(instant + MINUTE) == []
    make_ballot(round_, first)
    with at(round_.voting_closes):
        count_round(round_id=round_.pk)
    assert tell(round_.result_at - TICK) == []
    told += tell(round_.result_at)
    assert [m.subject for m in told] == [
        "Nu kan du lämna förslag: Mitt Närlunda, våren",
        "Nu visas förslagen: Mitt Närlunda, våren",
        "Nu kan du rösta: Mitt Närlunda, våren",
        "Röstningen stänger snart: Mitt Närlunda, våren",
        "Resultatet är här: Mitt Närlunda, våren",
    ]
    assert tell(round_.result_at + 40 * DAY) == []
    assert list(RoundNotice.objects.order_by("pk").values_list("event", flat=True)) == [*Event]


def test_a_mail_says_what_can_be_done_until_when_and_ends_in_one_click():
    page = make_round_page(Phase.BEFORE)
    round_ = page.round
    make_follower(round_)
    make_proposal(round_)
    (sent,) = tell(round_.voting_opens)
    assert sent.to == ["siv@example.org"]
    assert f"Röstningen stänger {moment(round_.voting_closes)}." in sent.body
    assert page.full_url in sent.body
    end = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert end.startswith("http")
    assert end in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "siv" not in sent.body + end
    assert "%" not in sent.body


def test_a_mail_is_in_the_language_in_which_it_was_asked_for():
    round_ = make_round(Phase.BEFORE)
    make_follower(round_, language="en")
    (sent,) = tell(round_.submission_opens)
    assert sent.subject == f"Now you can submit proposals: {round_.name}"


def test_who_began_to_follow_after_the_instant_is_not_told_what_the_page_said():
    round_ = make_round(Phase.BEFORE)
    make_follower(round_, since=round_.submission_opens)
    make_follower(round_, "bo@example.org", since=round_.submission_opens - TICK)
    (sent,) = tell(round_.submission_opens + MINUTE)
    assert sent.to == ["bo@example.org"]


def test_who_has_not_confirmed_or_has_ended_is_not_told():
    round_ = make_round(Phase.BEFORE)
    row = make_follower(round_)
    make_follower(round_, "bo@example.org")
    unfollow(follow_id=row.pk)
    assert [m.to for m in tell(round_.submission_opens)] == [["bo@example.org"]]


def test_several_rounds_are_told_of_each_to_its_own():
    one, two = make_round(Phase.BEFORE), make_round(Phase.BEFORE)
    make_follower(one)
    make_follower(two, "bo@example.org")
    sent = tell(max(one.submission_opens, two.submission_opens))
    assert sorted((m.to[0], m.subject.split(": ")[1]) for m in sent) == [
        ("bo@example.org", two.name),
        ("siv@example.org", one.name),
    ]


@pytest.mark.parametrize(("late", "number"), [(STALE_AFTER, 1), (STALE_AFTER + TICK, 0)])
def test_what_happened_long_ago_is_no_news_and_is_not_told_later_either(late, number):
    round_ = make_round(Phase.BEFORE)
    make_follower(round_)
    assert len(tell(round_.submission_opens + late)) == number
    assert tell(round_.submission_opens + TICK) == []
    assert RoundNotice.objects.get().event == Event.SUBMISSION_OPENS


def test_after_a_long_silence_one_mail_tells_the_latest():
    now = make_round(Phase.BEFORE).submission_opens
    schedule = make_schedule(Phase.BEFORE, now=now)
    quick = make_round(
        Phase.BEFORE,
        schedule=make_schedule(Phase.BEFORE, now=now, proposals_shown=schedule.voting_opens - DAY / 2),
    )
    make_follower(quick)
    make_proposal(quick)
    (sent,) = tell(quick.voting_opens + MINUTE)
    assert sent.subject.startswith("Nu kan du rösta")
    assert tell(quick.voting_opens + 2 * MINUTE) == []
    assert RoundNotice.objects.count() == 3


def test_without_an_accepted_proposal_nothing_is_said_of_reading_or_voting():
    round_ = make_round(Phase.BEFORE)
    make_follower(round_)
    make_proposal(round_, accepted=False)
    tell(round_.submission_opens)
    assert tell(round_.proposals_shown) == []
    assert tell(round_.voting_opens) == []


def test_the_result_is_told_once_the_votes_are_counted():
    round_ = make_round(Phase.BEFORE)
    make_follower(round_, since=round_.voting_opens)
    make_ballot(round_, make_proposal(round_))
    assert tell(round_.result_at) == []
    with at(round_.result_at + MINUTE):
        count_round(round_id=round_.pk)
    (sent,) = tell(round_.result_at + 2 * MINUTE)
    assert sent.subject.startswith("Resultatet är här")
    assert "och varför. På varje projekts sida" in sent.body


def test_a_result_that_gives_no_money_names_no_projects():
    round_ = make_round(Phase.BEFORE)
    make_follower(round_)
    make_proposal(round_)
    with at(round_.result_at):
        count_round(round_id=round_.pk)
    (sent,) = tell(round_.result_at)
    assert sent.subject.startswith("Resultatet är här")
    assert "projekt" not in sent.body


@pytest.mark.parametrize("stop", [pause, cancel])
def test_a_stopped_round_tells_nothing_of_its_dates(stop):
    round_ = make_round(Phase.BEFORE)
    make_follower(round_)
    stop(round_)
    mail.outbox.clear()
    for instant in (round_.submission_opens, round_.voting_opens, round_.result_at):
        assert tell(instant) == []
        with at(instant):  # nor does a worker that had it on its list already
            assert tell_followers_of(round_id=round_.pk) == 0
    assert not RoundNotice.objects.exists()


def test_after_a_pause_the_new_dates_hold():
    round_ = make_round(Phase.BEFORE)
    make_follower(round_)
    old = round_.submission_opens
    pause(round_)
    with at(old + 3 * DAY):
        acts.resume(round_id=round_.pk, by=make_user(), reason=REASON)
    round_.refresh_from_db()
    mail.outbox.clear()
    assert round_.submission_opens > old + 3 * DAY
    assert tell(round_.submission_opens - TICK) == []
    assert len(tell(round_.submission_opens)) == 1


def test_changed_dates_are_told_when_they_come_not_when_they_were_to_come():
    round_ = make_round(Phase.BEFORE)
    make_follower(round_)
    old = round_.submission_opens
    round_ = change_round(round_id=round_.pk, submission_opens=old + 3 * DAY)
    assert tell(old) == []
    assert len(tell(round_.submission_opens)) == 1


def test_a_round_that_not_everyone_may_read_is_not_told_of():
    draft, private = make_round_page(Phase.BEFORE), make_round_page(Phase.BEFORE)
    for page in (draft, private):
        make_follower(page.round)
    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert tell(max(draft.round.submission_opens, private.round.submission_opens)) == []
    assert not RoundNotice.objects.exists()


def test_a_round_that_fails_is_reported_and_does_not_stop_the_next(monkeypatch, caplog):
    one, two = make_round(Phase.BEFORE), make_round(Phase.BEFORE)
    for round_ in (one, two):
        make_follower(round_)
    real = telling_followers.following_mails.news

    def fails_for_one(follow, event, **result):
        if follow.round_id == one.pk:
            raise ValueError("siv@example.org")
        return real(follow, event, **result)

    monkeypatch.setattr(telling_followers.following_mails, "news", fails_for_one)
    later = max(one.submission_opens, two.submission_opens)
    assert len(tell(later)) == 1
    assert str(one.pk) in caplog.text
    assert "siv@" not in caplog.text
    monkeypatch.undo()
    (sent,) = tell(later + MINUTE)
    assert one.name in sent.subject


def waiting_mail(round_, settings):
    """A mail that stands in the outbox since the mail server is away."""
    settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"
    with at(round_.submission_opens):
        assert tell_followers() == 1
    return OutgoingMail.objects.latest("pk")


@pytest.mark.parametrize(
    ("meanwhile", "leaves"),
    [
        (lambda _round: None, True),
        (cancel, False),
        (pause, False),
        (lambda round_: unfollow(follow_id=round_.follows.get().pk), False),
        (lambda round_: round_.follows.all().delete(), False),
    ],
)
def test_a_mail_that_waited_leaves_only_while_it_is_true(settings, meanwhile, leaves):
    round_ = make_round(Phase.BEFORE)
    make_follower(round_)
    waiting = waiting_mail(round_, settings)
    OutgoingMail.objects.exclude(pk=waiting.pk).delete()
    with at(round_.submission_opens + MINUTE):
        OutgoingMail.objects.filter(pk=waiting.pk).update(created_at=round_.submission_opens)
        meanwhile(round_)
        assert deliver_mail(mail_id=waiting.pk) is leaves
    assert ("Nu kan du lämna förslag" in "".join(m.subject for m in mail.outbox)) is leaves


def test_a_mail_that_waited_for_days_is_no_news(settings):
    round_ = make_round(Phase.BEFORE)
    make_follower(round_)
    waiting = waiting_mail(round_, settings)
    OutgoingMail.objects.filter(pk=waiting.pk).update(created_at=round_.submission_opens)
    with at(round_.submission_opens + STALE_AFTER):
        assert deliver_mail(mail_id=waiting.pk) is False
    assert not mail.outbox


def test_the_projects_of_a_result_are_made_before_followers_are_sent_to_them():
    names = [job.name for job in JOBS]
    assert names.index("keep projects") < names.index("tell followers of rounds")


def test_the_jobs_run_by_themselves():
    services = {job.service: job.interval for job in JOBS}
    assert services["budgeting.services.telling_followers.tell_followers"] <= dt.timedelta(minutes=5)
    assert services["budgeting.services.following.forget_followers"] == DAY


def test_of_two_instants_at_once_the_later_step_comes_next():
    schedule = make_schedule(Phase.BEFORE)
    together = make_schedule(
        Phase.BEFORE, proposals_shown=schedule.voting_opens, voting_opens=schedule.voting_opens
    )
    assert next_event(together, together.submission_opens) is Event.VOTING_OPENS
    assert next_event(together, together.result - TICK) is Event.RESULT
    assert next_event(together, together.result) is None


def test_what_is_due_has_happened_and_is_untold():
    schedule = make_schedule(Phase.BEFORE)
    opens = schedule.voting_opens
    assert due_events(schedule, opens, ()) == [*Event][:3]
    assert due_events(schedule, opens - TICK, {Event.SUBMISSION_OPENS.value}) == [Event.PROPOSALS_SHOWN]


def test_the_number_of_followers_does_not_change_the_number_of_reads():
    reads = []
    for number in (1, 8):
        round_ = make_round(Phase.BEFORE)
        for n in range(number):
            make_follower(round_, f"p{n}@example.org")
        with CaptureQueriesContext(connection) as queries, at(round_.submission_opens):
            assert tell_followers_of(round_id=round_.pk) == number
        about_follows = [
            q for q in queries if "budgeting_roundfollow" in q["sql"] and "round_news" not in q["sql"]
        ]
        reads.append(len([q for q in about_follows if "ORDER BY" in q["sql"]]))
    assert reads[0] == reads[1] == 1
    assert RoundFollow.objects.count() == 9
