"""Workers that tell followers at the same time or break off in the middle, on PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet
from django.utils import timezone

from budgeting.mails import following as following_mails
from budgeting.models import RoundFollow, RoundNotice
from budgeting.rules.phases import Phase
from budgeting.services import telling_followers
from budgeting.services.following import ask_to_follow, follow_round
from budgeting.services.telling_followers import tell_followers, tell_followers_of
from comments.models import Participant
from radslag.models.mail import OutgoingMail

from .builders import DAY, make_round, make_schedule, make_user, pause
from .test_races import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
WORKERS, FOLLOWERS = 8, 5


@pytest.fixture(autouse=True)
def mail_that_stays(settings):
    """Mails wait in the outbox: what a transaction takes back is taken back."""
    settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"


def make_followed(followers=FOLLOWERS):
    """A round whose submission has just opened, with followers from the day before."""
    now = timezone.now()
    round_ = make_round(Phase.SUBMISSION, schedule=make_schedule(Phase.SUBMISSION, submission_opens=now))
    for n in range(followers):
        row = follow_round(email=f"p{n}@example.org", round_id=round_.pk)
        RoundFollow.objects.filter(pk=row.pk).update(confirmed_at=now - DAY)
    OutgoingMail.objects.all().delete()
    return round_


def told():
    """How many mails wait for each address."""
    return Counter(OutgoingMail.objects.values_list("recipients", flat=True))


ONCE_EACH = {f"p{n}@example.org": 1 for n in range(FOLLOWERS)}


def test_however_many_workers_tell_each_follower_is_told_once():
    make_followed()
    results = together([tell_followers] * WORKERS)
    assert sorted(results) == [0] * (WORKERS - 1) + [FOLLOWERS]
    assert told() == ONCE_EACH
    assert RoundNotice.objects.count() == 1


def refused_by_the_database(call):
    try:
        return call()
    except IntegrityError:
        return "refused"


def without_the_lock(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *_args, **_kwargs: self)
    gate = threading.Barrier(2, timeout=10)
    real = telling_followers._can_be_told
    monkeypatch.setattr(telling_followers, "_can_be_told", lambda *args: gate.wait() >= 0 and real(*args))


def test_control_without_the_lock_a_worker_runs_into_the_constraint(monkeypatch):
    round_ = make_followed()
    without_the_lock(monkeypatch)
    call = lambda: refused_by_the_database(lambda: tell_followers_of(round_id=round_.pk))  # noqa: E731
    assert Counter(together([call] * 2)) == {"refused": 1, FOLLOWERS: 1}
    assert told() == ONCE_EACH


def test_control_without_lock_and_constraint_followers_are_told_twice(monkeypatch):
    round_ = make_followed()
    without_the_lock(monkeypatch)
    table, name = "budgeting_roundnotice", "budgeting_one_notice_each"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        together([lambda: tell_followers_of(round_id=round_.pk)] * 2)
        assert set(told().values()) == {2}
    finally:
        RoundNotice.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE (round_id, event)")


def test_a_worker_that_breaks_off_in_the_middle_leaves_nobody_out_and_tells_nobody_twice(monkeypatch):
    make_followed()
    real, written = following_mails.news, []

    def breaks_off(follow, event, **said):
        if len(written) == 2:
            raise SystemExit  # as a killed process: no handler of ours sees it
        written.append(follow.pk)
        return real(follow, event, **said)

    monkeypatch.setattr(following_mails, "news", breaks_off)
    with pytest.raises(SystemExit):
        tell_followers()
    assert (len(written), told(), RoundNotice.objects.count()) == (2, Counter(), 0)
    monkeypatch.setattr(following_mails, "news", real)
    assert tell_followers() == FOLLOWERS
    assert tell_followers() == 0
    assert told() == ONCE_EACH


def test_a_worker_whose_connection_is_cut_leaves_nobody_out(monkeypatch):
    make_followed()
    real, written = following_mails.news, []

    def cut(follow, event, **said):
        if len(written) == 2:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        written.append(follow.pk)
        return real(follow, event, **said)

    def run():
        try:
            return tell_followers()
        except Exception as error:
            return type(error).__name__

    monkeypatch.setattr(following_mails, "news", cut)
    assert together([run]) == ["OperationalError"]
    assert (told(), RoundNotice.objects.count()) == (Counter(), 0)
    monkeypatch.setattr(following_mails, "news", real)
    assert tell_followers() == FOLLOWERS
    assert told() == ONCE_EACH


def test_a_pause_that_comes_in_between_is_heeded(monkeypatch):
    round_ = make_followed()
    real = telling_followers._followed_rounds

    def slow():
        found = real()
        time.sleep(0.5)  # the round is paused now, by another worker
        return found

    monkeypatch.setattr(telling_followers, "_followed_rounds", slow)

    def stop():
        time.sleep(0.1)
        return pause(round_)

    results = together([tell_followers, stop])
    assert results[0] == 0
    assert not RoundNotice.objects.exists()


def test_one_address_that_asks_at_once_follows_once():
    round_ = make_round(Phase.SUBMISSION)
    together([lambda: ask_to_follow(email="siv@example.org", round_id=round_.pk)] * WORKERS)
    assert RoundFollow.objects.count() == Participant.objects.count() == 1
    assert told() == {"siv@example.org": 3}


def test_a_button_pressed_twice_at_once_follows_once():
    round_ = make_round(Phase.SUBMISSION)
    make_user()
    together([lambda: follow_round(email="siv@example.org", round_id=round_.pk)] * WORKERS)
    assert RoundFollow.objects.get().confirmed_at
