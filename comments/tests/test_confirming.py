"""The link that lets a comment in: a button, twenty-four hours, once; the rules and the page decide anew what is shown."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from comments.mails import tokens
from comments.models import Comment, Decision
from comments.people.participants import SESSION_KEY
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services import Sender, hide_comment, post_comment
from comments.services.confirming import confirm_comment
from comments.services.participants import ensure_participant
from comments.tests.builders import NOON, make_comment, make_moderator, make_page, make_shown
from comments.tests.test_holding import A_NUMBER
from radslag.clock import TICK, at, database_now

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(hours=24)


def make_unconfirmed(instant=None, *, page=None, text="En bro vid ån", reply_to=None, **more):
    page = page or make_page(thread_showing="at_once")
    sender = Sender(email="ny@example.org")
    with at(instant or database_now()):
        return post_comment(target=page, text=text, reply_to=reply_to, sender=sender, **more).comment


def address_of(comment):
    return reverse("comments:confirm", args=[tokens.sign("confirm", comment.pk)])


def test_opening_the_link_does_nothing_and_the_button_lets_the_comment_in(client):
    comment = make_unconfirmed()
    (sent,) = mail.outbox
    address = next(line for line in sent.body.splitlines() if "/samtal/bekrafta/" in line)
    assert address.endswith(address_of(comment))
    shown = client.get(address_of(comment))
    assert "En bro vid ån" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    comment.refresh_from_db()
    assert comment.state == State.UNCONFIRMED
    assert SESSION_KEY not in client.session
    response = client.post(address_of(comment))
    assert response.url == reverse("comments:mine", args=[tokens.sign("mine", comment.pk)])
    comment.refresh_from_db()
    assert (comment.state, comment.participant.is_confirmed) == (State.APPROVED, True)
    assert client.session[SESSION_KEY] == comment.participant_id
    assert [d.act for d in Decision.objects.all()] == ["confirm"]


def test_who_is_known_here_writes_on_without_a_mail(client):
    comment = make_unconfirmed()
    client.post(address_of(comment))
    form = client.get(reverse("comments:write", args=[comment.page_id])).content.decode()
    assert "n…@example.org" in form
    assert 'name="email"' not in form
    assert "data-challenge" not in form


@pytest.mark.parametrize(("wait", "state"), [(DAY - TICK, State.APPROVED), (DAY, State.UNCONFIRMED)])
def test_the_link_works_for_a_day_to_the_instant(wait, state):
    comment = make_unconfirmed(NOON)
    with at(NOON + wait):
        if state == State.UNCONFIRMED:
            with pytest.raises(RuleViolation, match="too_late_to_confirm"):
                confirm_comment(comment_id=comment.pk)
        else:
            confirm_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    assert comment.state == state


def test_a_late_link_says_so_gives_the_text_back_and_makes_nobody_known(client):
    comment = make_unconfirmed(database_now() - DAY)
    for response in (client.get(address_of(comment)), client.post(address_of(comment))):
        assert "gäller inte längre" in response.content.decode()
        assert "En bro vid ån" in response.content.decode()
    assert SESSION_KEY not in client.session
    assert not comment.participant.is_confirmed


def test_a_link_used_twice_is_told_so_and_leads_on_only_for_the_owner(client):
    comment = make_unconfirmed()
    client.post(address_of(comment))
    private = reverse("comments:mine", args=[tokens.sign("mine", comment.pk)])
    stranger = Client()
    for browser, leads_on in ((client, True), (stranger, False)):
        again = browser.post(address_of(comment))
        assert again.status_code == 409
        assert "redan bekräftat" in again.content.decode()
        assert (private in again.content.decode()) is leads_on
        assert "En bro vid ån" not in again.content.decode()
    assert SESSION_KEY not in stranger.session
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("token", ["1.x", "x", "0.0", "1" * 40 + ".a", "²."])
def test_a_forged_link_leads_nowhere(client, token):
    comment = make_unconfirmed()
    others = [tokens.sign("mine", comment.pk), token, tokens.sign("confirm", comment.pk)[:-1]]
    for wrong in others:
        address = reverse("comments:confirm", args=[wrong])
        assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    assert Client(enforce_csrf_checks=True).post(address_of(comment)).status_code == 403
    comment.refresh_from_db()
    assert comment.state == State.UNCONFIRMED


def test_what_was_sent_in_time_comes_in_after_the_page_has_closed_and_is_read_first(client):
    page = make_page(thread_showing="at_once")
    comment = make_unconfirmed(page=page)
    type(page).objects.filter(pk=page.pk).update(thread_mode="closed")
    assert client.post(address_of(comment)).status_code == 302
    comment.refresh_from_db()
    assert comment.state == State.WAITING
    page.refresh_from_db()
    another = make_unconfirmed(text="På en sida som tas bort")
    another.page.unpublish()
    assert client.post(address_of(another)).status_code == 302
    another.refresh_from_db()
    assert another.state == State.WAITING


def test_rules_the_page_and_trust_decide_anew():
    held = make_unconfirmed(text=f"Mitt nummer är {A_NUMBER}")
    quick = make_unconfirmed(seconds_open=1)
    reviewed = make_unconfirmed(page=make_page())
    root = make_shown(page=make_page(thread_showing="at_once"))
    answer = make_unconfirmed(page=root.page.specific, reply_to=root.pk)
    hide_comment(comment_id=root.pk, moderator=make_moderator(), reason="person")
    for comment, holds in ((held, ["identity"]), (quick, ["fast"]), (reviewed, []), (answer, [])):
        after = confirm_comment(comment_id=comment.pk).comment
        assert (after.state, after.holds) == (State.WAITING, holds)
        assert after.waiting_since is not None


def test_what_is_not_confirmed_shows_nowhere_not_even_to_moderators(client):
    page = make_page()
    make_shown(page=page)
    comment = make_unconfirmed(page=page, text="Hemlig tills vidare")
    moderator = make_moderator()
    client.force_login(moderator)
    addresses = [page.url, reverse("comments:rss"), reverse("comments:target_json", args=[page.pk])]
    for address in [*addresses, "/admin/comments/comment/", "/admin/"]:
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        assert "Hemlig tills vidare" not in response.content.decode(), address
    for name in ("permalink", "reply", "like", "report"):
        assert client.get(reverse(f"comments:{name}", args=[comment.pk])).status_code == 404


def test_the_same_address_is_one_participant_whoever_types_it_first():
    ensure_participant(email="ny@example.org", confirmed=True)
    comment = make_unconfirmed()
    assert comment.participant.email == "ny@example.org"
    assert make_comment(participant=Comment.objects.get(pk=comment.pk).participant).state == State.WAITING
