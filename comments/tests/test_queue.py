"""The moderators' queue: what stands in it, in which order, who sees it, and deciding in place."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Appeal, Comment, Participant, Report
from comments.querysets.queue import Kind, spots_for
from comments.rules.acts import Act, Hold
from comments.rules.states import State
from comments.services.appeals import make_appeal
from comments.services.undoing import last_decision
from comments.tests.builders import (
    NOON,
    make_comment,
    make_hidden,
    make_moderator,
    make_page,
    make_shown,
    make_user,
)
from comments.tests.crowds import fill as fill_conversation
from radslag.clock import at

pytestmark = pytest.mark.django_db
QUEUE = "/admin/comments/queue/"
PAYLOADS = (Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").splitlines()
LATER = NOON + dt.timedelta(hours=5)
POSTED = ("approve", "restore", "dismiss", "hide", "redact", "answer")


def as_moderator(**overrides):
    client, moderator = Client(), make_moderator(**overrides)
    client.force_login(moderator)
    return client, moderator


def make_reports(comment, times=1, *, reason="insult", text="", at_instant=NOON):
    Report.objects.bulk_create(
        Report(comment=comment, key=f"{comment.pk}-{n}", reason=reason, text=text, at=at_instant)
        for n in range(times)
    )
    Comment.objects.filter(pk=comment.pk).update(reports=times)
    return comment


def make_aside(**overrides):
    comment = make_reports(make_shown(**overrides), 3)
    Comment.objects.filter(pk=comment.pk).update(
        state=State.ASIDE, waiting_since=LATER, decided_by=None, is_removed=True
    )
    return comment


def make_appeal_of(comment, text="Det var ju en fråga om vägen."):
    with at(LATER):
        return make_appeal(comment_id=comment.pk, text=text)


def shown_queue(client, at_instant=LATER, **query):
    with at(at_instant):
        response = client.get(QUEUE, query)
    assert response.status_code == 200
    return response.content.decode()


def post(client, name, comment, /, **values):
    return client.post(reverse(f"comments_{name}", args=[comment.pk]), {"next": QUEUE, **values})


# --- what stands in it ---


def test_the_most_urgent_stands_first_then_who_has_waited_longest():
    moderator = make_moderator()
    second = make_comment(at_instant=NOON)
    aside = make_aside()
    many = make_reports(make_shown(), 3, at_instant=LATER - dt.timedelta(minutes=1))
    once = make_reports(make_shown(), at_instant=NOON + dt.timedelta(hours=2))
    appeal = make_appeal_of(make_hidden())
    make_shown()
    make_hidden()
    spots = spots_for(moderator)
    assert [spot.pk for spot in spots] == [many.pk, aside.pk, second.pk, once.pk, appeal.comment_id]
    assert [spot.kind for spot in spots] == [
        Kind.REPORTED,
        Kind.ASIDE,
        Kind.WAITING,
        Kind.REPORTED,
        Kind.APPEAL,
    ]


def test_each_says_why_it_is_here_what_it_answers_and_how_long_it_has_waited():
    page = make_page(title="Bron över ån")
    root = make_shown(page=page, text="Bygg en bro, tack.", name="Siv")
    waiting = make_comment(page=page, reply_to=root.pk, text="Håller med.", at_instant=NOON)
    Comment.objects.filter(pk=waiting.pk).update(holds=[Hold.LINK])
    make_reports(root, 2, text="Det är reklam")
    client, _ = as_moderator()
    html = shown_queue(client)
    for words in ("Bron över ån", "Bygg en bro, tack.", "Håller med.", "Det är reklam", "4 timmar"):
        assert words in html
    assert str(Hold.LINK.label) in html


def test_what_its_author_changed_is_said_to_be_that_and_not_to_be_reported():
    comment = make_shown()
    Comment.objects.filter(pk=comment.pk).update(
        state=State.ASIDE, waiting_since=NOON, decided_by=None, is_removed=True, holds=[Hold.CHANGED]
    )
    client, _ = as_moderator()
    html = shown_queue(client)
    assert str(Hold.CHANGED.label) in html
    assert str(Act.SET_ASIDE.label) not in html  # "after reports"


def test_what_has_waited_longer_than_promised_is_marked():
    make_comment(at_instant=NOON)
    client, _ = as_moderator()
    assert "entry--over" not in shown_queue(client, NOON + dt.timedelta(hours=23))
    assert "entry--over" in shown_queue(client, NOON + dt.timedelta(hours=25))


def test_the_authors_history_is_told_in_one_line_and_the_address_never():
    person = Participant.objects.create(email="siv@example.org", created_at=NOON, confirmed_at=NOON)
    mine, theirs = make_page(), make_page()
    comments = [make_shown(page=mine), make_shown(page=mine), make_hidden(page=mine), make_comment(page=mine)]
    comments += [make_shown(page=theirs)]
    Comment.objects.filter(pk__in=[c.pk for c in comments]).update(participant=person)
    client, _ = as_moderator(branch=mine)
    html = shown_queue(client)
    assert "2 visade, 1 dolt" in html
    assert "siv@example.org" not in html


def test_an_identity_number_is_not_offered_to_be_shown_but_to_be_taken_out():
    comment = make_comment(text="Ring mig, 19121212-1212, i kväll.")
    client, _ = as_moderator()
    html = shown_queue(client)
    assert reverse("comments_approve", args=[comment.pk]) not in html
    assert "Ring mig, [personnummer], i kväll.</textarea>" in html


def test_who_hid_a_comment_does_not_answer_its_author_where_there_is_a_colleague():
    client, hider = as_moderator()
    appeal = make_appeal_of(make_hidden(moderator=hider))
    form = reverse("comments_answer", args=[appeal.comment_id])
    assert form in shown_queue(client)  # the only one answers herself
    colleague, _ = as_moderator()
    assert form not in shown_queue(client)
    assert form in shown_queue(colleague)


def test_one_kind_can_be_shown_alone_and_odd_addresses_show_everything():
    client, _ = as_moderator()
    make_comment(text="Ett som väntar")
    make_reports(make_shown(text="Ett som är anmält"))
    assert "Ett som väntar" not in shown_queue(client, visa="reported")
    for query in ({"visa": "nonsense"}, {"sida": "9999999999"}, {"sida": "'"}):
        assert "Ett som väntar" in shown_queue(client, **query)


def test_an_empty_queue_says_that_everything_is_read():
    client, _ = as_moderator()
    assert "queue__empty" in shown_queue(client)


# --- who sees it ---


def test_the_queue_shows_a_moderators_own_branch_only():
    mine, theirs = make_page(), make_page()
    make_comment(page=mine, text="Mitt inlägg")
    make_comment(page=theirs, text="Grannens inlägg")
    make_appeal_of(make_hidden(page=theirs, text="Grannens dolda"))
    make_reports(make_shown(page=theirs, text="Grannens anmälda"))
    client, _ = as_moderator(branch=mine)
    html = shown_queue(client)
    assert "Mitt inlägg" in html
    assert "Grannens" not in html


def without_the_right(kind):
    person = make_moderator() if kind == "editor" else make_user()
    if kind == "editor":
        group = person.groups.get()
        group.permissions.remove(*group.permissions.filter(codename="moderate_comment"))
    return person


@pytest.mark.parametrize("who", ["anonymous", "resident", "editor", "moderator elsewhere"])
def test_no_address_of_the_moderators_opens_or_writes_without_the_right(who):
    comment = make_reports(make_shown(text="Bänken vid dammen"))
    make_appeal_of(make_hidden(page=comment.page))
    client = Client()
    if who == "moderator elsewhere":
        client.force_login(make_moderator(branch=make_page()))
    elif who != "anonymous":
        client.force_login(without_the_right(who))
    before = list(Comment.objects.order_by("pk").values("pk", "state", "reports", "comment"))
    one = [reverse(f"comments_{name}", args=[comment.pk]) for name in (*POSTED, "history")]
    general = [reverse(f"comments_{name}") for name in ("queue", "bulk", "undo", "try")]
    for address in (*general, *one):
        values = {"pick": f"{comment.pk}:", "reason": "spam", "decision": last_decision(comment.pk).pk}
        for response in (client.get(address), client.post(address, {**values, "text": "Bänken", "name": ""})):
            assert response.status_code in (200, 302, 403, 404, 405)
            assert "Bänken vid dammen" not in response.content.decode()
    assert list(Comment.objects.order_by("pk").values("pk", "state", "reports", "comment")) == before
    assert Appeal.objects.get().answered_at is None


def test_reading_never_writes_and_deciding_needs_the_token():
    moderator = make_moderator()
    comment = make_reports(make_shown())
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(moderator)
    addresses = [reverse(f"comments_{name}", args=[comment.pk]) for name in POSTED]
    before = (Comment.objects.values().get(), comment.decisions.count())
    for address in (*addresses, reverse("comments_bulk"), reverse("comments_undo")):
        assert strict.get(address).status_code in (200, 404, 405)
        assert strict.post(address, {"reason": "spam", "pick": comment.pk}).status_code == 403
    assert (Comment.objects.values().get(), comment.decisions.count()) == before


# --- deciding in place ---


def test_after_a_decision_the_next_one_is_led_to_and_the_last_can_be_undone():
    client, _ = as_moderator()
    first, second = make_comment(name="Siv"), make_comment()
    html = shown_queue(client)
    assert f'name="then" value="{second.pk}"' in html
    response = post(client, "approve", first, then=second.pk, seen=first.version)
    assert response.url == f"{QUEUE}#inlagg-{second.pk}"
    page = client.get(QUEUE).content.decode()
    decision = last_decision(first.pk)
    assert f'name="decision" value="{decision.pk}"' in page
    assert reverse("comments_ask", args=[first.pk]) in page
    assert "Inlägget av Siv visas. 1 kvar att läsa." in page
    response = client.post(reverse("comments_undo"), {"decision": decision.pk, "next": QUEUE})
    assert response.url == f"{QUEUE}#inlagg-{first.pk}"
    first.refresh_from_db()
    assert first.state == State.WAITING
    assert f'value="{decision.pk}"' not in client.get(QUEUE).content.decode()


def test_what_the_author_changed_meanwhile_is_read_again():
    client, _ = as_moderator()
    comment = make_comment()
    seen = comment.version
    Comment.objects.filter(pk=comment.pk).update(comment="Nu något annat")
    response = post(client, "approve", comment, seen=seen, then="1")
    assert response.url == f"{QUEUE}#inlagg-{comment.pk}"
    assert Comment.objects.get().state == State.WAITING
    page = post(client, "hide", comment, seen=seen, reason="spam").content.decode()
    assert "Nu något annat" in page
    comment.refresh_from_db()
    assert f'value="{comment.version}"' in page  # the next try is about what is read now


def test_a_decision_without_its_reason_is_asked_for_again_with_what_was_written():
    client, _ = as_moderator()
    comment = make_comment(text="Siv Ek är bra.")
    html = post(client, "hide", comment, text="Mina ord").content.decode()
    assert "Mina ord" in html
    html = post(client, "redact", comment, text="Siv Ek är dålig.", name="").content.decode()
    assert "Siv Ek är dålig." in html
    assert Comment.objects.get().state == State.WAITING


def test_words_are_taken_out_and_the_comment_shown_in_one_step():
    client, moderator = as_moderator()
    comment = make_comment(text="Siv Ek är bra.")
    post(client, "redact", comment, text="[namn] är bra.", name="", show="1", seen=comment.version)
    comment.refresh_from_db()
    assert (comment.state, comment.comment) == (State.APPROVED, "[namn] är bra.")
    decisions = comment.decisions.filter(by=moderator).values_list("pk", flat=True)
    assert len(client.session["comments_decided"]) == 2
    client.post(reverse("comments_undo"), {"decision": list(decisions), "next": QUEUE})
    comment.refresh_from_db()
    assert (comment.state, comment.comment) == (State.WAITING, "Siv Ek är bra.")


def test_reports_are_let_be_and_appeals_answered_from_the_queue():
    client, _ = as_moderator()
    reported = make_reports(make_shown())
    appeal = make_appeal_of(make_hidden())
    post(client, "dismiss", reported)
    assert post(client, "answer", appeal.comment, granted="0", answer=" ").status_code == 200
    post(client, "answer", appeal.comment, granted="0", answer="Namnet står kvar.")
    reported.refresh_from_db()
    appeal.refresh_from_db()
    assert (reported.reports, appeal.granted, appeal.answer) == (0, False, "Namnet står kvar.")
    assert spots_for(make_moderator()) == []


def test_many_are_shown_with_one_click_and_hidden_for_one_reason():
    client, _ = as_moderator()
    page = make_page()
    shown, hidden = [make_comment(page=page) for _ in range(2)], [make_comment(page=page) for _ in range(2)]

    def picks(comments):
        return [f"{c.pk}:{c.version}" for c in comments]

    bulk = reverse("comments_bulk")
    client.post(bulk, {"pick": picks(shown), "act": "show", "next": QUEUE})
    asked = client.post(bulk, {"pick": picks(hidden), "act": "hide", "next": QUEUE}).content.decode()
    assert picks(hidden)[1] in asked
    refused = client.post(bulk, {"pick": picks(hidden), "act": "hide", "asked": "1", "text": "Ord"})
    assert "Ord" in refused.content.decode()
    client.post(bulk, {"pick": picks(hidden), "act": "hide", "asked": "1", "reason": "spam", "next": QUEUE})
    states = list(Comment.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.APPROVED] * 2 + [State.HIDDEN] * 2
    assert "2 inlägg" in client.get(QUEUE).content.decode()
    for nonsense in ({}, {"pick": ["x", "1:2:3", "9" * 40, ""]}):
        assert client.post(bulk, {**nonsense, "next": QUEUE}).url == QUEUE


@pytest.mark.parametrize(
    "address", ["https://example.org/", "//example.org", "/admin/logout/", "javascript:1"]
)
def test_a_decision_in_the_queue_leads_nowhere_else(address):
    client, _ = as_moderator()
    response = client.post(
        reverse("comments_approve", args=[make_comment().pk]), {"next": address, "then": "1#x"}
    )
    assert response.url == "/admin/comments/comment/"


# --- history ---


def test_the_history_tells_every_decision_with_the_text_before_and_leads_to_the_authors_others():
    client, moderator = as_moderator()
    person = Participant.objects.create(email="siv@example.org", created_at=NOON, confirmed_at=NOON)
    comment = make_shown(text="Siv Ek är bra.", moderator=moderator)
    Comment.objects.filter(pk=comment.pk).update(participant=person)
    post(client, "redact", comment, text="[…] är bra.", name="")
    make_reports(comment, text="Det är reklam")
    address = reverse("comments_history", args=[comment.pk])
    html = client.get(address).content.decode()
    for words in ("Siv Ek är bra.", "Det är reklam", str(Act.REDACT.label), str(Act.APPROVE.label)):
        assert words in html
    assert f"same_author={comment.pk}" in html
    assert "siv@example.org" not in html
    assert f'name="decision" value="{last_decision(comment.pk).pk}"' in html
    others = client.get("/admin/comments/comment/", {"state": "all", "same_author": comment.pk})
    assert "[…] är bra." in others.content.decode()
    assert (
        client.post(reverse("comments_undo"), {"decision": last_decision(comment.pk).pk, "next": address}).url
        == address
    )


def test_the_log_is_exported_without_the_texts_and_for_the_own_branch():
    mine, theirs = make_page(), make_page()
    make_hidden(page=mine, reason="other", words="=Fel tråd")
    make_hidden(page=theirs, reason="other", words="Grannens skäl")
    client, _ = as_moderator(branch=mine)
    log = "/admin/comments/decision/"
    assert "Fel tråd" in client.get(log).content.decode()
    content = b"".join(client.get(log, {"export": "csv"}).streaming_content).decode()
    assert "'=Fel tråd" in content
    assert "Grannens" not in content


def test_a_text_can_be_tried_against_the_rules_and_nothing_is_stored():
    client, _ = as_moderator()
    address = reverse("comments_try")
    html = client.post(
        address, {"text": "Titta på https://example.com/<script>alert(1)</script>"}
    ).content.decode()
    assert str(Hold.LINK.label) in html
    assert "<script>alert" not in html
    assert "queue__done" in client.post(address, {"text": "Bygg en bro."}).content.decode()
    assert "queue__done" not in client.get(address).content.decode()
    assert not Comment.objects.exists()


# --- what strangers write ---


def test_payloads_are_inert_in_the_queue_the_history_and_the_lists():
    page = make_page()
    client, _ = as_moderator()
    for payload in PAYLOADS:
        comment = make_reports(
            make_shown(page=page, text=f"{payload}.", name=payload[:50]), text=payload[:500]
        )
    hidden = make_hidden(page=page, reason="other", words=PAYLOADS[0][:150] or "x")
    make_appeal_of(hidden, text="\n\n".join(PAYLOADS)[:900])
    addresses = [
        QUEUE,
        f"{QUEUE}?sida=2",
        "/admin/comments/comment/?state=all",
        "/admin/comments/decision/",
        reverse("comments_history", args=[comment.pk]),
        reverse("comments_history", args=[hidden.pk]),
    ]
    for address in addresses:
        html = client.get(address).content.decode().lower()
        for bad in (
            "<script>alert",
            "<img src=x",
            "<svg onload",
            "<svg/onload",
            'href="javascript:',
            "<iframe src",
        ):
            assert bad not in html, (address, bad)


# --- how much it takes ---


def test_one_and_two_hundred_take_the_same_number_of_queries():
    page = make_page()
    client, _ = as_moderator()

    def fill():
        root = make_reports(make_shown(page=page), 2)
        make_comment(page=page, reply_to=root.pk)
        make_appeal_of(make_hidden(page=page))

    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    fill()
    few = queries(QUEUE)
    for _ in range(4):
        fill()
    fill_conversation(page, threads=200)
    Comment.objects.filter(fingerprint__startswith="crowd-").update(
        state=State.WAITING,
        waiting_since=NOON,
        shown_at=None,
        decided_at=None,
        listed_in=None,
        thread_at=None,
    )
    assert len(spots_for(make_moderator())) > 200
    assert queries(QUEUE) <= few
    assert few <= 25
