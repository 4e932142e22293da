"""The moderators are told when the queue has become old: by mail at most once a day, and on their first page."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from wagtail.models import Site

from comments.admin.waiting.moderation import to_moderate
from comments.models import ConversationSettings, QueueAlarm
from comments.services.queue_alarm import alarm_of_old_queues
from comments.tests.builders import (
    NOON,
    make_comment,
    make_hidden,
    make_moderator,
    make_page,
    make_shown,
    make_user,
)
from comments.tests.test_queue import make_appeal_of, make_reports
from radslag.clock import at

pytestmark = pytest.mark.django_db


def after(hours):
    return NOON + dt.timedelta(hours=hours, minutes=1)


def alarms(hours):
    with at(after(hours)):
        return alarm_of_old_queues()


def test_a_moderator_is_mailed_once_a_day_while_the_promise_is_broken():
    page = make_page()
    moderator = make_moderator(branch=page)
    make_moderator(branch=make_page())
    make_user(is_superuser=True)
    make_comment(page=page, text="Hemligt inlägg", name="Siv", at_instant=NOON)
    assert [alarms(hours) for hours in (23, 24, 26, 47, 48.1)] == [0, 1, 0, 0, 1]
    assert QueueAlarm.objects.get().moderator == moderator


def test_the_mail_has_numbers_and_the_address_of_the_queue_but_nothing_that_was_written():
    page = make_page(title="Hemlig sida")
    moderator = make_moderator(branch=page)
    make_comment(page=page, text="<script>alert(1)</script>", name="Siv", at_instant=NOON)
    alarms(30)
    [message] = mail.outbox
    assert message.to == [moderator.email]
    text = f"{message.subject}\n{message.body}"
    assert "/admin/comments/queue/" in text
    assert "30" in text
    for secret in ("script", "Siv", "Hemlig", "@"):
        assert secret not in text


def test_a_site_that_promises_nothing_sends_nothing():
    make_moderator()
    make_comment(at_instant=NOON)
    defaults = ConversationSettings.for_site(Site.objects.get(is_default_site=True))
    defaults.promise_hours = 0
    defaults.save()
    assert alarms(1000) == 0


def line_for(user, hours=0):
    request = RequestFactory().get("/admin/")
    request.user = user
    with at(after(hours)):
        return to_moderate(request)


def test_the_first_page_counts_all_that_waits_and_is_urgent_when_the_promise_is_broken():
    page = make_page()
    moderator = make_moderator(branch=page)
    assert line_for(moderator) == []
    make_comment(page=page, at_instant=NOON)
    make_reports(make_shown(page=page))
    make_appeal_of(make_hidden(page=page))
    [line] = line_for(moderator, 5)
    assert (line.count, line.urgent, line.url) == (3, False, "/admin/comments/queue/")
    assert line_for(moderator, 25)[0].urgent
    assert line_for(make_moderator(branch=make_page())) == []
    assert line_for(make_user()) == []


def test_the_first_page_leads_to_the_queue():
    client = Client()
    client.force_login(make_moderator())
    make_comment()
    assert "/admin/comments/queue/" in client.get("/admin/").content.decode()
