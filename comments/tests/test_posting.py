"""Who may write, what is shown when, what is held, sent twice, or too much."""

import datetime as dt

import pytest
from django.core import mail
from django.test import override_settings

from comments.models import Comment, ConversationSettings, Decision, Participant
from comments.rules.errors import LimitReached, RuleViolation
from comments.rules.states import State
from comments.services import Sender, approve_comment, post_comment
from comments.services.limiting import MOST, NETWORK, READ_FIRST_AFTER, limits_of
from comments.services.participants import ensure_participant
from comments.tests.builders import NOON, make_comment, make_moderator, make_page, make_shown, make_user
from comments.tests.test_holding import A_NUMBER
from radslag.clock import TICK, at
from radslag.models import LimitCount

pytestmark = pytest.mark.django_db
LONG_ENOUGH = "En lång tanke om bron över ån, som ingen annan skriver ord för ord."


def known(**overrides):
    """A participant with a confirmed address, as the sender of a comment."""
    values = {"email": "siv@example.org", "confirmed": True, **overrides}
    return Sender(participant=ensure_participant(**values))


def refusal(**values):
    before = Comment.objects.count(), LimitCount.objects.count()
    with pytest.raises(RuleViolation) as caught:
        post_comment(**values)
    assert (Comment.objects.count(), LimitCount.objects.count()) == before
    return caught.value.code


def site_says(**values):
    ConversationSettings.objects.all().delete()
    from wagtail.models import Site

    return ConversationSettings.objects.create(site=Site.objects.get(is_default_site=True), **values)


def test_the_last_instant_counts_and_the_one_it_closes_at_does_not():
    page = make_page(thread_ends=NOON)
    with at(NOON - TICK):
        assert post_comment(target=page, text="I tid").is_new
    for instant in (NOON, NOON + TICK):
        with at(instant):
            assert refusal(target=page, text="För sent") == "thread_closed"


@pytest.mark.parametrize(
    ("writers", "nobody", "address", "participant", "user"),
    [
        ("anyone", None, None, None, None),
        ("confirmed", "email_missing", None, None, None),
        ("signed_in", "sign_in_first", "sign_in_first", "sign_in_first", None),
    ],
)
def test_who_may_write_is_what_the_page_says(writers, nobody, address, participant, user):
    page = make_page(thread_writers=writers)
    senders = [Sender(), Sender(email="ny@example.org"), known(), Sender(user=make_user())]
    for sender, code in zip(senders, (nobody, address, participant, user), strict=True):
        if code:
            assert refusal(target=page, text="Hej", sender=sender) == code
        else:
            assert post_comment(target=page, text="Hej", sender=sender).is_new


def test_the_comment_of_a_guest_with_an_address_waits_for_its_owner_and_the_mail_tells_nothing_of_it():
    page = make_page(thread_showing="at_once")
    sender = Sender(email=" Ny@Example.org ")
    comment = post_comment(target=page, text=LONG_ENOUGH, name="Elaka Siv", sender=sender).comment
    assert (comment.state, comment.participant.email, comment.is_public) == (
        State.UNCONFIRMED,
        "ny@example.org",
        False,
    )
    assert (comment.user_email, comment.ip_address) == ("", None)
    (sent,) = mail.outbox
    assert sent.to == ["ny@example.org"]
    assert "/samtal/bekrafta/" in sent.body
    assert LONG_ENOUGH not in str(sent.message())
    assert "Elaka" not in str(sent.message())
    assert not Decision.objects.exists()
    post_comment(target=page, text="En till", sender=Sender(email="ny@example.org"))
    assert Participant.objects.count() == 1


def test_what_no_rule_holds_is_shown_at_once_where_the_page_says_so_and_both_are_in_the_log():
    page = make_page(thread_showing="at_once")
    shown = post_comment(target=page, text="En bro vid ån").comment
    held = post_comment(target=page, text=f"Ring 070-174 06 05 eller {A_NUMBER}").comment
    assert (shown.state, shown.holds, shown.decided_by) == (State.APPROVED, [], None)
    assert (held.state, held.holds) == (State.WAITING, ["identity", "phone"])
    assert [(d.act, d.holds) for d in Decision.objects.order_by("pk")] == [("show", []), ("hold", held.holds)]
    waiting = post_comment(target=make_page(), text="En bro till").comment
    assert waiting.state == State.WAITING
    assert Decision.objects.count() == 2


def test_words_and_links_are_held_as_the_site_says():
    site_says(showing="at_once", words="trams*", holds_links=False)
    page = make_page()
    states = [
        post_comment(target=page, text=t).comment.state for t in ("Rena tramset", "Se https://example.org")
    ]
    assert states == [State.WAITING, State.APPROVED]


