"""The author's own page of a comment, and what an author may do with it."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from comments.mails import tokens
from comments.models import Appeal, Comment, Decision, Follow, Like, Participant, Report
from comments.rules.acts import Act, Hold
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services import Sender, hide_comment
from comments.services.appeals import make_appeal
from comments.services.editing import edit_comment
from comments.services.erasure import erase_participant
from comments.services.moderation import redact_comment
from comments.services.own import erase_comment, withdraw_comment
from comments.services.reactions import like_comment
from comments.services.reports import Reporter, report_comment
from comments.tests.builders import (
    NOON,
    make_comment,
    make_hidden,
    make_moderator,
    make_page,
    make_participant,
    make_shown,
    make_shown_at_once,
)
from radslag.clock import at, database_now
from radslag.models.mail import OutgoingMail

pytestmark = pytest.mark.django_db
ACTS = ("mine_withdraw", "mine_erase", "mine_appeal")


def address(comment, name="mine"):
    return reverse(f"comments:{name}", args=[tokens.sign("mine", comment.pk)])


def own_page(client, comment):
    response = client.get(address(comment))
    assert response.status_code == 200
    return response.content.decode()


def with_author(comment, email="siv@example.org", *, confirmed=True):
    person = make_participant(email=email, confirmed_at=NOON if confirmed else None)
    Comment.objects.filter(pk=comment.pk).update(participant=person)
    comment.refresh_from_db()
    return comment


def put(comment, state, **values):
    """Give a stored comment a state, as if it had come there."""
    now = database_now()
    queued = {"waiting_since": now} if state in (State.WAITING, State.ASIDE) else {"waiting_since": None}
    decided = {} if state in (State.UNCONFIRMED, State.WAITING) else {"decided_at": now}
    Comment.objects.filter(pk=comment.pk).update(state=state, **queued, **decided, **values)
    comment.refresh_from_db()
    return comment


def test_the_page_says_where_the_comment_stands_in_every_state(client):
    now = database_now()
    waiting = make_comment(text="Bygg en bro <b>nu</b>", name="Siv")
    said = {
        "Öppna mejlet till s…@example.org": with_author(
            put(make_comment(), State.UNCONFIRMED, submit_date=now), confirmed=False
        ),
        "Tiden för att bekräfta är ute": put(
            make_comment(), State.UNCONFIRMED, submit_date=now - dt.timedelta(days=1)
        ),
        "En moderator läser ditt inlägg först": waiting,
        "det har en länk": put(make_comment(), State.WAITING, holds=[Hold.LINK]),
        "Ditt inlägg visas": make_shown(),
        "En moderator tittar på ditt inlägg igen": put(make_shown(), State.ASIDE),
        "eftersom det handlade om en enskild person": make_hidden(words="Tänk på grannen."),
        "Du har tagit bort ditt inlägg": withdraw_comment(comment_id=make_shown().pk),
        "Inlägget är raderat": erase_comment(comment_id=make_shown().pk),
    }
    for words, comment in said.items():
        assert words in own_page(client, comment), words
    page = own_page(client, waiting)
    assert "Bygg en bro &lt;b&gt;nu&lt;/b&gt;" in page
    assert "siv@example.org" not in own_page(client, said["Öppna mejlet till s…@example.org"])


def test_the_page_is_nobody_elses_business(client):
    response = client.get(address(make_comment()))
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert (
        response["Referrer-Policy"] == "same-origin"
    )  # no-referrer would send "Origin: null" with its forms
    assert not client.cookies


def test_a_wrong_link_is_a_plain_404_everywhere(client):
    comment = make_hidden()
    good = tokens.sign("mine", comment.pk)
    other = make_hidden()
    wrong = [
        good[:-1],
        f"{other.pk}.{good.partition('.')[2]}",
        tokens.sign("confirm", comment.pk),
        tokens.sign("unfollow", comment.pk),
        tokens.sign("mine", comment.pk + 10_000),
        tokens.sign("mine", make_shown(text="Svar", author=make_moderator()).pk),
        str(comment.pk),
        "x" * 500,
    ]
    for token in wrong:
        for name in ("mine", *ACTS):
            path = reverse(f"comments:{name}", args=[token])
            assert client.get(path).status_code == 404
            if name != "mine":
                assert client.post(path).status_code == 404
    assert client.post(reverse("comments:mine_follow", args=[wrong[0]])).status_code == 404


def test_looking_changes_nothing_and_a_form_from_elsewhere_is_refused():
    comment = with_author(make_hidden())
    browser = Client(enforce_csrf_checks=True)
    before = Comment.objects.values().get(pk=comment.pk)
    for name in (*ACTS, "mine_edit"):
        assert browser.get(address(comment, name)).status_code in (200, 302)
        assert browser.post(address(comment, name), {"text": "Hej", "comment": "Hej"}).status_code == 403
    assert browser.get(address(comment, "mine_follow")).status_code == 405
    assert browser.post(address(comment, "mine_follow")).status_code == 403
    assert Comment.objects.values().get(pk=comment.pk) == before
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("gone", ["unpublished", "restricted"])
def test_an_author_still_reads_the_text_when_the_page_is_no_longer_public(client, gone):
    page = make_page(title="Hemlig plan")
    comment = make_shown(page=page, text="Bygg en bro.")
    if gone == "unpublished":
        page.unpublish()
    else:
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for name in ("mine", "mine_withdraw", "mine_erase"):
        shown = client.get(address(comment, name)).content.decode()
        assert "Bygg en bro." in shown
        assert "Hemlig plan" not in shown
        assert comment.get_absolute_url() not in shown


def refusal(service, **values):
    with pytest.raises(RuleViolation) as caught:
        service(**values)
    assert caught.value.message
    return caught.value.code


def test_an_author_changes_the_text_for_a_quarter_of_an_hour(client):
    page = make_page(thread_showing="at_once")
    with at(NOON):
        comment = make_shown_at_once(page=page, at_instant=NOON, text="Bygg en brp.")
    with at(NOON + dt.timedelta(minutes=14, seconds=59)):
        assert client.post(address(comment, "mine_edit"), {"comment": "Bygg en bro."}).status_code == 302
    with at(NOON + dt.timedelta(minutes=15)):
        late = client.post(address(comment, "mine_edit"), {"comment": "För sent"})
        assert late.status_code == 422
        assert "För sent" in late.content.decode()
        assert client.get(address(comment, "mine_edit")).status_code == 302
        assert refusal(edit_comment, comment_id=comment.pk, text="För sent") == "edit_too_late"
    comment.refresh_from_db()
    assert (comment.comment, comment.state) == ("Bygg en bro.", State.APPROVED)
    assert comment.edited_at
    log = Decision.objects.get(comment=comment, act=Act.EDIT)
    assert log.text_before == "Bygg en brp."


def test_a_changed_text_is_looked_at_as_a_new_one():
    at_once, reviewed = make_page(thread_showing="at_once"), make_page(thread_showing="reviewed")
    cases = [
        (
            make_shown_at_once(page=at_once, at_instant=NOON),
            "Se https://spam.example",
            State.ASIDE,
            [Hold.LINK, Hold.CHANGED],
        ),
        (make_shown(page=reviewed, at_instant=NOON), "Något helt annat", State.ASIDE, [Hold.CHANGED]),
        (make_comment(page=reviewed, at_instant=NOON), "Se https://spam.example", State.WAITING, [Hold.LINK]),
        (make_shown_at_once(page=at_once, at_instant=NOON), "Utan länk", State.APPROVED, []),
    ]
    with at(NOON + dt.timedelta(minutes=5)):
        for comment, text, state, holds in cases:
            changed = edit_comment(comment_id=comment.pk, text=text)
            assert (changed.state, [*changed.holds]) == (state, holds)
            assert changed.is_public == (comment.state == State.APPROVED)


def test_when_the_text_can_not_be_changed():
    page = make_page()
    answered = make_shown(page=page, at_instant=NOON)
    make_comment(page=page, reply_to=answered.pk, author=make_moderator(), text="Tack!")
    redacted = make_shown(page=page, text="Ring Siv på torget", at_instant=NOON)
    redact_comment(comment_id=redacted.pk, moderator=make_moderator(), text="Ring på torget", name="")
    open_one = make_comment(page=page, at_instant=NOON)
    with at(NOON + dt.timedelta(minutes=5)):
        assert refusal(edit_comment, comment_id=answered.pk, text="Nytt") == "edit_answered"
        assert refusal(edit_comment, comment_id=redacted.pk, text="Ring Siv på torget") == "illegal_move"
        assert refusal(edit_comment, comment_id=make_hidden().pk, text="Nytt") == "illegal_move"
        assert refusal(edit_comment, comment_id=open_one.pk, text=" \u200b ") == "empty"
        assert refusal(edit_comment, comment_id=open_one.pk, text="å" * 3001) == "too_long"
        assert refusal(edit_comment, comment_id=10**8, text="Nytt") == "no_such_comment"


def test_what_was_shown_leaves_a_stub_and_its_answers_when_its_author_takes_it_away(client):
    root = make_shown(text="Jag ångrar mig")
    make_shown(page=root.page, reply_to=root.pk, text="Bra idé")
    waiting = make_comment(page=root.page, text="Aldrig visad")
    for comment in (root, waiting):
        assert client.post(address(comment, "mine_withdraw")).url == address(comment)
        client.post(address(comment, "mine_withdraw"))
        comment.refresh_from_db()
        assert comment.state == State.WITHDRAWN
        assert Decision.objects.filter(comment=comment, act=Act.WITHDRAW).count() == 1
    assert (root.is_public, root.is_removed) == (True, True)
    assert not waiting.is_public
    shown = client.get(root.page.url).content.decode()
    assert "Jag ångrar mig" not in shown
    assert "Bra idé" in shown


def test_a_hidden_comment_is_not_withdrawn_but_can_be_erased():
    comment = make_hidden(words="Tänk på grannen.")
    assert refusal(withdraw_comment, comment_id=comment.pk) == "illegal_move"
    erased = erase_comment(comment_id=comment.pk)
    assert (erased.state, erased.comment, erased.hidden_text) == (State.HIDDEN, "", "Tänk på grannen.")


CANARY = "kanariefågel"


def everything_stored():
    """All columns of all tables, as text."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            query = f'SELECT row::text FROM "{table}" AS row WHERE row::text ILIKE %s'  # noqa: S608
            cursor.execute(query, [f"%{CANARY}%"])
            yield from ((table, row) for (row,) in cursor.fetchall())


