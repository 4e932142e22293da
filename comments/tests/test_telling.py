"""Who is told of what by mail: authors of decisions, followers of new comments, once each."""

import datetime as dt
import logging
import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageViewRestriction

from comments.mails import following as mails
from comments.mails import tokens
from comments.mails.digest import Part, digest
from comments.mails.to_authors import answered
from comments.models import Comment, Decision, Follow, Notice
from comments.rules.acts import Act, Pace
from comments.services import approve_comment, hide_comment, restore_comment
from comments.services.announcing import announce_posted
from comments.services.appeal_answers import answer_appeal
from comments.services.appeals import make_appeal
from comments.services.conversations import ensure_conversation
from comments.services.digests import send_digests
from comments.services.following import follow, follow_again, unfollow
from comments.services.moderation import redact_comment
from comments.services.own import erase_comment, withdraw_comment
from comments.services.telling import MOST_ABOUT_OWN, MOST_AT_ONCE, tell_author, tell_followers
from comments.services.undoing import undo_decision
from comments.tests.builders import (
    NOON,
    make_comment,
    make_hidden,
    make_moderator,
    make_page,
    make_participant,
    make_shown,
)
from radslag.clock import TICK, at
from radslag.mail.about import about_of
from radslag.models import OutgoingMail
from radslag.tests.background import run_tasks

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def delivered():
    """Run the worker; the mails it sent since the last time."""
    before = len(mail.outbox)
    run_tasks()
    return mail.outbox[before:]


def make_follow(page, *, pace=Pace.AT_ONCE, root=None, at_instant=NOON, **person):
    with at(at_instant):
        conversation = ensure_conversation(target=page)
        return follow(participant=make_participant(**person), conversation=conversation, root=root, pace=pace)


def subjects(mails):
    return [message.subject for message in mails]


def test_a_mail_that_waits_does_not_leave_when_what_it_retells_is_no_longer_to_be_read(settings):
    settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"
    moderator = make_moderator()
    acts = {
        "stays": lambda comment: None,
        "hidden": lambda comment: hide_comment(comment_id=comment.pk, moderator=moderator, reason="person"),
        "withdrawn": lambda comment: withdraw_comment(comment_id=comment.pk),
        "erased": lambda comment: erase_comment(comment_id=comment.pk),
        "redacted": lambda comment: redact_comment(
            comment_id=comment.pk, moderator=moderator, text="Ring på.", name=""
        ),
        "private": lambda comment: comment.page.view_restrictions.create(restriction_type="login"),
    }
    for name, act in acts.items():
        page = make_page()
        make_follow(page, email=f"{name}@example.org")
        comment = make_shown(page=page, moderator=moderator, text="Ring Anna på.")
        assert tell_followers(comment_id=comment.pk) == 1
        act(comment)
    assert OutgoingMail.objects.count() == len(acts)
    assert [message.to for message in delivered()] == [["stays@example.org"]]
    assert not OutgoingMail.objects.exists()


def test_all_mails_that_repeat_a_comment_say_which():
    page, person = make_page(), make_participant()
    row, comment = make_follow(page), make_shown(page=page)
    answer = make_comment(page=page, author=make_moderator(), reply_to=comment.pk)
    written = [
        mails.new_comment(row, answer),
        answered(comment, answer, person),
        digest(person, [Part("Bron", row, [answer])]),
    ]
    assert [about_of(message) for message in written] == [f"comment:{answer.pk}"] * 3
    assert not any("about" in str(message.message()).partition("\n\n")[0] for message in written)


