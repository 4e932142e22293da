"""The author's own page of a comment, and what an author may do with it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from comments import tokens
from comments.models import Appeal, Comment, Decision, Follow, Like, Report
from comments.rules.acts import Act, Hold
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services import hide_comment, post_comment
from comments.services.appeals import make_appeal
from comments.services.own import erase_comment, withdraw_comment
from comments.services.participants import ensure_participant
from comments.tests.builders import make_comment, make_hidden, make_moderator, make_page, make_shown
from radslag.clock import at, database_now

pytestmark = pytest.mark.django_db
ACTS = ("mine_withdraw", "mine_erase", "mine_appeal")


def address(comment, name="mine"):
    return reverse(f"comments:{name}", args=[tokens.sign("mine", comment.pk)])


def own_page(client, comment):
    response = client.get(address(comment))
    assert response.status_code == 200
    return response.content.decode()


def with_author(comment, email="siv@example.org", *, confirmed=True):
    Comment.objects.filter(pk=comment.pk).update(
        participant=ensure_participant(email=email, confirmed=confirmed)
    )
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
