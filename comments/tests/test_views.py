"""Reading and writing through HTTP."""

import datetime as dt
import json
import os
import re
from base64 import b64decode
from pathlib import Path

import html5lib
import pytest
import time_machine
from django.test import Client
from django.urls import NoReverseMatch, reverse

from comments.mails import tokens
from comments.models import Comment
from comments.rules.states import State
from comments.services import hide_comment
from comments.tests.builders import (
    make_comment,
    make_hidden,
    make_moderator,
    make_page,
    make_proof,
    make_shown,
    make_user,
)
from radslag.tests.scale import sampled

pytestmark = pytest.mark.django_db
LONG_ENOUGH = "En lång tanke om bron över ån, som ingen annan skriver ord för ord."


OWN_PAYLOADS = Path(__file__).parent / "payloads.txt"
GIVEN_PAYLOADS = os.environ.get("RADSLAG_PAYLOADS_DIR")


def payloads():
    return OWN_PAYLOADS.read_text(encoding="utf-8").splitlines()


def given_payloads():
    """All of the folder at full scale, every so many of them at a smaller one."""
    folder = Path(GIVEN_PAYLOADS)
    lines = [
        line
        for file in sorted(folder.glob("*.txt"))
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines()
    ]
    for file in sorted(folder.glob("*.base64.json")):
        lines += [
            b64decode(code).decode("utf-8", "replace")
            for code in json.loads(file.read_text(encoding="utf-8"))
        ]
    return sampled(lines, 20)


def fields_of(response):
    """What a browser would send back: the names and values of the form's fields."""
    form = html5lib.parse(response.content.decode(), namespaceHTMLElements=False).find(
        ".//form[@method='post']"
    )
    fields = {e.get("name"): e.get("value", "") for e in form.iter("input")}
    return {**fields, **{e.get("name"): e.text or "" for e in form.iter("textarea")}}


def write_address(page):
    return reverse("comments:write", args=[page.pk])


def send(client, address, **values):
    """Open the form, and send it as a browser with script does."""
    fields = fields_of(client.get(address))
    return client.post(address, {**fields, "proof": make_proof(), **values})


def private_address(comment):
    return reverse("comments:mine", args=[tokens.sign("mine", comment.pk)])


def test_a_visitor_without_a_name_writes_and_comes_to_a_page_of_their_own(client):
    page = make_page()
    response = send(client, write_address(page), comment="Bygg en bro.")
    comment = Comment.objects.get()
    assert response.status_code == 302
    assert response.url == private_address(comment)
    assert client.get(response.url).status_code == 200
    assert (comment.state, comment.comment, comment.user_name) == (State.WAITING, "Bygg en bro.", "")
    assert comment.ip_address is None


def test_a_waiting_comment_is_nowhere_to_be_read(client):
    page = make_page()
    comment = make_comment(page=page, text="Hemligt än så länge")
    for address in (page.url, write_address(page)):
        assert b"Hemligt" not in client.get(address).content
    assert client.get(comment.get_absolute_url()).status_code == 404
    assert client.get(reverse("comments:reply", args=[comment.pk])).status_code == 404


def test_an_answer_stands_below_what_it_answers(client):
    page = make_page()
    root = make_shown(page=page, text="Bygg en bro.")
    form = client.get(reverse("comments:reply", args=[root.pk]))
    assert "Bygg en bro." in form.content.decode()
    send(client, reverse("comments:reply", args=[root.pk]), comment="Håller med.")
    assert Comment.objects.get(parent_id=root.pk, level=1).comment == "Håller med."


def test_a_moderator_who_answers_is_led_to_the_answer(client):
    page = make_page()
    client.force_login(make_moderator())
    response = send(client, write_address(page), comment="Tack för idén!")
    answer = Comment.objects.get()
    assert response.url == answer.get_absolute_url()
    shown = client.get(page.url).content.decode()
    assert "comment--staff" in shown
    assert "Tack för idén!" in shown


