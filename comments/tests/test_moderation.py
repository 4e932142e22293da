"""The moderators' side: who may enter, what they see, and what they decide."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Comment, Report
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
from radslag.clock import at

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/comment/"


def as_moderator(**overrides):
    client = Client()
    moderator = make_moderator(**overrides)
    client.force_login(moderator)
    return client, moderator


def decide(client, name, comment, **values):
    return client.post(reverse(name, args=[comment.pk]), values)


def test_the_list_has_all_the_newest_first_and_of_those_that_wait_the_oldest():
    client, _ = as_moderator()
    make_shown(text="Redan visat", at_instant=NOON)
    make_comment(text="Först")
    make_comment(text="Sedan")
    html = client.get(LIST).content.decode()
    assert html.index("Sedan") < html.index("Först") < html.index("Redan visat")
    html = client.get(LIST, {"state": "waiting"}).content.decode()
    assert "Redan visat" not in html
    assert html.index("Först") < html.index("Sedan")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"rule": "link"}, "Med länk"),
        ({"reports": "new"}, "Anmält"),
        ({"reports": "any"}, "Anmält"),
        ({"by": "staff"}, "Från kommunen"),
        ({"period": "7"}, "Nytt"),
    ],
)
def test_the_list_is_narrowed_by_rule_reports_sender_and_time(query, found):
    client, moderator = as_moderator()
    page = make_page()
    texts = ("Med länk", "Anmält", "Från kommunen", "Nytt")
    comments = {text: make_comment(page=page, text=text, at_instant=NOON) for text in texts}
    update = {text: Comment.objects.filter(pk=comment.pk).update for text, comment in comments.items()}
    update["Med länk"](holds=["link"])
    update["Anmält"](reports=1)
    Report.objects.create(comment=comments["Anmält"], key="x", reason="spam", at=NOON)
    update["Från kommunen"](is_staff_answer=True, user=moderator)
    with at(NOON + dt.timedelta(days=30)):
        Comment.objects.filter(pk=comments["Nytt"].pk).update(submit_date=NOON + dt.timedelta(days=29))
        html = client.get(LIST, query).content.decode()
        for nonsense in ("'", "x" * 300):
            assert client.get(LIST, dict.fromkeys(query, nonsense)).status_code == 200
    assert [text for text in texts if f"<p>{text}</p>" in html] == [found]


def test_one_click_approves_and_leads_back_to_the_same_list():
    client, moderator = as_moderator()
    comment = make_comment()
    response = decide(client, "comments_approve", comment, next=f"{LIST}?state=waiting")
    assert response.url == f"{LIST}?state=waiting"
    comment.refresh_from_db()
    assert (comment.state, comment.decided_by) == (State.APPROVED, moderator)


def test_hiding_asks_for_a_reason_first():
    client, _ = as_moderator()
    comment = make_shown()
    page = client.get(reverse("comments_hide", args=[comment.pk]))
    assert comment.comment in page.content.decode()
    for values in ({}, {"reason": "other"}, {"reason": "nonsense"}):
        assert decide(client, "comments_hide", comment, **values).status_code == 200
    comment.refresh_from_db()
    assert comment.state == State.APPROVED
    assert decide(client, "comments_hide", comment, reason="insult").url == LIST
    comment.refresh_from_db()
    assert (comment.state, comment.hidden_reason) == (State.HIDDEN, "insult")


def test_a_hidden_comment_can_be_shown_again():
    client, _ = as_moderator()
    comment = make_hidden()
    decide(client, "comments_restore", comment)
    comment.refresh_from_db()
    assert comment.state == State.APPROVED


def test_a_decision_that_came_too_late_is_told():
    client, _ = as_moderator()
    comment = make_hidden()
    decide(client, "comments_approve", comment)
    comment.refresh_from_db()
    assert comment.state == State.HIDDEN
    assert 'class="messages"' in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    "address", ["https://example.org/", "//example.org", "/admin/logout/", "javascript:alert(1)"]
)
def test_a_decision_leads_to_the_list_and_nowhere_else(address):
    client, _ = as_moderator()
    assert decide(client, "comments_approve", make_comment(), next=address).url == LIST


@pytest.mark.parametrize("name", ["comments_approve", "comments_restore", "comments_hide"])
def test_only_a_moderator_of_the_branch_decides(name):
    comment, elsewhere = make_comment(), make_page()
    people = {
        "visitor": None,
        "resident": make_user(),
        "moderator elsewhere": make_moderator(branch=elsewhere),
    }
    for person in people.values():
        client = Client()
        if person:
            client.force_login(person)
        response = decide(client, name, comment, reason="person")
        assert response.status_code in (302, 403)
        comment.refresh_from_db()
        assert comment.state == State.WAITING


def test_a_decision_needs_a_post_and_its_token():
    moderator, comment = make_moderator(), make_comment()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(moderator)
    for name in ("comments_approve", "comments_restore"):
        assert strict.get(reverse(name, args=[comment.pk])).status_code == 405
        assert decide(strict, name, comment).status_code == 403
    assert decide(strict, "comments_hide", comment, reason="person").status_code == 403
    comment.refresh_from_db()
    assert comment.state == State.WAITING


@pytest.mark.parametrize(
    "query", [{}, {"export": "csv"}, {"export": "xlsx"}, {"state": "all", "q": "grannens"}]
)
def test_the_list_and_its_export_show_a_moderators_own_branch_only(query):
    mine, theirs = make_page(), make_page()
    make_comment(page=mine, text="Mitt inlägg")
    make_comment(page=theirs, text="Grannens inlägg")
    client, _ = as_moderator(branch=mine)
    response = client.get(LIST, query)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if query.get("export") == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        content = str([[cell.value for cell in row] for row in sheet.iter_rows()]).encode()
    assert ("Mitt inlägg".encode() in content) == ("q" not in query)
    assert "Grannens inlägg".encode() not in content


def test_nobody_else_sees_the_list():
    make_comment()
    for person in (None, make_user()):
        client = Client()
        if person:
            client.force_login(person)
        assert client.get(LIST).status_code in (302, 403)


def test_an_editor_without_the_right_to_moderate_sees_no_list():
    editor = make_moderator()
    group = editor.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="moderate_comment"))
    client = Client()
    client.force_login(editor)
    response = client.get(LIST)
    assert response.status_code in (302, 403)
    assert LIST not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("start", list("=+-@"))
def test_a_spreadsheet_is_never_handed_a_formula(start):
    make_comment(text=f"{start}1+1", name=f"{start}namn")
    client, _ = as_moderator()
    table = client.get(LIST, {"export": "csv"}).getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert not [cell for cell in rows[0].values() if cell.startswith(("=", "+", "@"))]
    assert [cell for cell in rows[0].values() if cell == f"'{start}1+1"]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(LIST, {"export": "xlsx"}).getvalue())).active
    assert f"'{start}1+1" in [cell.value for cell in sheet[2]]


def test_search_and_filter_by_page_find_the_comment():
    page = make_page()
    make_comment(page=page, text="Bron över ån")
    make_comment(text="Något annat")
    client, _ = as_moderator()
    for query in ({"q": "bron"}, {"page": page.pk}):
        html = client.get(LIST, query).content.decode()
        assert "Bron över ån" in html
        assert "Något annat" not in html
    for nonsense in ("'", "1 OR 1=1", "9" * 40, "²"):
        assert client.get(LIST, {"page": nonsense, "q": nonsense, "state": nonsense}).status_code == 200


def test_the_list_shows_a_payload_as_text():
    make_comment(text="<script>alert(1)</script>", name="<img src=x onerror=alert(1)>")
    client, _ = as_moderator()
    for address in (LIST, reverse("comments_hide", args=[Comment.objects.get().pk])):
        html = client.get(address).content.decode()
        assert "<script>alert(1)" not in html
        assert "<img src=x" not in html


def test_a_comment_is_never_made_changed_or_deleted_in_the_list():
    client, comment = Client(), make_comment()
    client.force_login(make_user(is_superuser=True, is_staff=True))
    for address in ("create/", f"edit/{comment.pk}/", f"delete/{comment.pk}/"):
        assert client.post(f"{LIST}{address}", {}).status_code in (302, 403, 404)
    assert Comment.objects.count() == 1
    assert "create/" not in client.get(LIST).content.decode()


def test_ten_rows_and_fifty_take_the_same_number_of_queries():
    page = make_page()
    client, _ = as_moderator()

    def queries():
        client.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return len(captured)

    for _ in range(10):
        make_comment(page=page)
    few = queries()
    for _ in range(40):
        make_comment(page=page)
    assert queries() == few


def test_a_role_in_one_branch_and_another_role_in_a_second_do_not_add_up():
    mine, theirs = make_page(), make_page()
    comment = make_comment(page=theirs, text="Grannens inlägg")
    moderator, editor = make_moderator(branch=mine), make_moderator(branch=theirs)
    editors = editor.groups.get()
    editors.permissions.remove(*editors.permissions.filter(codename="moderate_comment"))
    moderator.groups.add(editors)
    client = Client()
    client.force_login(moderator)
    assert "Grannens inlägg" not in client.get(LIST).content.decode()
    assert decide(client, "comments_approve", comment).status_code in (302, 403)
    comment.refresh_from_db()
    assert comment.state == State.WAITING


@pytest.mark.parametrize("action", ["history", "inspect", "edit", "delete"])
def test_no_address_of_a_comment_opens_without_the_right(action):
    comment = make_comment(text="Bänken vid dammen")
    client, _ = as_moderator(branch=make_page())
    response = client.get(f"{LIST}{action}/{comment.pk}/", follow=True)
    assert "Bänken vid" not in response.content.decode()
