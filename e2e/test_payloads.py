"""Whatever people write is text, wherever it is shown: nothing of it runs in a browser.

At full scale every payload goes through every field that shows: text, name, words of a moderator, answer, report,
appeal, unit, outcome; and every page, list, feed and mail that shows them is opened and provoked.
"""

import datetime as dt
import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Browser

from comments.mails import tokens
from comments.models import Comment, Follow, Participant
from comments.rules.acts import Pace, ReportReason
from comments.rules.errors import RuleViolation
from comments.services import Sender, approve_comment, hide_comment, post_comment
from comments.services.answers import ask_us
from comments.services.appeals import make_appeal
from comments.services.conversations import ensure_conversation
from comments.services.following import follow
from comments.services.outcomes import link_outcome
from comments.services.participants import ensure_participant
from comments.services.reports import Reporter, report_comment
from councils.models import Matter
from e2e.browsers import DESKTOP
from e2e.payloads import PROVOKE, WATCH, payloads
from e2e.people import Staff, new_address
from home.models import NewsIndexPage, NewsPage
from radslag.clock import database_now
from radslag.models import User
from radslag.tests.scale import scaled

BY_THEMSELVES = scaled(10, least=3)
"""So many comments are opened on pages of their own; lists show all of them."""
FIELDS = ("text", "name", "answer", "words", "report", "appeal", "unit", "outcome")


@dataclass
class Written:
    """What the payloads were put into, and how many times one was taken in."""

    page: NewsPage
    times: int = 0
    shown: list[Comment] = field(default_factory=list)
    hidden: list[Comment] = field(default_factory=list)


@pytest.fixture(scope="module")
def written(site: str) -> Written:
    """Put every payload into every field."""
    page = NewsPage(
        title="Hit skriver alla", lead="Vad som helst.", date=dt.date(2026, 11, 2), thread_mode="open"
    )
    NewsIndexPage.objects.live().earliest("pk").add_child(instance=page)
    made, boss = Written(page), User.objects.get(email="moderator@example.org")
    writer = ensure_participant(email=new_address(), confirmed=True)
    for pace in Pace.values:
        reader = ensure_participant(email=new_address(), confirmed=True)
        follow(participant=reader, conversation=ensure_conversation(target=page), pace=pace)
    for payload in payloads():
        _write(made, payload, boss, writer)
    return made


def _write(made: Written, payload: str, boss: User, writer: Participant) -> None:
    def taken(act: Callable[[], Any]) -> Any:
        try:
            found = act()
        except (
            RuleViolation
        ):  # too long, nothing to be seen, a number that is never shown: not taken in, nothing to run
            return None
        made.times += 1
        return found

    who = Sender(participant=writer)
    posted = taken(
        lambda: post_comment(target=made.page, text=f"{payload}\nslut", name=payload[:50], sender=who).comment
    )
    if posted is None or taken(lambda: approve_comment(comment_id=posted.pk, moderator=boss)) is None:
        return
    made.shown.append(posted)
    matter = Matter.objects.public().earliest("pk")
    report = {"reason": ReportReason.OTHER, "text": payload[:500], "by": Reporter(writer, "")}
    due, later = database_now().date() + dt.timedelta(days=9), {"comment_id": posted.pk, "moderator": boss}
    taken(
        lambda: post_comment(
            target=made.page, text=f"svar {payload}", sender=Sender(user=boss), reply_to=posted.pk
        )
    )
    taken(lambda: report_comment(comment_id=posted.pk, **report))
    taken(lambda: ask_us(unit=payload[:80], assigned_to=boss, due_on=due, **later))
    taken(lambda: link_outcome(kind="arende", thing_id=matter.pk, text=payload[:200], **later))
    other = post_comment(target=made.page, text=f"dolt {payload}", name=payload[:50], sender=who).comment
    if taken(
        lambda: hide_comment(
            comment_id=other.pk, moderator=boss, reason="other", text=f"skäl {payload}"[:200]
        )
    ):
        made.hidden.append(other)
        taken(lambda: make_appeal(comment_id=other.pk, text=f"nej {payload}"[:1000]))


@pytest.fixture
def watched(site: str, browser: Browser) -> Iterator[Staff]:
    """A moderator whose browser notes whatever runs."""
    context = browser.new_context(base_url=site, viewport=DESKTOP, locale="sv-SE")
    context.add_init_script(WATCH)
    context.set_default_timeout(20_000)
    person = Staff(context, site)
    person.page.on(
        "dialog", lambda dialog: (person.troubles.append(f"dialog {dialog.message}"), dialog.dismiss())
    )
    yield person
    context.close()


def places(written: Written) -> Iterator[str]:
    """Every address at which what was written is shown."""
    page, shown, hidden = written.page, written.shown, written.hidden
    roots = len(shown) + len(hidden)
    yield from (f"{page.url}?inlagg={number}" for number in range(1, roots // 10 + 2))
    yield from (reverse("comments:target_questions", args=[page.pk]), reverse("comments:questions"), "/")
    yield from (f"{page.url}?ordning=aldst", reverse("comments:target_rss", args=[page.pk]))
    yield from (reverse("comments:target_json", args=[page.pk]), reverse("comments:rss"))
    for comment in shown[:: max(1, len(shown) // BY_THEMSELVES)]:
        for name in ("thread", "whole", "like", "report", "reply"):
            yield reverse(f"comments:{name}", args=[comment.pk])
        yield from (
            reverse("comments_history", args=[comment.pk]),
            reverse("comments_outcome", args=[comment.pk]),
        )
    for comment in hidden[:: max(1, len(hidden) // BY_THEMSELVES)]:
        yield reverse("comments:mine", args=[tokens.sign("mine", comment.pk)])
        yield reverse("comments_history", args=[comment.pk])
    yield from (
        "/admin/",
        *(f"{reverse('comments_queue')}?sida={number}" for number in range(1, len(hidden) // 20 + 2)),
    )
    lists = reverse("comments_comment_modeladmin_index")
    yield from (f"{lists}?state=all&p={number}" for number in range(1, 2 * roots // 50 + 2))


def test_nothing_that_people_write_runs(
    written: Written, watched: Staff, capsys: pytest.CaptureFixture[str]
) -> None:
    watched.log_in("moderator")
    ran, opened = {}, 0
    for place in places(written):
        watched.page.goto(place)
        found = watched.page.evaluate(PROVOKE) + watched.troubles
        watched.troubles.clear()
        opened += 1
        if found:
            ran[place] = found[:5]
    with capsys.disabled():
        print(
            f"\n  {len(payloads())} payloads, {written.times} taken in by {len(FIELDS)} fields, {opened} pages opened",
            end="",
        )
    assert not ran
    assert written.times > len(FIELDS)


def test_no_mail_runs_anything_and_none_gets_another_header(written: Written, watched: Staff) -> None:
    call_command("work", "--once")
    Follow.objects.filter(pace=Pace.DAILY).update(sent_until=database_now() - dt.timedelta(days=2))
    from comments.services.digests import send_digests

    send_digests()
    call_command("work", "--once")
    about = [message for message in mail.outbox if written.page.title in f"{message.subject} {message.body}"]
    assert len(about) > 2
    for message in about:
        assert "\n" not in message.subject
        assert set(message.extra_headers) <= {
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "List-Id",
            "Auto-Submitted",
        }
        parts = [f"<pre>{html.escape(str(message.body))}</pre>"]
        parts += [
            str(content) for content, kind in getattr(message, "alternatives", []) if kind == "text/html"
        ]
        for part in parts:
            watched.page.set_content(part)
            assert not watched.page.evaluate(PROVOKE)