@pytest.mark.parametrize(
    "values",
    [{"comment": ""}, {"comment": " \n "}, {"comment": "å" * 3001}, {"comment": "Hej", "name": "å" * 51}],
)
def test_a_form_with_faults_comes_back_with_what_was_typed(client, values):
    page = make_page()
    response = send(client, write_address(page), **{"name": "Siv", **values})
    assert response.status_code == 200
    back = fields_of(response)
    assert back["comment"].strip() == values["comment"].strip()
    assert back["name"] == values.get("name", "Siv")
    assert "error-summary" in response.content.decode()
    assert not Comment.objects.exists()


def test_a_stale_form_comes_back_with_its_text_and_can_be_sent(client):
    page = make_page()
    fields = fields_of(client.get(write_address(page)))
    with time_machine.travel(dt.timedelta(hours=3), tick=False):
        response = client.post(write_address(page), {**fields, "comment": LONG_ENOUGH})
        assert response.status_code == 200
        assert not Comment.objects.exists()
        again = fields_of(response) | {"proof": make_proof()}
        assert again["comment"].strip() == LONG_ENOUGH
        assert client.post(write_address(page), again).status_code == 302
    assert Comment.objects.get().comment == LONG_ENOUGH


@pytest.mark.parametrize(
    ("field", "value"),
    [("security_hash", "0" * 40), ("security_hash", "å"), ("timestamp", "abc"), ("timestamp", "9" * 30),
     ("object_pk", "1"), ("content_type", "wagtailcore.page"), ("honeypot", "köp nu")],
)  # fmt: skip
def test_a_forged_form_stores_nothing_and_keeps_the_text(client, field, value):
    response = send(client, write_address(make_page()), comment=LONG_ENOUGH, **{field: value})
    assert response.status_code == 200
    assert fields_of(response)["comment"].strip() == LONG_ENOUGH
    assert not Comment.objects.exists()


def test_a_form_signed_for_another_page_is_not_taken(client):
    page, other = make_page(), make_page()
    fields = fields_of(client.get(write_address(other)))
    assert client.post(write_address(page), {**fields, "comment": LONG_ENOUGH}).status_code == 200
    assert not Comment.objects.exists()


def test_a_form_sent_twice_is_one_comment_and_leads_twice_to_the_same_page(client):
    page = make_page()
    fields = {**fields_of(client.get(write_address(page))), "comment": "Håller med.", "proof": make_proof()}
    addresses = {client.post(write_address(page), fields).url for _ in range(2)}
    assert addresses == {private_address(Comment.objects.get())}


def test_a_thread_that_closes_meanwhile_gives_the_text_back(client):
    page = make_page()
    fields = fields_of(client.get(write_address(page)))
    type(page).objects.filter(pk=page.pk).update(thread_mode="closed")
    response = client.post(write_address(page), {**fields, "comment": LONG_ENOUGH})
    assert response.status_code == 409
    assert LONG_ENOUGH in response.content.decode()
    assert not Comment.objects.exists()
    assert (
        "<form" not in client.get(write_address(page)).content.decode().split("<main")[1].split("</main")[0]
    )


def test_a_comment_hidden_meanwhile_cannot_be_answered_and_the_text_is_kept(client):
    page = make_page()
    hidden = make_hidden(page=page, text="Något om grannen")
    response = client.post(reverse("comments:reply", args=[hidden.pk]), {"comment": LONG_ENOUGH})
    assert response.status_code == 409
    assert LONG_ENOUGH in response.content.decode()
    assert "grannen" not in response.content.decode()


def test_a_post_without_a_token_is_refused():
    page = make_page()
    root = make_shown(page=page)
    strict = Client(enforce_csrf_checks=True)
    for address in (write_address(page), reverse("comments:reply", args=[root.pk])):
        assert strict.post(address, {"comment": "Hej"}).status_code == 403
    assert Comment.objects.count() == 1


def test_reading_writes_nothing_and_other_methods_are_refused(client):
    page = make_page()
    comment = make_shown(page=page)
    rows = list(Comment.objects.order_by("pk").values())
    for address in (write_address(page), reverse("comments:reply", args=[comment.pk]), page.url):
        client.get(address, {"comment": "Hej"})
    assert client.delete(write_address(page)).status_code == 405
    assert client.post(comment.get_absolute_url()).status_code == 405
    assert list(Comment.objects.order_by("pk").values()) == rows


