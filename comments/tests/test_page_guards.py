"""What residents wrote does not go with a page."""

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from comments.models import Comment, Conversation
from comments.services.conversations import ensure_conversation
from comments.tests.builders import make_comment, make_hidden, make_page, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    client = Client()
    client.force_login(make_user(is_superuser=True, is_staff=True))
    return client


def delete(client, page):
    return client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))


def delete_ticked(client, *pages):
    ids = "&".join(f"id={page.pk}" for page in pages)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    return client.post(f"{address}?{ids}")


@pytest.mark.parametrize("act", [delete, delete_ticked])
@pytest.mark.parametrize("make", [make_comment, make_hidden])
def test_a_page_with_comments_is_not_deleted_and_the_reason_is_told(editor, act, make):
    page = make_page()
    make(page=page)
    response = act(editor, page)
    assert response.url == reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    assert (Page.objects.filter(pk=page.pk).count(), Comment.objects.count()) == (1, 1)
    assert "1 inlägg" in editor.get(response.url).content.decode()


@pytest.mark.parametrize("act", [delete, delete_ticked])
def test_nor_is_a_page_above_it(editor, act):
    above = make_page()
    below = make_page(parent=above)
    for _ in range(2):
        make_comment(page=below)
    act(editor, Page.objects.get(pk=above.pk))
    assert Comment.objects.filter(page=below).count() == 2


@pytest.mark.parametrize("act", [delete, delete_ticked])
def test_a_page_without_comments_can_be_deleted(editor, act):
    page, other = make_page(), make_page()
    make_comment(page=other)
    act(editor, page)
    assert not Page.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("act", [delete, delete_ticked])
def test_a_page_that_is_only_followed_can_be_deleted(editor, act):
    above = make_page()
    ensure_conversation(target=make_page(parent=above))
    ensure_conversation(target=make_page())
    act(editor, Page.objects.get(pk=above.pk))
    assert not Page.objects.filter(pk=above.pk).exists()
    assert Conversation.objects.count() == 1


def test_the_database_keeps_them_too():
    comment = make_comment()
    with pytest.raises(ProtectedError):
        comment.page.delete()