def test_an_author_is_told_of_each_decision_with_the_reason_and_the_way_on():
    moderator, other = make_moderator(), make_moderator()
    page = make_page(title="Grillplatsen\r\nBcc: alla@example.org")
    person = make_participant(email="siv@example.org")
    comment = make_comment(page=page, participant=person, text="Min egen text")
    told = []
    approve_comment(comment_id=comment.pk, moderator=moderator)
    told += delivered()
    hide_comment(comment_id=comment.pk, moderator=moderator, reason="person", text="Tänk på grannen.")
    told += delivered()
    appeal = make_appeal(comment_id=comment.pk, text="Grannen är jag.")
    answer_appeal(appeal_id=appeal.pk, moderator=other, granted=False, answer="Det framgick inte.")
    told += delivered()
    restore_comment(comment_id=comment.pk, moderator=other)
    told += delivered()
    assert subjects(told) == [
        "Ditt inlägg visas nu",
        "Ditt inlägg är dolt",
        "Svar på din begäran om ny prövning",
        "Ditt inlägg visas igen",
    ]
    hidden, answered = told[1].body, told[2].body
    assert "eftersom det handlade om en enskild person" in hidden
    assert "Tänk på grannen." in hidden
    assert reverse("comments:mine_appeal", args=[tokens.sign("mine", comment.pk)]) in hidden
    assert "Det framgick inte." in answered
    assert all(reverse("comments:mine", args=[tokens.sign("mine", comment.pk)]) in m.body for m in told)
    assert all(m.to == ["siv@example.org"] and not m.bcc and "\n" not in m.subject for m in told)
    assert not any("Min egen text" in m.body for m in told)


def test_a_task_that_runs_twice_tells_once():
    comment = make_hidden(participant=make_participant())
    follower = make_follow(comment.page.specific)
    again = make_shown(page=comment.page.specific)
    assert subjects(delivered()) == ["Ditt inlägg är dolt", f"Nytt inlägg under ”{comment.page.title}”"]
    decision = Decision.objects.get(comment=comment, act=Act.HIDE)
    assert not tell_author(decision_id=decision.pk)
    assert not tell_followers(comment_id=again.pk)
    assert Notice.objects.get().follow == follower


def test_nobody_is_told_of_what_was_undone_meanwhile_and_who_was_told_hears_that_it_was_undone():
    moderator = make_moderator()
    hasty, regretted = (make_shown(moderator=moderator, participant=make_participant()) for _ in range(2))
    delivered()

    def hide_and_undo(comment, between):
        hide_comment(comment_id=comment.pk, moderator=moderator, reason="insult")
        between()
        undo_decision(decision_id=comment.decisions.get(act=Act.HIDE).pk, moderator=moderator)

    hide_and_undo(hasty, lambda: None)
    assert not delivered()
    hide_and_undo(regretted, delivered)
    assert subjects(delivered()) == ["Ditt inlägg visas igen"]


def test_an_unconfirmed_address_gets_nothing_and_neither_does_nobody():
    make_hidden(participant=make_participant(confirmed_at=None))
    make_hidden()
    assert not delivered()


def test_posting_what_waits_costs_no_statement_for_telling(django_assert_num_queries):
    waiting = make_comment()
    with django_assert_num_queries(0):
        announce_posted(waiting)


def test_who_follows_gets_one_mail_for_a_new_comment():
    page = make_page(title="Grillplatsen")
    root = make_shown(page=page)
    delivered()
    author = make_participant()
    both = make_follow(page, email="siv@example.org")
    follow(participant=both.participant, conversation=root.conversation, root=root)
    follow(participant=author, conversation=root.conversation)
    make_follow(page, root=make_shown(page=page), email="annan-trad@example.org")
    make_follow(make_page(), email="annan-sida@example.org")
    make_follow(page, pace=Pace.DAILY, email="dagligen@example.org")
    unfollow(follows=Follow.objects.filter(pk=make_follow(page).pk))
    delivered()
    answer = make_shown(
        page=page, reply_to=root.pk, text="Se https://example.org\n> hej", name="Bo", participant=author
    )
    told = [m for m in delivered() if m.to == ["siv@example.org"]]
    assert len(told) == 1
    [message] = told
    assert message.subject == "Nytt inlägg under ”Grillplatsen”"
    assert "Bo har skrivit" in message.body
    assert "> Se https[:]//example[.]org\n> > hej" in message.body
    assert f"/samtal/inlagg/{answer.pk}/" in message.body
    assert not {"annan-trad@example.org", "annan-sida@example.org", "dagligen@example.org"} & {
        address for m in mail.outbox if "Bo har skrivit" in m.body for address in m.to
    }
    link = message.extra_headers["List-Unsubscribe"]
    assert re.fullmatch(r"<https?://[^>]+/samtal/sluta-folja/[^>]+/>", link)
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("change", ["hidden", "unpublished", "restricted", "off"])
def test_what_is_not_public_when_the_mail_would_go_is_not_told(change):
    page = make_page()
    make_follow(page)
    make_follow(page, pace=Pace.DAILY)
    with at(NOON + HOUR):
        comment = make_shown(page=page, at_instant=NOON + HOUR)
    if change == "hidden":
        hide_comment(comment_id=comment.pk, moderator=make_moderator(), reason="spam")
    elif change == "unpublished":
        page.unpublish()
    elif change == "restricted":
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    else:
        type(page).objects.filter(pk=page.pk).update(thread_mode="off")
    with at(NOON + DAY):
        send_digests()
    assert not delivered()