def test_the_page_sets_no_cookie_holds_no_form_and_is_the_same_twice(client):
    page = make_page()
    root = make_shown(page=page)
    make_shown(page=page, reply_to=root.pk)
    first, second = client.get(page.url), Client().get(page.url)
    assert first.content == second.content
    assert not first.cookies
    assert b"csrfmiddlewaretoken" not in first.content
    assert client.get(root.get_absolute_url()).cookies == {}


def test_the_form_is_never_cached(client):
    page = make_page()
    assert "no-store" in client.get(write_address(page)).headers["Cache-Control"]


def test_private_and_unpublished_pages_have_no_form(client):
    page, draft = make_page(), make_page(live=False)
    page.view_restrictions.create(restriction_type="login")
    for address in (write_address(page), write_address(draft), write_address(make_page().get_parent())):
        assert client.get(address).status_code == 404


def test_an_empty_thread_asks_and_a_closed_one_says_so(client):
    page = make_page()
    assert 'class="thread-empty"' in client.get(page.url).content.decode()
    make_shown(page=page)
    type(page).objects.filter(pk=page.pk).update(thread_mode="closed")
    closed = client.get(page.url).content.decode()
    assert 'id="samtal"' in closed
    assert write_address(page) not in closed
    assert "samtal/svara" not in closed


def test_a_thread_that_never_was_open_is_not_shown(client):
    assert 'id="samtal"' not in client.get(make_page(thread_mode="off").url).content.decode()


def test_a_hidden_comment_is_a_stub_with_date_and_reason_and_its_answers_stay(client):
    page = make_page()
    root = make_shown(page=page, text="Något om grannen", name="Grannens granne")
    make_shown(page=page, reply_to=root.pk, text="Ett gott svar")
    hide_comment(
        comment_id=root.pk, moderator=make_moderator(), reason="person", text="Skriv gärna om saken."
    )
    shown = client.get(page.url).content.decode()
    assert "comment--hidden" in shown
    assert "Skriv gärna om saken." in shown
    assert "Ett gott svar" in shown
    assert "Något om grannen" not in shown
    assert "Grannens granne" not in shown


def test_a_permalink_leads_to_the_page_of_the_thread_where_the_comment_stands(client, settings):
    settings.RADSLAG_THREAD_PAGE_SIZE = 2
    page = make_page()
    roots = [make_shown(page=page) for _ in range(5)]
    make_comment(page=page)
    answer = make_shown(page=page, reply_to=roots[0].pk)
    for comment, number in ((roots[4], 1), (roots[3], 1), (roots[2], 2), (roots[0], 3), (answer, 3)):
        address = client.get(comment.get_absolute_url()).url
        assert address.endswith(f"#{comment.anchor}")
        assert (f"?inlagg={number}#" in address) == (number > 1)
        assert f'id="{comment.anchor}"' in client.get(address).content.decode()


@pytest.mark.parametrize("number", sampled(["0", "-1", "99", "abc", "", "1' OR 1=1", "²"], 3))
def test_a_page_number_that_makes_no_sense_shows_a_page(client, number):
    page = make_page()
    make_shown(page=page)
    assert client.get(page.url, {"inlagg": number}).status_code == 200