def test_nothing_of_a_person_is_left_in_any_column_after_erasure():
    moderator, page = make_moderator(), make_page()
    person = make_participant(email=f"{CANARY}@example.org")
    words = f"{CANARY} {CANARY}"
    shown = make_shown(
        page=page, text=f"Bro, tycker {words}", name=CANARY, participant=person, at_instant=NOON
    )
    with at(NOON + dt.timedelta(minutes=1)):
        edit_comment(comment_id=shown.pk, text=f"Broar, tycker {words}")
    hidden = make_shown(page=page, text=words, name=CANARY, participant=person)
    hide_comment(comment_id=hidden.pk, moderator=moderator, reason="person")
    make_appeal(comment_id=hidden.pk, text=f"Jag heter {CANARY}")
    other = make_shown(page=page)
    like_comment(comment_id=other.pk, participant=person)
    like_comment(comment_id=other.pk, participant=make_participant())
    report_comment(comment_id=other.pk, by=Reporter(person, ""), reason="other", text=f"{CANARY} klagar")
    report_comment(
        comment_id=make_shown(page=page, text="Granne").pk,
        by=Reporter(make_participant(), ""),
        reason="person",
        text="Någon annans ord",
    )
    OutgoingMail.objects.create(recipients=person.email, subject="Hej", next_attempt_at=NOON, message={})
    assert {table for table, _row in everything_stored()} >= {
        "django_comments",
        "comments_decision",
        "comments_appeal",
    }
    assert erase_participant(participant_id=person.pk) == 2
    assert erase_participant(participant_id=person.pk) == 0
    assert not list(everything_stored())
    other.refresh_from_db()
    assert other.likes == Like.objects.filter(comment=other).count() == 1
    assert Report.objects.filter(comment=other).count() == 1
    assert not Participant.objects.filter(pk=person.pk).exists()
    assert Decision.objects.filter(comment=hidden, act=Act.HIDE, by=moderator).exists()