def test_who_has_had_many_mails_finds_the_rest_in_one():
    page = make_page()
    person = make_follow(page).participant
    with at(NOON + HOUR):
        for _ in range(MOST_AT_ONCE + 3):
            make_shown(page=page, at_instant=NOON + HOUR)
        assert len(delivered()) == MOST_AT_ONCE
        assert send_digests() == 0
    with at(NOON + 3 * HOUR):
        assert send_digests() == 1
        assert send_digests() == 0
    digest = mail.outbox[-1]
    assert digest.subject == "3 nya inlägg"
    assert reverse("comments:unfollow_all", args=[tokens.sign("unfollow_all", person.pk)]) in digest.body


def test_an_author_with_many_decisions_is_told_of_the_rest_the_next_day():
    person, moderator, page = make_participant(), make_moderator(), make_page()
    for _ in range(MOST_ABOUT_OWN + 2):
        make_shown(page=page, participant=person, moderator=moderator)
    assert len(delivered()) == MOST_ABOUT_OWN
    assert Decision.objects.filter(act=Act.APPROVE, told_at=None).count() == 2
    assert DBTaskResult.objects.filter(run_after__gt=NOON, status="READY").count() == 2


def test_the_daily_mail_gathers_everything_once_a_day():
    pages = [make_page(title=title) for title in ("Grillplatsen", "Bron")]
    person = make_follow(pages[0], pace=Pace.DAILY, email="siv@example.org").participant
    follow(participant=person, conversation=make_follow(pages[1]).conversation, pace=Pace.DAILY)
    with at(NOON + HOUR):
        Follow.objects.update(sent_until=NOON)
        for page in pages:
            for number in range(7):
                make_shown(page=page, text=f"Inlägg {number}", at_instant=NOON + HOUR, name="A\x00\nBcc: x")
        make_shown(page=pages[0], text="Mitt eget", participant=person, at_instant=NOON + HOUR)
    with at(NOON + 2 * HOUR):
        assert send_digests() >= 1
    [digest] = [m for m in mail.outbox if m.to == ["siv@example.org"] and "nya inlägg" in m.subject]
    assert digest.subject == "14 nya inlägg"
    assert "Grillplatsen\n=====" in digest.body
    assert digest.body.count("och 2 till") == 2
    assert "Mitt eget" not in digest.body
    assert digest.body.count("/samtal/sluta-folja/") == 2
    with at(NOON + 3 * HOUR):
        make_shown(page=pages[0], at_instant=NOON + 3 * HOUR)
        send_digests()
    with at(NOON + 26 * HOUR):
        send_digests()
    theirs = [m.subject for m in mail.outbox if m.to == ["siv@example.org"] and "inlägg" in m.subject]
    assert theirs[-1] == "1 nytt inlägg"


