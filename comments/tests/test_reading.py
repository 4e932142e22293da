"""Reading conversations: pages of threads, whole threads, orders, stubs, and what stands around them."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.display.threads import FIRST_REPLIES, REPLIES_A_PAGE
from comments.models import Comment, ConversationSettings, Question
from comments.rules.states import State
from comments.tests.builders import (
    NOON,
    make_comment,
    make_hidden,
    make_moderator,
    make_page,
    make_shown,
    make_user,
)
from comments.tests.crowds import TEXT, fill
from radslag.clock import at

pytestmark = pytest.mark.django_db
AWKWARD = "\"'<&> https://www.example.org/å/" * 100


def html_of(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def names_in(html):
    return re.findall(r"<bdi>(Granne \d+|[A-Z])</bdi></h", html)


def decide(decided, state, **values):
    """Put a comment where a decision would have put it."""
    values = {"decided_at": NOON, "waiting_since": NOON if state == State.ASIDE else None, **values}
    for name, value in {"state": state, **values}.items():
        setattr(decided, name, value)
    decided.save()
    return decided


def test_ten_comments_and_five_hundred_take_the_same_queries_and_no_page_is_large(client):
    few, many = make_page(), make_page()
    fill(few, threads=10)
    fill(many, threads=20, replies=24)
    root = Comment.objects.about(many).roots()[0]
    # The one query more reads the first replies.
    assert queries_of(client, few.url) + 1 == queries_of(client, many.url) <= 20
    assert queries_of(client, f"{many.url}?inlagg=2&ordning=gillade") <= 20
    assert queries_of(client, reverse("comments:thread", args=[root.pk])) <= 20


def test_a_page_of_the_longest_and_most_awkward_texts_stays_below_sixty_kilobytes(client):
    page = make_page()
    fill(page, threads=11, replies=41, text=AWKWARD[:3000])
    Comment.objects.filter(pk__in=list(Comment.objects.about(page).values_list("pk", flat=True))).update(
        user_name="'" * 50
    )
    root = Comment.objects.about(page).roots()[0]
    for address in (page.url, reverse("comments:thread", args=[root.pk])):
        html = html_of(client, address)
        assert len(html.encode()) <= 60_000
        assert reverse("comments:whole", args=[root.pk]) in html
    whole = html_of(client, reverse("comments:whole", args=[root.pk]))
    assert whole.count("https://www.example.org/å/</a>") == AWKWARD[:3000].count("/å/")


def test_a_thread_shows_its_first_replies_and_leads_to_all_of_them(client):
    page = make_page()
    fill(page, threads=1, replies=REPLIES_A_PAGE + 2)
    root = Comment.objects.about(page).roots()[0]
    replies = list(Comment.objects.replies_in(root))
    make_comment(page=page, reply_to=root.pk, text="Väntar ännu")
    html = html_of(client, page.url)
    shown = [reply for reply in replies if f'id="{reply.anchor}"' in html]
    assert shown == replies[:FIRST_REPLIES]
    assert f"Visa alla {len(replies)} svar" in html
    thread = reverse("comments:thread", args=[root.pk])
    assert thread in html
    pages = [html_of(client, thread), html_of(client, thread, sida="2")]
    assert [html.count("<article") - 1 for html in pages] == [REPLIES_A_PAGE, 2]
    assert f"Svar till <bdi>Granne {replies[-1].parent_id}</bdi>" in pages[1] or replies[-1].level == 1
    assert "Väntar" not in "".join(pages)


def test_a_permalink_leads_into_the_whole_thread_when_the_reply_is_far_down(client):
    page = make_page()
    fill(page, threads=1, replies=REPLIES_A_PAGE + 2)
    replies = list(Comment.objects.replies_in(Comment.objects.about(page).roots()[0]))
    thread = reverse("comments:thread", args=[replies[0].thread_id])
    for place, begins in ((0, page.url), (FIRST_REPLIES, thread), (REPLIES_A_PAGE, f"{thread}?sida=2")):
        reply = replies[place]
        address = client.get(reply.get_absolute_url()).url
        assert address == f"{begins}#{reply.anchor}"
        assert f'id="{reply.anchor}" tabindex="-1"' in html_of(client, address)


def test_threads_come_in_the_order_asked_for_with_pinned_ones_first(client):
    page = make_page()
    for name, likes in (("A", 3), ("B", 9), ("C", 0), ("D", 1)):
        comment = make_shown(page=page, name=name)
        comment.likes = likes
        comment.pinned_at = NOON if name == "D" else None
        comment.save()
    orders = {"": "DCBA", "aldst": "DABC", "gillade": "DBAC", "' OR 1=1": "DCBA", "\x00": "DCBA"}
    for order, names in orders.items():
        html = html_of(client, page.url, ordning=order)
        assert "".join(names_in(html)) == names
        assert html.count('aria-current="true"') >= 1
    pinned = Comment.objects.get(user_name="D")
    assert client.get(pinned.get_absolute_url()).url == f"{page.url}#{pinned.anchor}"


def test_pages_keep_their_order_and_the_permalink_knows_who_is_pinned(client, settings):
    settings.RADSLAG_THREAD_PAGE_SIZE = 1
    page = make_page()
    first, second, third = (make_shown(page=page) for _ in range(3))
    first.pinned_at = NOON
    first.save()
    assert "?inlagg=2&amp;ordning=aldst#samtal" in html_of(client, page.url, ordning="aldst")
    assert [client.get(c.get_absolute_url()).url.count("inlagg=") for c in (first, third, second)] == [
        0,
        1,
        1,
    ]
    assert "inlagg=3" in client.get(second.get_absolute_url()).url


def test_a_pinned_answer_stands_before_earlier_replies(client):
    page, moderator = make_page(), make_moderator()
    fill(page, threads=1, replies=6)
    root = Comment.objects.about(page).roots()[0]
    answer = make_shown(page=page, reply_to=root.pk, text="Så här blir det", author=moderator)
    answer.pinned_at = NOON
    answer.save()
    html = html_of(client, page.url)
    assert html.index("Så här blir det") < html.index(f"Granne {root.pk + 1}</bdi></h")
    assert "Fäst överst" in html
    assert html.count("<article") == 1 + FIRST_REPLIES


def test_what_is_not_shown_is_a_stub_that_says_why_and_names_nobody(client):
    page = make_page()
    kinds = (
        (State.ASIDE, {"reports": 3}, "flera läsare har anmält det"),
        (State.WITHDRAWN, {}, "tog bort det 20 november 2026"),
        (State.WITHDRAWN, {"erased_at": NOON, "comment": "", "user_name": "", "text_key": ""}, "Texten är raderad."),
        (State.HIDDEN, {"hidden_reason": "other", "hidden_text": "Skriv om saken."}, "Skriv om saken."),
    )  # fmt: skip
    for state, values, words in kinds:
        root = make_shown(page=page, name="Hemlig", text="Hemlig text")
        make_shown(page=page, reply_to=root.pk, text="Svaret står kvar")
        decide(root, state, **values)
        for address in (
            page.url,
            reverse("comments:thread", args=[root.pk]),
            reverse("comments:whole", args=[root.pk]),
        ):
            html = html_of(client, address)
            assert words in html
            assert "Hemlig" not in html
    assert html_of(client, page.url).count("Svaret står kvar") == len(kinds)


def test_a_stub_says_that_readers_reported_it_only_when_they_did(client):
    for values, words in (
        ({"reports": 3}, "flera läsare har anmält det"),
        ({"holds": ["changed"]}, "Den som skrev inlägget har ändrat det."),
        ({}, "En moderator tittar på det här inlägget igen."),
    ):
        page = make_page()
        decide(make_shown(page=page), State.ASIDE, **values)
        html = html_of(client, page.url)
        assert words in html
        assert ("anmält" in html) == ("reports" in values)


def test_what_only_some_may_read_is_kept_by_no_browser(client):
    page = make_page()
    root = make_shown(page=page)
    addresses = [reverse(f"comments:{name}", args=[root.pk]) for name in ("permalink", "whole", "thread")]
    addresses.append(reverse("comments:target_questions", args=[page.pk]))
    assert not [address for address in addresses if client.get(address).headers.get("Cache-Control")]
    page.view_restrictions.create(restriction_type="login")
    client.force_login(make_user())
    assert all("no-store" in client.get(address).headers["Cache-Control"] for address in addresses)


def test_a_reply_below_a_stub_does_not_name_its_author(client):
    page = make_page()
    root = make_shown(page=page)
    reply = make_shown(page=page, reply_to=root.pk, name="Hemlig")
    make_shown(page=page, reply_to=reply.pk, name="Öppen")
    decide(reply, State.ASIDE)
    html = html_of(client, page.url)
    assert "Hemlig" not in html
    assert "Svar till <bdi>ett inlägg som inte visas</bdi>" in html


def test_a_comment_tells_what_was_done_with_it(client):
    page = make_page()
    comment = make_shown(page=page)
    comment.likes, comment.edited_at, comment.redacted_at = 2, NOON, NOON
    comment.save()
    question = Question(comment=comment, unit="Gatukontoret", due_on=dt.date(2026, 12, 1), asked_at=NOON)
    question.save()
    html = html_of(client, page.url)
    for words in (
        "2 gillar",
        "ändrat",
        "personuppgifter borttagna",
        "<bdi>Gatukontoret</bdi> svarar senast 1 december 2026",
    ):
        assert words in html
    question.answered_at, question.answer = NOON, make_shown(page=page, reply_to=comment.pk)
    question.save()
    html = html_of(client, page.url)
    assert "besvarad 20 november 2026" in html
    assert f'{question.answer.get_absolute_url()}">Läs svaret' in html
    decide(question.answer, State.ASIDE)
    assert "svarar senast 1 december 2026" in html_of(client, page.url)


def test_a_conversation_that_is_off_private_or_unpublished_is_nowhere(client):
    for close in ({"thread_mode": "off"}, {"live": False}, "private"):
        page = make_page()
        root = make_shown(page=page, text="Syns inte")
        if close == "private":
            page.view_restrictions.create(restriction_type="login")
        else:
            type(page).objects.filter(pk=page.pk).update(**close)
        addresses = [reverse(f"comments:{name}", args=[root.pk]) for name in ("permalink", "whole", "thread")]
        addresses += [reverse(f"comments:{name}", args=[page.pk]) for name in ("target_rss", "target_json")]
        assert {client.get(address).status_code for address in addresses} == {404}
        assert "Syns inte" not in client.get(reverse("comments:rss")).content.decode()
        assert b"Syns inte" not in client.get(page.url).content


def test_replies_waiting_comments_and_numbers_nobody_has_are_no_threads(client):
    page = make_page()
    root, waiting = make_shown(page=page), make_comment(page=page)
    reply = make_shown(page=page, reply_to=root.pk)
    for number in (reply.pk, waiting.pk, 2**31):
        assert client.get(reverse("comments:thread", args=[number])).status_code == 404
    assert client.get(reverse("comments:whole", args=[waiting.pk])).status_code == 404
    for sida in ("0", "-1", "99", "abc", "²", "9" * 40):
        assert client.get(reverse("comments:thread", args=[root.pk]), {"sida": sida}).status_code == 200
        assert client.get(page.url, {"inlagg": sida}).status_code == 200


def test_pages_of_threads_are_the_same_twice_set_no_cookie_and_are_only_read(client):
    page = make_page()
    root = make_shown(page=page)
    for name in ("thread", "whole"):
        address = reverse(f"comments:{name}", args=[root.pk])
        first, second = client.get(address), Client().get(address)
        assert first.content == second.content
        assert not first.cookies
        assert b"<form" not in first.content.split(b"<main")[1].split(b"</main")[0]
        assert client.post(address).status_code == 405


def test_the_frame_tells_who_may_write_when_it_is_shown_and_until_when(client):
    ends = dt.datetime(2026, 11, 29, 22, 59, tzinfo=dt.UTC)
    page = make_page(thread_ends=ends, thread_writers="confirmed", thread_showing="at_once")
    fill(page, threads=1)
    with at(ends - dt.timedelta(microseconds=1)):
        html = html_of(client, page.url)
    assert (
        "du bekräftar din e-postadress. Det du skriver syns direkt. Samtalet stänger söndag 29 november kl. 23.59."
        in html
    )
    assert reverse("comments:write", args=[page.pk]) in html
    with at(ends):
        html = html_of(client, page.url)
    assert "Samtalet stängde söndag 29 november kl. 23.59. Du kan läsa men inte skriva." in html
    assert reverse("comments:write", args=[page.pk]) not in html
    assert "samtal/gilla" not in html
    assert "samtal/anmal" in html


def test_the_frame_follows_the_settings_of_the_site(client):
    page = make_page()
    assert "Du behöver inget konto för att skriva. Det du skriver syns när en moderator" in html_of(
        client, page.url
    )
    ConversationSettings.objects.update(writers="signed_in", showing="at_once")
    assert "loggar du in med en kod som vi mejlar till dig. Det du skriver syns direkt." in html_of(
        client, page.url
    )


def test_a_preview_of_a_page_that_is_not_saved_shows_the_frame():
    page = make_page(thread_question="Vad saknas?")
    page.pk = page.id = None
    response = page.make_preview_request()
    assert "Vad saknas?" in response.content.decode()


def test_hidden_comments_are_not_counted_and_long_reasons_are_cut_like_texts(client):
    page = make_page()
    make_shown(page=page, text=TEXT)
    make_hidden(page=page)
    assert "1 inlägg" in html_of(client, page.url)