def test_a_new_look_is_asked_for_once_for_each_decision(client):
    comment = make_hidden()
    path = address(comment, "mine_appeal")
    for text in ("", " \u200b", "å" * 1001):
        answer = client.post(path, {"text": text})
        assert answer.status_code == 422
        assert "error-summary" in answer.content.decode()
    assert client.post(path, {"text": "Det var ironi."}).url == address(comment)
    assert client.post(path, {"text": "Igen!"}).url == address(comment)
    assert client.get(path).status_code == 302
    assert Appeal.objects.get().text == "Det var ironi."
    assert "En moderator prövar beslutet på nytt" in own_page(client, comment)
    assert refusal(make_appeal, comment_id=make_shown().pk, text="Visa") == "appeal_not_possible"


def test_the_answer_to_an_appeal_stands_on_the_page(client):
    comment = make_hidden()
    appeal = make_appeal(comment_id=comment.pk, text="Det var ironi.")
    Appeal.objects.filter(pk=appeal.pk).update(answered_at=NOON, granted=False, answer="Nej, <i>tyvärr</i>.")
    shown = own_page(client, comment)
    assert "Nej, &lt;i&gt;tyvärr&lt;/i&gt;." in shown
    assert "fortfarande dolt" in shown


def test_who_has_confirmed_an_address_follows_the_answers_with_one_button(client):
    known, unknown = with_author(make_shown()), make_shown()
    client.post(address(known, "mine_follow"))
    client.post(address(known, "mine_follow"))
    client.post(address(unknown, "mine_follow"))
    follow = Follow.objects.get()
    assert (follow.root_id, follow.participant) == (known.pk, known.participant)
    assert "Du får mejl när någon svarar i tråden" in own_page(client, known)
    assert reverse("comments:follow_thread", args=[unknown.pk]) in own_page(client, unknown)