@pytest.mark.parametrize(
    ("first", "same_day", "next_day"),
    [
        ((2027, 6, 1, 0, 10), (2027, 6, 1, 23, 50), (2027, 6, 2, 0, 0)),
        ((2027, 6, 1, 23, 50), (2027, 6, 1, 23, 59), (2027, 6, 2, 23, 0)),
        ((2027, 10, 31, 0, 30), (2027, 10, 31, 23, 50), (2027, 11, 1, 0, 0)),
    ],
    ids=["in the night", "before midnight", "a day of 25 hours"],
)
def test_no_two_daily_mails_have_the_same_date(first, same_day, next_day):
    page = make_page()
    first, same_day, next_day = (
        dt.datetime(*t, tzinfo=timezone.get_default_timezone()) for t in (first, same_day, next_day)
    )
    with at(first - HOUR):
        make_follow(page, pace=Pace.DAILY)
    told = []
    for instant in (first, same_day, next_day):
        with at(instant):
            make_shown(page=page, at_instant=instant - TICK)
            told.append(send_digests())
    assert told == [1, 0, 1]
    assert mail.outbox[-1].subject == "2 nya inlägg"


def test_who_ends_the_daily_mail_by_mistake_and_takes_it_back_misses_nothing():
    page = make_page()
    row = make_follow(page, pace=Pace.DAILY, email="siv@example.org")
    with at(NOON + HOUR):
        Follow.objects.update(sent_until=NOON)
        make_shown(page=page, text="Innan", at_instant=NOON + HOUR)
        unfollow(follows=Follow.objects.filter(pk=row.pk))
    with at(NOON + 2 * HOUR):
        make_shown(page=page, text="Medan", at_instant=NOON + 2 * HOUR)
        assert send_digests() == 0
        assert follow_again(follows=Follow.objects.filter(pk=row.pk)) == 1
        assert send_digests() == 1
    assert "Innan" in mail.outbox[-1].body and "Medan" in mail.outbox[-1].body


def test_a_digest_of_many_takes_as_many_queries_as_one_of_few():
    moderator = make_moderator()

    def queries_for(comments):
        page = make_page()
        make_follow(page, pace=Pace.DAILY)
        with at(NOON + HOUR):
            for _ in range(comments):
                make_shown(page=page, at_instant=NOON + HOUR, moderator=moderator)
        with at(NOON + 2 * HOUR), CaptureQueriesContext(connection) as queries:
            assert send_digests() == 1
        return len(queries)

    queries_for(1)
    assert queries_for(1) == queries_for(6) <= 20


def test_the_municipalitys_answer_is_told_to_whom_it_answers_even_without_following():
    page, staff = make_page(), make_moderator()
    question = make_shown(page=page, participant=make_participant(email="siv@example.org"))
    follow(participant=question.participant, conversation=question.conversation)
    delivered()
    answer = make_comment(page=page, reply_to=question.pk, author=staff, text="Lampan byts på måndag.")
    told = delivered()
    assert subjects(told) == ["Kommunen har svarat dig"]
    assert "> Lampan byts på måndag." in told[0].body
    assert tell_followers(comment_id=answer.pk) == 0


def test_mails_are_in_the_language_of_who_gets_them():
    make_hidden(participant=make_participant(language="en"))
    told = delivered()
    assert "Your comment is hidden" in subjects(told)
    assert all("/en/samtal/mitt/" in m.body for m in told)


def test_no_address_and_no_word_stands_in_tasks_or_logs(caplog):
    with caplog.at_level(logging.DEBUG):
        page = make_page()
        make_follow(page, email="kanariefagel@example.org")
        hidden = make_hidden(
            page=page,
            text="Kanariefågelns text",
            participant=make_participant(email="kanariefagel2@example.org"),
        )
        delivered()
        make_follow(page, pace=Pace.DAILY, email="kanariefagel3@example.org")
        with at(NOON + 2 * DAY):
            send_digests()
        delivered()
    rows = str(list(DBTaskResult.objects.values()))
    assert DBTaskResult.objects.count() > 4
    for text in (rows, caplog.text):
        assert "anarief" not in text
    assert Comment.objects.filter(pk=hidden.pk).exists()