def test_sending_a_form_takes_few_queries_limits_included(
    client, settings, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"
    page = make_page()
    deep = make_shown(page=page, reply_to=make_shown(page=page, reply_to=make_shown(page=page).pk).pk)
    answer = reverse("comments:reply", args=[deep.pk])
    with django_capture_on_commit_callbacks(execute=True):  # the first of the day makes the day's salt
        send(client, answer, comment="Hej")
    posts = [
        (write_address(page), {"comment": LONG_ENOUGH, "proof": make_proof()}),
        (answer, {"comment": f"{LONG_ENOUGH} Ja.", "proof": make_proof()}),
        (answer, {"comment": f"{LONG_ENOUGH} Nej.", "email": "ny@example.org"}),
    ]
    for address, values in posts:
        fields = fields_of(client.get(address))
        with django_assert_max_num_queries(20):
            assert client.post(address, {**fields, **values}).status_code == 302
    assert Comment.objects.count() == 7


OUR_ELEMENTS = {
    "section",
    "article",
    "div",
    "h2",
    "h3",
    "p",
    "ol",
    "li",
    "bdi",
    "time",
    "a",
    "br",
    "span",
    "nav",
}
OUR_ELEMENTS |= {"svg", "use", "script", "h4", "ul"}


def inert(html):
    """Whether the page, as a parser of HTML reads it, holds nothing but elements and attributes of our own."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    section = tree.find(".//section[@id='samtal']")
    elements = [e for e in section.iter() if isinstance(e.tag, str)]
    tags = {e.tag.rpartition("}")[2] for e in elements}
    scripts = [e.get("src") for e in elements if e.tag == "script"]
    handlers = [name for e in elements for name in e.attrib if str(name).startswith(("on", "style"))]
    links = [e.get("href") for e in elements if e.tag == "a"]
    only_ours = all("/thread-form" in (src or "") for src in scripts) and len(scripts) == 1
    return (
        tags <= OUR_ELEMENTS
        and only_ours
        and not handlers
        and all(re.match(r"(https?://|/|\?|#)", link) for link in links)
    )


def test_payloads_are_shown_as_text_in_every_field(client, settings):
    settings.RADSLAG_THREAD_PAGE_SIZE = 10_000
    page, moderator = make_page(), make_moderator()
    everything = payloads()
    assert len(everything) >= 40
    for payload in everything:
        root = make_shown(page=page, moderator=moderator, text=f"{payload}\n.", name=payload[:50])
        if payload in everything[:8]:
            make_shown(page=page, moderator=moderator, reply_to=root.pk, text=f"svar {payload}")
            make_hidden(
                page=page,
                moderator=moderator,
                text=f"dolt {payload}",
                reason="other",
                words=f"skäl {payload}",
            )
    html = client.get(page.url).content.decode()
    assert inert(html)
    assert html.count("<article") >= len(everything)


@pytest.mark.skipif(not GIVEN_PAYLOADS, reason="RADSLAG_PAYLOADS_DIR is not set")
def test_the_given_payloads_are_shown_as_text(client, settings):
    settings.RADSLAG_THREAD_PAGE_SIZE = 10_000
    page, moderator = make_page(), make_moderator()
    everything = given_payloads()
    for payload in everything:
        make_shown(page=page, moderator=moderator, text=f"{payload[:2900]}\n.", name=payload[:50])
    html = client.get(page.url).content.decode()
    assert inert(html)
    assert html.count("<article") == len(everything) > 40


def test_a_payload_in_a_refused_form_stays_text(client):
    page = make_page()
    for payload in payloads()[:6]:
        response = send(client, write_address(page), comment=payload + "å" * 3001, name=payload)
        tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
        assert fields_of(response)["comment"].strip() == payload.strip() + "å" * 3001
        assert not [e for e in tree.iter("script") if "alert" in (e.text or "")]


def test_marks_directions_and_a_megabyte_do_no_harm(client):
    page = make_page()
    send(client, write_address(page), comment="z" + "\u0335" * 500 + "\u202eabc", name="\u202eadmin")
    comment = Comment.objects.get()
    assert comment.comment == "z" + "\u0335" * 3 + "abc"
    assert comment.user_name == "admin"
    assert send(client, write_address(page), comment="a" * 1_000_000).status_code == 200
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["comments-xtd-confirm", "comments-xtd-mute", "comments-xtd-reply", "comments-post-comment"]
)
def test_no_view_of_the_parent_packages_is_routed(name):
    with pytest.raises(NoReverseMatch):
        reverse(name, args=["x"])


def test_writing_while_signed_in_needs_no_right_and_gives_none(client):
    client.force_login(make_user())
    send(client, write_address(make_page()), comment="Hej")
    comment = Comment.objects.get()
    assert comment.user is not None
    assert not comment.is_staff_answer