def test_who_writes_with_somebody_elses_address_neither_follows_with_it_nor_learns_that_it_is_known(client):
    page = make_page()
    victim = make_participant(email="siv@example.org")
    known, unknown = (
        make_comment(page=page, sender=Sender(email=email))
        for email in ("siv@example.org", "sov@example.org")
    )
    assert known.state == State.UNCONFIRMED
    assert known.participant == victim
    pages = []
    for comment in (known, unknown):
        for name in ("mine_follow", "mine_withdraw", "mine_follow"):
            client.post(address(comment, name))
            shown = re.sub(r"/mitt/[^/]+/|kl. [0-9.]+|nummer [0-9]+", "", own_page(client, comment))
            pages.append(shown)
    assert pages[:3] == pages[3:]
    assert not Follow.objects.exists()
    assert not Comment.objects.filter(participant=victim).exists()


def test_an_approval_does_not_cover_a_text_that_came_after_it():
    page = make_page(thread_showing="at_once")
    comment = make_shown(page=page, at_instant=NOON)
    with at(NOON + dt.timedelta(minutes=5)):
        assert edit_comment(comment_id=comment.pk, text="Något helt annat").decided_by is None
        for _ in range(3):
            report_comment(comment_id=comment.pk, by=Reporter(make_participant(), ""), reason="insult")
    comment.refresh_from_db()
    assert comment.state == State.ASIDE


def test_the_page_is_few_queries(client, django_assert_max_num_queries):
    comment = with_author(make_hidden())
    own_page(client, comment)
    with django_assert_max_num_queries(20):
        own_page(client, comment)
