"""Workers that tell who follows a project at the same time, and buttons pressed at once, on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from budgeting.models import RoundFollow
from budgeting.services import project_updates, telling_of_news
from budgeting.services.following import follow_round
from budgeting.services.project_updates import Said
from budgeting.services.telling_of_news import SETTLED, tell_of_news
from radslag.clock import at
from radslag.models.mail import OutgoingMail

from .builders import make_project, make_user
from .test_races import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
WORKERS, FOLLOWERS = 6, 4


@pytest.fixture(autouse=True)
def mail_that_stays(settings):
    """Mails wait in the outbox: what a transaction takes back is taken back."""
    settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"


def make_news(followers=FOLLOWERS):
    """A project with followers, about which something was published that has settled."""
    project = make_project()
    now = timezone.now()
    with at(now - 3 * SETTLED):
        for n in range(followers):
            follow_round(email=f"p{n}@example.org", round_id=project.proposal.round_id, project_id=project.pk)
    with at(now - 2 * SETTLED):
        said = Said(date=timezone.localdate(now - dt.timedelta(days=1)), text="Nu gräver vi.")
        project_updates.say(project_id=project.pk, said=said, by=make_user())
    OutgoingMail.objects.all().delete()
    return project


def told():
    """How many mails wait for each address."""
    return Counter(OutgoingMail.objects.values_list("recipients", flat=True))


def test_however_many_workers_tell_each_follower_is_told_once():
    make_news()
    assert sum(together([tell_of_news] * WORKERS)) == FOLLOWERS
    assert told() == {f"p{n}@example.org": 1 for n in range(FOLLOWERS)}


def test_control_without_the_lock_a_follower_is_told_twice(monkeypatch):
    make_news(followers=1)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *_args, **_kwargs: self)
    gate = threading.Barrier(2, timeout=10)
    real = telling_of_news.following_mails.project_news
    monkeypatch.setattr(
        telling_of_news.following_mails, "project_news", lambda *args: gate.wait() >= 0 and real(*args)
    )
    assert together([tell_of_news] * 2) == [1, 1]
    assert told() == {"p0@example.org": 2}


def test_buttons_pressed_at_once_follow_the_project_once_and_the_round_by_itself():
    project = make_project()
    round_id = project.proposal.round_id
    make_user(email="siv@example.org")
    both = (None, project.pk)
    together(
        [
            lambda pk=both[n % 2]: follow_round(email="siv@example.org", round_id=round_id, project_id=pk)
            for n in range(WORKERS)
        ]
    )
    found = list(RoundFollow.objects.order_by("project").values_list("project", flat=True))
    assert sorted(found, key=bool) == [None, project.pk]
