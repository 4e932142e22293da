"""What an editor chooses about a conversation, and what is said about the choice."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from comments.models import Comment
from comments.tests.builders import NOON, make_page, make_shown, make_user

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def fields(page, now=NOON):
    return [remark.field for remark in page.publishing_remarks(now) if remark.field.startswith("thread")]


def test_a_date_without_a_conversation_is_refused_whatever_the_hour():
    page = make_page()
    for mode, refused in (("off", True), ("open", False), ("closed", False)):
        page.thread_mode, page.thread_ends = mode, NOON
        if refused:
            with pytest.raises(ValidationError) as error:
                page.full_clean()
            assert list(error.value.message_dict) == ["thread_ends"]
        else:
            page.full_clean()


@pytest.mark.parametrize(
    ("mode", "ends", "said"),
    [
        ("open", None, []),
        ("open", NOON + HOUR, []),
        ("open", NOON, ["thread_ends"]),
        ("closed", NOON + HOUR, ["thread_ends"]),
        ("closed", NOON - HOUR, []),
    ],
)
def test_the_check_list_tells_of_dates_that_contradict_the_choice(mode, ends, said):
    assert fields(make_page(thread_mode=mode, thread_ends=ends)) == said


def test_a_copied_page_has_none_of_the_comments_and_its_old_date_is_told():
    page = make_page(thread_ends=NOON + HOUR)
    make_shown(page=page)
    copied = page.copy(update_attrs={"slug": "kopia"})
    assert not Comment.objects.about(copied).exists()
    assert fields(copied, NOON + HOUR) == ["thread_ends"]


def test_a_conversation_on_a_private_page_and_one_that_is_turned_off_with_comments_are_told():
    page = make_page()
    make_shown(page=page)
    page.view_restrictions.create(restriction_type="login")
    assert fields(page) == ["thread_mode"]
    page.view_restrictions.all().delete()
    page.thread_mode = "off"
    assert fields(page) == ["thread_mode"]


def test_the_panel_says_what_an_empty_choice_means(client):
    client.force_login(make_user(is_superuser=True, is_staff=True))
    html = client.get(reverse("wagtailadmin_pages:edit", args=[make_page().pk])).content.decode()
    assert html.count("Som för hela webbplatsen") == 2
    assert "---------" not in html.split('id="id_thread_writers"')[1].split("</select>")[0]
