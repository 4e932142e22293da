"""Conversations as RSS and as open data."""

import json
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.for_programs.open_data import COMMENTS_A_PART, VERSION
from comments.models import Comment
from comments.tests.builders import make_comment, make_hidden, make_moderator, make_page, make_shown
from comments.tests.crowds import fill
from radslag.for_programs.feeds import printable

pytestmark = pytest.mark.django_db
AWKWARD = '<script>alert("1")</script> ]]> &amp; \u202e å'


def feed(client, address=None):
    response = client.get(address or reverse("comments:rss"))
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).find("channel")  # noqa: S314 - our own


def data(client, page, **query):
    response = client.get(reverse("comments:target_json", args=[page.pk]), query)
    assert response["Content-Type"] == "application/json; charset=utf-8"
    return json.loads(response.content)


def test_the_feeds_have_the_newest_shown_comments_with_names_as_shown(client):
    page, other = make_page(title="Bron"), make_page()
    make_shown(page=page, name="Siv", text="Bygg en bro.")
    root = make_shown(page=other)
    answer = make_shown(page=other, reply_to=root.pk, author=make_moderator())
    for hidden in (make_comment(page=page, text="Väntar"), make_hidden(page=page, text="Dold")):
        assert hidden.comment not in client.get(reverse("comments:rss")).content.decode()
    every = feed(client)
    assert "Siv om Bron" in {item.findtext("title") for item in every.iter("item")}
    assert {item.findtext("link").rpartition("/inlagg/")[2] for item in every.iter("item")} == {
        f"{comment.pk}/" for comment in (answer, root, Comment.objects.get(user_name="Siv"))
    }
    one = feed(client, reverse("comments:target_rss", args=[page.pk]))
    assert [item.findtext("description") for item in one.iter("item")] == ["<p>Bygg en bro.</p>"]


def test_a_feed_has_fifty_items_takes_the_same_queries_and_is_sent_once(client):
    address = reverse("comments:rss")
    make_shown()
    client.get(address)
    taken = []
    for page in (make_page(), make_page(), make_page()):
        fill(page, threads=30)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        taken.append(len(captured))
    assert len(set(taken)) == 1
    assert taken[0] <= 15
    assert response.content.count(b"<item>") == 50
    assert response.content == client.get(address).content
    assert not response.cookies
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_any_text_is_inert_in_a_feed_and_in_open_data(client):
    page = make_page(title=AWKWARD[:50])
    make_shown(page=page, name=AWKWARD[:50], text=AWKWARD)
    described = (
        feed(client, reverse("comments:target_rss", args=[page.pk])).find("item").findtext("description")
    )
    assert described.startswith("<p>&lt;script&gt;")
    assert data(client, page)["comments"][0]["text"].startswith("<script>")
    assert printable("a\x00b\x0bc\ud800d\ufffe") == "abcd"


def test_private_pages_have_no_feed_and_stand_in_none_even_for_who_may_read_them(client):
    page = make_page()
    make_shown(page=page, text="För oss")
    page.view_restrictions.create(restriction_type="login")
    client.force_login(make_moderator())
    assert client.get(reverse("comments:target_rss", args=[page.pk])).status_code == 404
    assert client.get(reverse("comments:target_json", args=[page.pk])).status_code == 404
    assert "För oss" not in client.get(reverse("comments:rss")).content.decode()


def test_open_data_tells_places_and_likes_and_gives_stubs_without_what_was_said(client):
    page = make_page()
    root = make_shown(page=page, name="Siv")
    Comment.objects.filter(pk=root.pk).update(likes=3)
    answer = make_shown(page=page, reply_to=root.pk)
    hidden = make_hidden(page=page, name="Hemlig", text="Hemligt", words="Om en granne")
    make_comment(page=page, text="Väntar")
    found = data(client, page)
    assert (found["version"], found["comments_in_all"], found["next"]) == (VERSION, 3, None)
    first, second, third = found["comments"]
    assert (first["id"], first["name"], first["likes"], first["answers"]) == (root.pk, "Siv", 3, None)
    assert (second["thread"], second["answers"], second["level"], second["place"]) == (root.pk, root.pk, 1, 2)
    assert (third["id"], third["state"], third["reason_in_words"]) == (hidden.pk, "hidden", "Om en granne")
    assert {"text", "name", "likes"}.isdisjoint(third)
    assert "Hemlig" not in json.dumps(found)
    assert answer.pk == second["id"]


def test_open_data_of_a_large_conversation_comes_in_parts(client):
    page = make_page()
    fill(page, threads=COMMENTS_A_PART + 1)
    first = data(client, page)
    address = reverse("comments:target_json", args=[page.pk])
    assert first["next"].endswith(f"{address}?del=2")
    last = json.loads(client.get(first["next"]).content)
    assert (len(first["comments"]), len(last["comments"]), last["next"]) == (COMMENTS_A_PART, 1, None)
    assert client.get(address, {"del": "x' OR 1=1"}).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    assert len(captured) <= 12
    response = client.get(address)
    assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304


def test_feeds_are_only_read(client):
    for address in (reverse("comments:rss"), reverse("comments:target_json", args=[make_page().pk])):
        assert client.post(address).status_code == 405
