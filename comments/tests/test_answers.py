"""Pins, questions to the municipality, and what became of an idea: rules, rights, reminders and the staff's pages."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from comments.models import Outcome, Question
from comments.rules.acts import Act
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services import hide_comment
from comments.services.answers import (
    MOST_PINNED,
    ask_us,
    choose_answer,
    note_answer,
    pin_comment,
    take_off,
    unpin_comment,
)
from comments.services.outcomes import link_outcome, unlink_outcome
from comments.talked_about import outcomes
from comments.tests.builders import (
    NOON,
    make_comment,
    make_hidden,
    make_moderator,
    make_page,
    make_question,
    make_shown,
    make_user,
)
from radslag.clock import at
from radslag.models import Area

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
LATER = TODAY + dt.timedelta(days=10)
NAMES = ("pin", "ask", "outcome")


@pytest.fixture
def things(monkeypatch):
    """Areas stand for matters: a kind of thing that comments can lead to."""
    monkeypatch.setattr(outcomes, "_kinds", {})
    public = Area.objects.create(name="Parken", slug="parken")

    def resolve(pks):
        found = Area.objects.filter(pk__in=pks).exclude(name__startswith="Hemlig")
        return {area.pk: (area.name, f"/omrade/{area.slug}/") for area in found}

    def search(words):
        return list(
            Area.objects.filter(name__icontains=words)
            .exclude(name__startswith="Hemlig")
            .values_list("pk", "name")
        )

    outcomes.register("omr", Area, "Område", search=search, resolve=resolve)
    return public


def url(name, comment):
    return reverse(f"comments_{name}", args=[comment.pk])


# Pins


def test_at_most_three_comments_stand_first_in_a_conversation():
    page, moderator = make_page(), make_moderator()
    comments = [make_shown(page=page, moderator=moderator) for _ in range(MOST_PINNED + 1)]
    for comment in comments[:MOST_PINNED]:
        pin_comment(comment_id=comment.pk, moderator=moderator)
    with pytest.raises(RuleViolation, match="too_many_pinned"):
        pin_comment(comment_id=comments[-1].pk, moderator=moderator)
    unpin_comment(comment_id=comments[0].pk, moderator=moderator)
    assert pin_comment(comment_id=comments[-1].pk, moderator=moderator).pinned_at
    assert [d.act for d in comments[0].decisions.all()[:2]] == [Act.UNPIN, Act.PIN]


def test_pinning_twice_is_logged_once_and_what_is_hidden_is_pinned_no_longer():
    moderator, comment = make_moderator(), make_shown()
    for _ in range(2):
        pin_comment(comment_id=comment.pk, moderator=moderator)
    assert comment.decisions.filter(act=Act.PIN).count() == 1
    assert hide_comment(comment_id=comment.pk, moderator=moderator, reason="person").pinned_at is None
    with pytest.raises(RuleViolation, match="gone"):
        pin_comment(comment_id=comment.pk, moderator=moderator)


# Questions


def ask(comment, moderator, **overrides):
    values = {"unit": "Gata och park", "assigned_to": moderator, "due_on": LATER, **overrides}
    with at(NOON):
        return ask_us(comment_id=comment.pk, moderator=moderator, **values)


def test_a_question_gets_a_unit_a_person_and_a_day_and_these_can_change():
    moderator, comment, other = make_moderator(), make_shown(), make_moderator()
    question = ask(comment, moderator)
    Question.objects.update(reminded_at=NOON)
    again = ask(comment, moderator, assigned_to=other)
    assert (question.pk, again.unit, again.assigned_to) == (again.pk, "Gata och park", other)
    assert again.reminded_at is None, "the new person is reminded anew"
    assert again.asked_by == moderator


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"unit": " "}, "unit_missing"),
        ({"unit": "Anna 121212-1212"}, "identity_number"),
        ({"due_on": TODAY - dt.timedelta(days=1)}, "bad_due_date"),
        ({"due_on": TODAY + dt.timedelta(days=400)}, "bad_due_date"),
        ({"assigned_to": None}, "not_assignable"),
    ],
)
def test_a_question_is_refused_without(values, code):
    with pytest.raises(RuleViolation, match=code):
        ask(make_shown(), make_moderator(), **values)
    assert not Question.objects.exists()


def test_only_who_moderates_the_page_is_given_a_question():
    comment = make_shown()
    for person in (make_user(), make_moderator(branch=make_page()), make_moderator(is_active=False)):
        with pytest.raises(RuleViolation, match="not_assignable"):
            ask(comment, make_moderator(), assigned_to=person)


def test_a_staff_reply_anywhere_below_answers_the_question():
    page, moderator = make_page(), make_moderator()
    asked = make_shown(page=page, moderator=moderator)
    other = make_shown(page=page, moderator=moderator)
    ask(asked, moderator), ask(other, moderator)
    by_resident = make_shown(page=page, moderator=moderator, reply_to=asked.pk)
    assert note_answer(by_resident) == 0
    reply = make_comment(page=page, author=moderator, reply_to=by_resident.pk)
    note_answer(reply)
    question = Question.objects.get(comment=asked)
    assert (question.answer, question.answered_at) == (reply, reply.submit_date)
    assert Question.objects.get(comment=other).answered_at is None


def test_what_is_not_the_municipalitys_costs_no_statement(django_assert_num_queries):
    comment = make_shown(reply_to=None)
    with django_assert_num_queries(0):
        note_answer(comment)


def test_an_answer_that_stands_elsewhere_can_be_chosen():
    page, moderator = make_page(), make_moderator()
    asked = make_shown(page=page, moderator=moderator)
    answer, elsewhere = make_comment(page=page, author=moderator), make_comment(author=moderator)
    resident = make_shown(page=page, moderator=moderator)
    ask(asked, moderator)
    for wrong in (elsewhere, resident, asked):
        with pytest.raises(RuleViolation, match="no_answer"):
            choose_answer(comment_id=asked.pk, moderator=moderator, answer_id=wrong.pk)
    assert choose_answer(comment_id=asked.pk, moderator=moderator, answer_id=answer.pk).answer == answer
    with pytest.raises(RuleViolation, match="already_answered"):
        ask(asked, moderator)


def test_a_question_whose_answer_is_hidden_is_open_again(client):
    page, moderator = make_page(), make_moderator()
    asked = make_shown(page=page, moderator=moderator)
    client.force_login(moderator)

    def listed(standing):
        text = client.get(reverse("comments_question_modeladmin_index"), {"standing": standing}).text
        return url("ask", asked) in text

    def answer_and_hide():
        reply = make_comment(page=page, author=moderator, reply_to=asked.pk)
        assert Question.objects.get().answer == reply and Question.objects.get().is_answered
        assert (listed("waiting"), listed("answered")) == (False, True)
        hide_comment(comment_id=reply.pk, moderator=moderator, reason="person")
        assert (listed("waiting"), listed("answered")) == (True, False)
        return reply

    ask(asked, moderator)
    answer_and_hide()
    assert ask(asked, moderator, unit="Skolan").unit == "Skolan"
    assert "Skolan" in client.get(url("ask", asked)).text
    hidden = answer_and_hide()
    other = make_comment(page=page, author=moderator)
    with pytest.raises(RuleViolation, match="no_answer"):
        choose_answer(comment_id=asked.pk, moderator=moderator, answer_id=hidden.pk)
    choose_answer(comment_id=asked.pk, moderator=moderator, answer_id=other.pk)
    hide_comment(comment_id=other.pk, moderator=moderator, reason="person")
    with at(NOON):
        take_off(comment_id=asked.pk, moderator=moderator)
    assert not Question.objects.exists()


def test_a_question_is_taken_off_only_before_its_day_has_passed():
    moderator, comment = make_moderator(), make_shown()
    ask(comment, moderator)
    with at(NOON + dt.timedelta(days=11)), pytest.raises(RuleViolation, match="too_late_to_take_off"):
        take_off(comment_id=comment.pk, moderator=moderator)
    with at(NOON + dt.timedelta(days=10)):
        take_off(comment_id=comment.pk, moderator=moderator)
    assert not Question.objects.exists()


def test_the_municipalitys_own_and_what_is_not_shown_is_no_question():
    moderator = make_moderator()
    with pytest.raises(RuleViolation, match="own_answer"):
        ask(make_comment(author=moderator), moderator)
    for comment in (make_comment(), make_hidden()):
        with pytest.raises(RuleViolation, match="gone"):
            ask(comment, moderator)


# What became of it


def test_an_idea_is_linked_to_a_public_thing_and_shown_on_both_sides(things, django_assert_num_queries):
    moderator, comment = make_moderator(), make_shown()
    link_outcome(comment_id=comment.pk, moderator=moderator, kind="omr", thing_id=things.pk, text="Byggs nu.")
    with django_assert_num_queries(2):
        found = outcomes.things_of([comment])
    assert found[comment.pk] == ("Parken", "/omrade/parken/", "Byggs nu.", "Område")
    behind = outcomes.comments_behind(things)
    assert behind == [comment] and behind[0].about.pk == comment.page_id
    assert unlink_outcome(comment_id=comment.pk, moderator=moderator)
    assert outcomes.things_of([comment]) == {} and outcomes.comments_behind(things) == []


def test_what_is_not_public_is_neither_linked_nor_shown(things):
    moderator, comment = make_moderator(), make_shown()
    secret = Area.objects.create(name="Hemlig", slug="hemlig")
    for kind, pk in (("omr", secret.pk), ("omr", 0), ("okänd", things.pk)):
        with pytest.raises(RuleViolation, match="thing_gone"):
            link_outcome(comment_id=comment.pk, moderator=moderator, kind=kind, thing_id=pk)
    with pytest.raises(RuleViolation, match="identity_number"):
        link_outcome(
            comment_id=comment.pk, moderator=moderator, kind="omr", thing_id=things.pk, text="121212-1212"
        )
    link_outcome(comment_id=comment.pk, moderator=moderator, kind="omr", thing_id=things.pk)
    Area.objects.filter(pk=things.pk).update(name="Hemligt")
    assert outcomes.things_of([comment]) == {}


def test_a_comment_that_readers_cannot_read_is_not_named_on_the_thing_it_led_to(things):
    moderator = make_moderator()
    hidden, private, off, draft, shown = [make_shown(moderator=moderator) for _ in range(5)]
    for comment in (hidden, private, off, draft, shown):
        link_outcome(comment_id=comment.pk, moderator=moderator, kind="omr", thing_id=things.pk)
    hide_comment(comment_id=hidden.pk, moderator=moderator, reason="person")
    PageViewRestriction.objects.create(page=private.page, restriction_type="login")
    type(off.page.specific).objects.filter(pk=off.page_id).update(thread_mode="off")
    draft.page.specific.unpublish()
    assert outcomes.comments_behind(things) == [shown]


# The staff's pages


def test_the_staff_pin_ask_and_link_on_pages_of_the_admin(client, things):
    moderator = make_moderator()
    comment = make_shown(moderator=moderator)
    client.force_login(moderator)
    for name in NAMES:
        assert client.get(url(name, comment)).status_code == 200
    back = f"{reverse('wagtailadmin_home')}comments/comment/?state=waiting"
    assert client.post(url("pin", comment), {"next": back}).url == back
    due = dt.date.today() + dt.timedelta(days=5)  # noqa: DTZ011
    client.post(url("ask", comment), {"unit": "Skolan", "assigned_to": moderator.pk, "due_on": due})
    client.post(f"{url('outcome', comment)}?q=park", {"thing": f"omr:{things.pk}", "text": "Ja."})
    comment.refresh_from_db()
    assert comment.pinned_at and comment.question_to_us.unit == "Skolan" and comment.outcome.text == "Ja."
    assert "Skolan" in client.get(url("ask", comment)).text
    client.post(url("pin", comment), {"back": "1"})
    client.post(url("ask", comment), {"take-off": "1"})
    client.post(url("outcome", comment), {"unlink": "1"})
    assert not Question.objects.exists() and not Outcome.objects.exists()


def test_a_refused_form_says_why_and_keeps_what_was_written(client, things):
    moderator = make_moderator()
    comment = make_shown(moderator=moderator)
    client.force_login(moderator)
    page = client.post(url("ask", comment), {"unit": "Gatan <b>", "due_on": "2020-01-01"}).text
    assert "Gatan &lt;b&gt;" in page and "Gatan <b>" not in page
    assert "Välj någon som modererar sidan" in page
    page = client.post(url("outcome", comment), {"thing": "omr:999", "text": '"><img src=x>'}).text
    assert "<img src=x>" not in page


def test_the_staffs_pages_lead_back_only_to_the_list(client):
    moderator = make_moderator()
    comment = make_shown(moderator=moderator)
    client.force_login(moderator)
    for wanted in ("https://example.org/", "//example.org", "/admin/comments/../../x\\@", "/konto/"):
        answer = client.post(url("pin", comment), {"next": wanted})
        assert answer.url.startswith("/admin/comments/") and "example" not in answer.url


def test_the_staffs_list_of_questions_holds_those_of_their_own_branch(client):
    moderator, elsewhere = make_moderator(), make_moderator(branch=make_page())
    make_question(moderator=moderator, text="Vem sköter <b>bron</b>?", unit='=Gata "och" park')
    address = reverse("comments_question_modeladmin_index")
    client.force_login(moderator)
    page = client.get(address).text
    assert "Vem sköter &lt;b&gt;bron&lt;/b&gt;?" in page and "<b>bron" not in page
    for wanted, count in (("mine", 1), ("late", 1), ("answered", 0), ("';--", 1)):
        with at(NOON + dt.timedelta(days=5)):
            assert client.get(address, {"standing": wanted}).text.count("Vem sköter") == count, wanted
    export = b"".join(client.get(address, {"export": "csv"})).decode()
    assert "'=Gata" in export
    client.force_login(elsewhere)
    assert "Vem sköter" not in client.get(address).text
    client.force_login(make_user())
    assert client.get(address).status_code in (302, 403)


def test_the_staffs_list_costs_the_same_for_one_and_for_many(client):
    moderator, page = make_moderator(), make_page()
    client.force_login(moderator)
    address = reverse("comments_question_modeladmin_index")

    def cost():
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    make_question(moderator=moderator, page=page)
    cost()
    few = cost()
    for _ in range(5):
        make_question(moderator=moderator)
    assert cost() == few <= 25


@pytest.mark.parametrize("name", NAMES)
def test_who_does_not_moderate_the_page_gets_nowhere(name):
    comment, elsewhere = make_shown(), make_page()
    for person, statuses in (
        (None, {302}),
        (make_user(), {302, 403}),
        (make_moderator(branch=elsewhere), {302, 403}),
    ):
        client = Client()
        if person:
            client.force_login(person)
        for answer in (client.get(url(name, comment)), client.post(url(name, comment), {"unit": "x"})):
            assert answer.status_code in statuses
            assert answer.status_code == 403 or "comments" not in answer.url.split("next")[0]
    with pytest.raises(PermissionDenied):
        pin_comment(comment_id=comment.pk, moderator=make_moderator(branch=elsewhere))
    with pytest.raises(PermissionDenied):
        unlink_outcome(comment_id=comment.pk, moderator=make_user())


@pytest.mark.parametrize("name", NAMES)
def test_reading_the_staffs_pages_writes_nothing_and_sending_needs_the_token(name, things):
    client, moderator = Client(enforce_csrf_checks=True), make_moderator()
    comment = make_shown(moderator=moderator)
    client.force_login(moderator)
    lines = comment.decisions.count()
    assert client.get(f"{url(name, comment)}?q=Parken").status_code == 200
    assert client.post(url(name, comment), {}).status_code == 403
    comment.refresh_from_db()
    assert (comment.state, comment.pinned_at, comment.decisions.count()) == (State.APPROVED, None, lines)
    assert not Question.objects.exists() and not Outcome.objects.exists()
