"""What conversations forget by themselves, and "Mina sidor"."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.module_loading import import_string
from django_comments_xtd.models import XtdComment

from comments.mails import tokens
from comments.models import (
    Comment,
    Conversation,
    Decision,
    Follow,
    Like,
    Notice,
    Participant,
    Report,
)
from comments.privacy import periods
from comments.rules.acts import Act
from comments.rules.states import State
from comments.services import Sender, restore_comment, retention
from comments.services.appeal_answers import answer_appeal
from comments.services.appeals import make_appeal
from comments.services.editing import edit_comment
from comments.services.following import ask_to_follow, follow, unfollow
from comments.services.own import withdraw_comment
from comments.services.reactions import like_comment
from comments.services.reports import Reporter, handle_reports, report_comment
from comments.tests.builders import (
    NOON,
    make_comment,
    make_hidden,
    make_moderator,
    make_page,
    make_participant,
    make_shown,
    make_user,
)
from radslag.archives.services import ask_for_package, confirm_package, make_package, note_none_needed
from radslag.clock import at
from radslag.privacy.services import decide_retention
from radslag.schedule import JOBS
from radslag.tests.people import log_in_by_code

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)


def test_all_that_is_forgotten_is_forgotten_by_a_job():
    ours = {job.service.rpartition(".")[2] for job in JOBS if job.service.startswith(retention.__name__)}
    public = {name for name, value in vars(retention).items() if callable(value) and not name.startswith("_")}
    assert ours <= public
    assert all(
        import_string(job.service)() == 0 for job in JOBS if job.service.startswith(retention.__name__)
    )
    assert len(ours) == 6


def test_what_was_never_confirmed_goes_after_two_days_with_its_address():
    page = make_page()
    root = make_shown(page=page)
    unconfirmed = make_comment(
        page=page, reply_to=root.pk, sender=Sender(email="ny@example.org"), at_instant=NOON
    )
    below = make_shown(page=page, reply_to=root.pk)
    assert unconfirmed.state == State.UNCONFIRMED
    with at(NOON + 2 * DAY):
        assert retention.delete_unconfirmed_comments() == 0
    with at(NOON + 2 * DAY + SECOND):
        assert retention.delete_unconfirmed_comments() == 1
        assert retention.forget_empty_participants() == 1
    assert not Comment.objects.filter(pk=unconfirmed.pk).exists()
    assert XtdComment.norel_objects.get(pk=root.pk).nested_count == 1
    assert Comment.objects.filter(pk=below.pk).exists()
    assert not Participant.objects.filter(email="ny@example.org").exists()
    another = make_shown(page=page, reply_to=root.pk)
    assert another.order > below.order


def test_texts_out_of_sight_are_erased_after_as_long_as_was_decided():
    page, moderator = make_page(), make_moderator()
    decide_retention(name="hidden_texts", days=365, decision="KS 2026/1", decided_on=NOON.date(), by=None)
    with at(NOON):
        shown = make_shown(page=page, at_instant=NOON, moderator=moderator, text="Kvar")
        edit_comment(comment_id=make_comment(page=page, at_instant=NOON).pk, text="Ny text")
        hidden = make_hidden(page=page, at_instant=NOON, moderator=moderator, participant=make_participant())
        withdrawn = withdraw_comment(comment_id=make_shown(page=page, at_instant=NOON).pk)
        appealed = make_hidden(page=page, at_instant=NOON, moderator=moderator)
        make_appeal(comment_id=appealed.pk, text="Visa det.")
    with at(NOON + 365 * DAY):
        assert retention.erase_texts_out_of_sight() == 0
    with at(NOON + 365 * DAY + SECOND):
        assert Decision.objects.get(act=Act.EDIT).text_before
        assert retention.erase_texts_out_of_sight() == 2
        assert retention.erase_texts_out_of_sight() == 0
    for comment in (shown, hidden, withdrawn, appealed):
        comment.refresh_from_db()
    assert (hidden.comment, withdrawn.comment, hidden.participant) == ("", "", None)
    assert (hidden.state, withdrawn.state) == (State.HIDDEN, State.WITHDRAWN)
    assert shown.comment == "Kvar"
    assert appealed.comment
    assert not Decision.objects.exclude(text_before="").exists()


def test_without_a_decision_nothing_goes_before_the_archive_has_the_conversation():
    page, moderator = make_page(), make_moderator()
    with at(NOON):
        hidden = make_hidden(page=page, at_instant=NOON, moderator=moderator, text="Dolt")
        other = make_hidden(at_instant=NOON, moderator=moderator, text="Annat")
        edited = make_comment(page=page, at_instant=NOON, text="Först")
        edit_comment(comment_id=edited.pk, text="Sedan")
    with at(NOON + periods.OUT_OF_SIGHT.default + DAY):
        assert retention.erase_texts_out_of_sight() == 0
        number = hidden.conversation_id
        note_none_needed(kind="conversation", number=number, decision="KS 2026/9", by=moderator)
        assert retention.erase_texts_out_of_sight() == 1
    hidden.refresh_from_db(), other.refresh_from_db()
    assert (hidden.comment, other.comment) == ("", "Annat")
    assert not Decision.objects.filter(comment=edited).exclude(text_before="").exists()


def test_what_a_moderator_shows_again_meanwhile_is_not_erased(monkeypatch):
    decide_retention(name="hidden_texts", days=730, decision="KS 2026/1", decided_on=NOON.date(), by=None)
    hidden = make_hidden(at_instant=NOON)
    ids = retention._ids

    def shown_again_meanwhile(rows):
        found = list(ids(rows))
        restore_comment(comment_id=hidden.pk, moderator=make_moderator())
        return found

    monkeypatch.setattr(retention, "_ids", shown_again_meanwhile)
    with at(NOON + 4000 * DAY):
        assert retention.erase_texts_out_of_sight() == 0
    hidden.refresh_from_db()
    assert (hidden.state, bool(hidden.comment)) == (State.APPROVED, True)


def test_who_asked_to_follow_and_who_ended_it_goes_after_a_day():
    conversation = make_comment().conversation
    with at(NOON):
        kept = follow(participant=make_participant(), conversation=conversation)
        ask_to_follow(email="ny@example.org", conversation=conversation)
        ended = follow(participant=make_participant(), conversation=conversation)
        unfollow(follows=Follow.objects.filter(pk=ended.pk))
    with at(NOON + DAY):
        assert retention.delete_unconfirmed_follows() == 0
    with at(NOON + 2 * DAY + SECOND):
        assert retention.delete_unconfirmed_follows() == 2
    assert Follow.objects.get() == kept


def test_an_address_on_which_nothing_hangs_goes_after_a_month():
    comment = make_shown()
    lone, liking, writing, following, reporting = (make_participant() for _ in range(5))
    like_comment(comment_id=comment.pk, participant=liking)
    make_comment(participant=writing)
    follow(participant=following, conversation=comment.conversation)
    report_comment(comment_id=comment.pk, by=Reporter(reporting, ""), reason="spam")
    with at(NOON + 30 * DAY):
        assert retention.forget_empty_participants() == 0
    with at(NOON + 30 * DAY + SECOND):
        assert retention.forget_empty_participants() == 1
    assert not Participant.objects.filter(pk=lone.pk).exists()
    assert Like.objects.filter(participant=liking).exists()


def test_who_reported_is_forgotten_three_months_after_it_was_looked_at():
    comment = make_shown()
    for _ in range(2):
        report_comment(
            comment_id=comment.pk, by=Reporter(make_participant(), ""), reason="spam", text="Hon igen"
        )
    handle_reports(comment, NOON)
    with at(NOON + 90 * DAY):
        assert retention.forget_reporters() == 0
    with at(NOON + 90 * DAY + SECOND):
        assert retention.forget_reporters() == 2
        assert retention.forget_reporters() == 0
    assert all((r.participant, r.key, r.text) == (None, f"-{r.pk}", "") for r in Report.objects.all())


def test_what_was_said_for_a_new_look_is_forgotten_also_when_the_comment_is_shown():
    page = make_page()
    with at(NOON):
        granted = make_appeal(comment_id=make_hidden(page=page, at_instant=NOON).pk, text="Visa det.")
        waiting = make_appeal(comment_id=make_hidden(page=page, at_instant=NOON).pk, text="Visa det med.")
        answer_appeal(appeal_id=granted.pk, moderator=make_moderator(), granted=True, answer="Du har rätt.")
    decide_retention(name="hidden_texts", days=730, decision="KS 2026/1", decided_on=NOON.date(), by=None)
    for after, words in ((-DAY, ("Visa det.", "Du har rätt.")), (DAY, ("", ""))):
        with at(NOON + periods.OUT_OF_SIGHT.default + after):
            retention.erase_texts_out_of_sight()
        granted.refresh_from_db(), waiting.refresh_from_db()
        assert ((granted.text, granted.answer), waiting.text) == (words, "Visa det med.")


def test_notes_of_who_was_told_go_when_no_mail_can_need_them():
    comment = make_shown()
    row = follow(participant=make_participant(), conversation=comment.conversation)
    Notice.objects.create(follow=row, comment=comment, at=NOON)
    with at(NOON + 60 * DAY + SECOND):
        assert retention.delete_old_notices() == 1


def test_batches_end_and_take_all(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    conversation = make_comment().conversation
    with at(NOON):
        for number in range(5):
            ask_to_follow(email=f"p{number}@example.org", conversation=conversation)
    with at(NOON + 3 * DAY):
        assert retention.delete_unconfirmed_follows() == 5
        assert retention.forget_empty_participants() == 5


def signed_in(client, email="siv@example.org"):
    user = make_user(email=email)
    log_in_by_code(client, user)
    return user, make_participant(email=email)


def test_my_pages_show_my_comments_where_they_stand_and_what_i_follow(client):
    user, person = signed_in(client)
    page, closed = make_page(title="Grillplatsen"), make_page(title="Hemlig plan")
    mine = make_shown(page=page, text="Bygg <b>en</b> bro", participant=person)
    hidden = make_hidden(page=closed, text="Under stängd sida", sender=Sender(user=user, participant=person))
    make_shown(page=page, text="Någon annans inlägg", participant=make_participant())
    row = follow(participant=person, conversation=mine.conversation)
    gone = follow(participant=person, conversation=hidden.conversation)
    unfollow(follows=Follow.objects.filter(pk=gone.pk))
    closed.unpublish()
    shown = client.get(reverse("my_pages")).content.decode()
    assert "Bygg &lt;b&gt;en&lt;/b&gt; bro" in shown
    assert "Under stängd sida" in shown
    for comment in (mine, hidden):
        assert reverse("comments:mine", args=[tokens.sign("mine", comment.pk)]) in shown
    assert reverse("comments:unfollow", args=[tokens.sign("unfollow", row.pk)]) in shown
    assert reverse("comments:unfollow", args=[tokens.sign("unfollow", gone.pk)]) not in shown
    for not_mine in ("Någon annans inlägg", "Hemlig plan"):
        assert not_mine not in shown


def test_who_came_in_by_password_does_not_see_the_comments_of_an_address(client):
    person = make_participant(email="siv@example.org")
    make_shown(text="Min hemliga tanke", participant=person)
    client.force_login(make_user(email="siv@example.org"))
    assert "Min hemliga tanke" not in client.get(reverse("my_pages")).content.decode()


def test_my_pages_take_as_many_queries_for_many_as_for_one(client):
    _user, person = signed_in(client)
    moderator = make_moderator()

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("my_pages")).status_code == 200
        return len(seen)

    def add():
        comment = make_hidden(participant=person, moderator=moderator)
        follow(participant=person, conversation=comment.conversation)

    add()
    queries()
    one = queries()
    for _ in range(5):
        add()
    assert queries() == one
    assert Conversation.objects.count() == 6


def test_a_confirmed_package_takes_no_text_that_it_does_not_hold():
    moderator = make_moderator()
    with at(NOON):
        hidden = make_hidden(at_instant=NOON, moderator=moderator, text="Dolt")
        edit_comment(comment_id=make_comment(at_instant=NOON, text="Först").pk, text="Sedan")
    package = ask_for_package(kind="conversation", number=hidden.conversation_id, by=moderator)
    make_package(package_id=package.pk)
    confirm_package(package_id=package.pk, by=moderator)
    with at(NOON + periods.OUT_OF_SIGHT.default + DAY):
        assert retention.erase_texts_out_of_sight() == 0
    hidden.refresh_from_db()
    assert hidden.comment == "Dolt"


def test_a_length_that_was_carried_over_is_no_decision():
    """As migration 0010 left it: with a line where the number stands."""
    with at(NOON):
        hidden = make_hidden(at_instant=NOON, text="Dolt")
    decide_retention(name="hidden_texts", days=365, decision="–", decided_on=NOON.date(), by=None)
    with at(NOON + 366 * DAY):
        assert retention.erase_texts_out_of_sight() == 0
        decide_retention(name="hidden_texts", days=365, decision="KS 1", decided_on=NOON.date(), by=None)
        assert retention.erase_texts_out_of_sight() == 1
    hidden.refresh_from_db()
    assert hidden.comment == ""