def test_trust_is_earned_by_what_a_moderator_approved_and_not_by_what_was_shown_by_trust():
    site_says(trusted_after=2)
    page, moderator, siv = make_page(), make_moderator(), known()

    def say(text, sender=siv):
        return post_comment(target=page, text=text, sender=sender).comment

    first, second = say("Ett"), say("Två")
    assert second.state == State.WAITING
    for comment in (first, second):
        approve_comment(comment_id=comment.pk, moderator=moderator)
    assert say("Tre").state == State.APPROVED
    assert say("Fyra, se www.example.org").state == State.WAITING
    assert say("Annan", sender=known(email="bo@example.org")).state == State.WAITING
    assert say("Gäst", sender=Sender(email="siv@example.org")).state == State.UNCONFIRMED
    site_says(trusted_after=3)
    assert say("Fem").state == State.WAITING


def test_staff_can_not_write_a_personal_identity_number():
    sender = Sender(user=make_moderator())
    assert refusal(target=make_page(), text=f"Hej {A_NUMBER}", sender=sender) == "identity_number"


def test_the_same_text_elsewhere_is_held_and_a_short_one_is_not():
    site_says(showing="at_once")
    make_shown(text=LONG_ENOUGH)
    again = post_comment(target=make_page(), text=LONG_ENOUGH.upper(), sender=known()).comment
    assert again.holds == ["capitals", "same"]
    assert [post_comment(target=make_page(), text="Jag håller med!").comment.holds for _ in range(2)] == [
        [],
        [],
    ]


def test_what_one_sender_sends_twice_is_one_comment_and_two_senders_are_two():
    page = make_page()
    with at(NOON):
        sent = [
            post_comment(target=page, text=LONG_ENOUGH, sender=sender)
            for sender in (Sender(browser="a"), Sender(browser="a"), Sender(browser="b"), known(), known())
        ]
    assert [posted.is_new for posted in sent] == [True, False, True, True, False]
    assert sent[1].comment == sent[0].comment
    assert sent[4].comment == sent[3].comment


def test_too_many_are_held_and_then_refused_until_the_window_ends():
    page = make_page(thread_showing="at_once")
    with at(NOON):
        limits = [limit for limit in limits_of(network="192.0.2.0/24") if limit.name == NETWORK]
        for number in range(READ_FIRST_AFTER[NETWORK]):
            last = post_comment(target=page, text=f"Nummer {number}", limits=limits).comment
        assert last.state == State.APPROVED
        assert post_comment(target=page, text="En till", limits=limits).comment.holds == ["many"]
        LimitCount.objects.update(used=MOST[NETWORK])
        with pytest.raises(LimitReached) as caught:
            post_comment(target=page, text="Hej", limits=limits)
        assert caught.value.until == NOON + dt.timedelta(minutes=10)
    with at(NOON + dt.timedelta(minutes=10)):
        assert post_comment(target=page, text="Hej", limits=limits).is_new


def test_a_second_click_at_the_limit_is_still_the_same_comment_and_is_not_counted():
    page, sender = make_page(), Sender(browser="a")
    limits = limits_of(proof="challenge", mail_to="")
    for is_new in (True, False):
        posted = post_comment(target=page, text="Hej", sender=sender, form_key="k" * 22, limits=limits)
        assert posted.is_new is is_new
    assert LimitCount.objects.get().used == 1


def test_only_so_many_mails_go_to_one_address():
    page, sender = make_page(), Sender(email="ny@example.org")
    for number in range(MOST["comment-mail"] + 1):
        limits = limits_of(mail_to="NY@example.org")
        if number < MOST["comment-mail"]:
            post_comment(target=page, text=f"Nummer {number}", sender=sender, limits=limits)
        else:
            assert refusal(target=page, text="En till", sender=sender, limits=limits) == "too_often"
    assert len(mail.outbox) == MOST["comment-mail"]


@override_settings(COMMENTS_XTD_MAX_THREAD_LEVEL=5)
def test_places_are_right_also_deeper_than_three_levels():
    page = make_page()
    comment = root = make_shown(page=page)
    for _level in range(5):
        comment = make_shown(page=page, reply_to=comment.pk)
    make_comment(page=page, reply_to=root.pk)
    rows = Comment.objects.filter(thread_id=root.pk).order_by("order")
    assert [(r.order, r.level, r.nested_count) for r in rows] == [
        (1, 0, 6), (2, 1, 4), (3, 2, 3), (4, 3, 2), (5, 4, 1), (6, 5, 0), (7, 1, 0),
    ]  # fmt: skip
