"""Matters: what may be written, what the database repeats, and who on the editors' side may write it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from councils.models import CouncilPage, Matter, MatterStatus, MatterUpdate
from councils.models.matters import CLOSED_STATUSES, MOVES, OPEN_STATUSES
from councils.services.matters import MatterWords, add_update, change_matter, correct_update
from councils.services.reminders import remind_of_silence
from councils.tests import builders as make
from councils.waiting import silent_matters
from home.services.roles import EDITORS, MODERATORS, REVIEWERS, ensure_roles
from home.tests.builders import make_home, make_standard_page
from radslag.clock import at, database_now
from radslag.models import User

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def url(action: str = "index", pk: int | None = None) -> str:
    return reverse(f"councils_matter_modeladmin_{action}", args=[pk] if pk else [])


def make_person(role: str = EDITORS, branch: Page | None = None, name: str = "") -> User:
    """Somebody with a role in the whole site, or in the branch of an organisation."""
    groups = ensure_roles(branch=branch or make_home(), organisation=name)
    user = User.objects.create_user(email=f"{role}-{name}-{User.objects.count()}@example.org", is_staff=True)
    user.groups.add(groups[role])
    return user


def refused_field(write: Any) -> str:
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        write()
    return next(iter(refused.value.message_dict))


# The services


def test_statuses_are_open_or_closed_and_every_one_may_move_on() -> None:
    assert OPEN_STATUSES | CLOSED_STATUSES == set(MatterStatus) == set(MOVES)
    assert not OPEN_STATUSES & CLOSED_STATUSES
    assert all(moves and status not in moves for status, moves in MOVES.items())


def test_a_matter_is_received_goes_on_and_is_done() -> None:
    matter = make.make_matter()
    assert (matter.status, matter.latest) == ("received", dt.date(2021, 11, 18))
    make.make_update(matter, status="under_way")
    assert (matter.status, matter.latest) == ("under_way", dt.date(2021, 12, 1))
    make.make_update(matter, status="done", date=dt.date(2022, 5, 1))
    assert matter.status == "done" and not matter.is_open
    assert [update.status for update in matter.updates.all()] == ["done", "under_way"]


def test_what_will_not_be_done_says_why_and_forgets_it_when_it_is_taken_up_again() -> None:
    matter = make.make_update(make.make_matter(), status="not_done", reason="För dyrt.", text="")
    assert (matter.status, matter.reason) == ("not_done", "För dyrt.")
    make.make_update(matter, status="under_way", text="Vi har fått pengar.")
    assert (matter.status, matter.reason) == ("under_way", "")
    assert matter.updates.last().reason == "För dyrt."


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "\u200b\u202e"}, "text"),
        ({"status": "not_done", "reason": "\u2800\u200b"}, "reason"),
        ({"status": "not_done"}, "reason"),
        ({"status": "not_done", "reason": "   "}, "reason"),
        ({"status": "done", "reason": "Klart."}, "reason"),
        ({"reason": "Ingen status."}, "reason"),
        ({"status": "received"}, "status"),
        ({"status": "kastad"}, "status"),
        ({"date": dt.date(2021, 11, 17)}, "date"),
        ({"date": TODAY + dt.timedelta(days=1)}, "date"),
    ],
)
def test_an_update_that_can_not_be_is_refused_at_its_field_and_changes_nothing(
    said: dict[str, Any], field: str
) -> None:
    matter = make.make_matter()
    with at(NOON):
        assert refused_field(lambda: make.make_update(matter, **said)) == field
    matter.refresh_from_db()
    assert (matter.status, matter.latest) == ("received", matter.received) and not matter.updates.exists()


def test_words_are_stored_plain() -> None:
    matter = make.make_matter(title="Bänkar\n\u202evid  porten", text="Ett\x0btu\u200b")
    assert (matter.title, matter.text) == ("Bänkar vid porten", "Ett\ntu")
    make.make_update(matter, text="Bestä\u200bllda.")
    correct_update(update_id=matter.updates.get().pk, text="Här\u202e.", reason="", by=None)
    assert matter.updates.get().text == "Här."


def test_what_was_forgotten_can_be_added_later_but_a_status_follows_the_newest_word() -> None:
    matter = make.make_update(make.make_matter(), date=dt.date(2022, 3, 1))
    make.make_update(matter, date=dt.date(2022, 1, 1), text="Vi träffade föreningen.")
    assert matter.latest == dt.date(2022, 3, 1)
    early = {"date": dt.date(2022, 2, 1), "status": "done"}
    assert refused_field(lambda: make.make_update(matter, **early)) == "date"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "\u200b"}, "title"),
        ({"unit": "\u3164"}, "unit"),
        ({"unit": ""}, "unit"),
        ({"received": dt.date(2999, 1, 1)}, "received"),
        ({"raised_by": "kings"}, "raised_by"),
    ],
)
def test_a_matter_that_can_not_be_is_refused_at_its_field(words: dict[str, Any], field: str) -> None:
    council = make.make_council()
    assert refused_field(lambda: make.make_matter(council=council, **words)) == field
    assert not Matter.objects.exists()


def test_words_are_corrected_without_touching_what_was_said() -> None:
    matter = make.make_update(make.make_matter(), status="not_done", reason="För dyrt")
    change_matter(
        matter_id=matter.pk, words=MatterWords("Fler bänkar", "Park", dt.date(2021, 11, 20)), by=None
    )
    correct_update(update_id=matter.updates.get().pk, text="Rättat.", reason="Det är för dyrt.", by=None)
    matter.refresh_from_db()
    assert (matter.title, matter.unit, matter.reason) == ("Fler bänkar", "Park", "Det är för dyrt.")
    assert (matter.status, matter.updates.get().text) == ("not_done", "Rättat.")
    late = MatterWords("x", "y", dt.date(2022, 1, 1))
    assert refused_field(lambda: change_matter(matter_id=matter.pk, words=late, by=None)) == "received"


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "kastad"},
        {"status": "not_done"},
        {"reason": "För dyrt."},
        {"title": ""},
        {"unit": ""},
        {"latest": dt.date(2000, 1, 1)},
    ],
)
def test_the_database_refuses_it_too(wrong: dict[str, Any]) -> None:
    matter = make.make_update(make.make_matter())
    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.filter(pk=matter.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        MatterUpdate.objects.update(status="not_done", reason="")


def test_an_open_matter_is_silent_on_the_ninetieth_day_and_a_closed_one_never() -> None:
    matter = make.make_matter(received=dt.date(2022, 1, 1))
    last = dt.date(2022, 4, 1)
    assert matter.is_silent_on(last) and not matter.is_silent_on(last - dt.timedelta(days=1))
    assert list(Matter.objects.silent_on(last)) == [matter]
    assert not Matter.objects.silent_on(last - dt.timedelta(days=1))
    make.make_update(matter, date=dt.date(2022, 1, 1), status="done")
    assert not matter.is_silent_on(TODAY) and not Matter.objects.silent_on(TODAY)


# Who may write


def test_an_editor_writes_down_a_matter_and_follows_it_up(client: Client) -> None:
    editor, council = make_person(), make.make_council(date=dt.date(2022, 5, 1))
    client.force_login(editor)
    form = client.get(f"{url('create')}?council={council.pk}").context["form"]
    assert (form.initial["council"], form.initial["received"]) == (council, dt.date(2022, 5, 1))
    posted = {"council": council.pk, "title": "Bänkar", "unit": "Park", "received": "2022-05-01"}
    kept = client.post(url("create"), posted | {"unit": ""})
    assert kept.status_code == 200 and b"B\xc3\xa4nkar" in kept.content and not Matter.objects.exists()
    client.post(url("create"), posted)
    matter = Matter.objects.get()
    page = client.get(url("edit", matter.pk))
    assert [value for value, _label in page.context["form"].fields["status"].choices] == [
        "",
        "under_way",
        "done",
        "not_done",
    ]
    said = {"text": "För dyrt just nu.", "status": "not_done", "reason": "", "date": "2022-06-01"}
    kept = client.post(url("edit", matter.pk), said)
    assert (
        "Skriv varför det inte blir av." in kept.content.decode()
        and "För dyrt just nu." in kept.content.decode()
    )
    client.post(url("edit", matter.pk), said | {"reason": "Pengarna är slut."})
    matter.refresh_from_db()
    assert (matter.status, matter.reason) == ("not_done", "Pengarna är slut.")
    assert matter.updates.get().written_by == editor
    client.post(url("words", matter.pk), posted | {"title": "Fler bänkar"})
    client.post(url("correct", matter.updates.get().pk), {"text": "Dyrt.", "reason": "Slut."})
    matter.refresh_from_db()
    assert (matter.title, matter.reason, matter.updates.get().text) == ("Fler bänkar", "Slut.", "Dyrt.")


def test_the_council_page_leads_its_editor_to_its_matters(client: Client) -> None:
    council = make.make_council()
    client.force_login(make_person())
    html = client.get(reverse("wagtailadmin_pages:edit", args=[council.pk])).content.decode()
    assert f"{url('create')}?council={council.pk}" in html and f"{url()}?council={council.pk}" in html


@pytest.mark.parametrize("role", [REVIEWERS, MODERATORS])
def test_other_roles_neither_see_nor_write_matters(client: Client, role: str) -> None:
    assert_denied(client, make_person(role))


def test_an_editor_of_another_branch_neither_sees_nor_writes_matters(client: Client) -> None:
    other = make_standard_page()
    assert_denied(client, make_person(EDITORS, other, "Lövsundahem"))


def test_a_role_here_and_a_page_there_do_not_add_up(client: Client) -> None:
    person = make_person(EDITORS, make_standard_page(), "Lövsundahem")
    group = person.groups.create(name="Sidor")
    for codename in ("change_page", "add_page"):
        permission = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=group, page=make.make_council_index(), permission=permission)
    assert_denied(client, person)


def assert_denied(client: Client, person: User) -> None:
    matter = make.make_update(make.make_matter())
    before = (Matter.objects.count(), MatterUpdate.objects.count())
    paths = [url(), url("create"), url("edit", matter.pk), url("words", matter.pk), url("delete", matter.pk)]
    paths += [url("correct", matter.updates.get().pk), f"{url()}?export=csv"]
    for signed_in in (True, False):
        if signed_in:
            client.force_login(person)
        else:
            client.logout()
        for path in paths:
            for response in (
                client.get(path),
                client.post(path, {"text": "x", "date": "2022-06-01", "title": "x"}),
            ):
                assert response.status_code in (302, 403), path
                assert matter.title.encode() not in response.content
    assert (Matter.objects.count(), MatterUpdate.objects.count()) == before
    request = RequestFactory().get("/")
    request.user = person
    assert silent_matters(request) == []


def test_an_editor_does_not_delete_but_the_administrator_of_the_branch_does(client: Client) -> None:
    matter = make.make_matter()
    client.force_login(make_person())
    client.post(url("delete", matter.pk))
    assert Matter.objects.exists()
    client.force_login(make_person("Administratörer"))
    client.post(url("delete", matter.pk))
    assert not Matter.objects.exists()


def test_the_list_filters_searches_and_exports_what_is_inert(client: Client) -> None:
    client.force_login(make_person())
    council = make.make_council()
    silent = make.make_matter(council=council, title="=SUM(A1)", received=dt.date(2022, 1, 1))
    make.make_update(make.make_matter(title="Klart sedan länge"), status="done")
    found = client.get(f"{url()}?tyst=ja&council={council.pk}&status__exact=received&q=SUM").content.decode()
    assert "Inget nytt på 90 dagar" in found and "Klart sedan länge" not in found
    for nonsense in (
        "council=x",
        "council=²",
        "council=99999999999999999",
        "tyst=%00",
        "q=%00",
        "status__exact=kastad",
    ):
        assert client.get(f"{url()}?{nonsense}", follow=True).status_code == 200
    assert client.get(f"{url('create')}?council=²").status_code == 200
    answer = client.get(f"{url()}?export=csv")
    table = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert {row["Nummer"] for row in rows} == {str(pk) for pk in Matter.objects.values_list("pk", flat=True)}
    assert "'=SUM(A1)" in {cell for row in rows for cell in row.values()}
    assert silent.get_status_display() in {cell for row in rows for cell in row.values()}


def test_the_list_takes_the_same_queries_for_one_and_for_many(client: Client) -> None:
    council = make.make_council()
    client.force_login(make_person("Administratörer"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url()).status_code == 200
        return len(captured)

    make.make_matter(council=council)
    queries()
    few = queries()
    for n in range(9):
        make.make_matter(council=make.make_council() if n % 3 else council)
    print(f"\neditors' list of matters: {few} queries with 1, {queries()} with 10")
    assert queries() == few


def test_a_council_with_matters_is_not_deleted_with_them(client: Client) -> None:
    matter = make.make_matter()
    client.force_login(make_person("Administratörer"))
    for page in (matter.council, make.make_council_index()):
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert CouncilPage.objects.filter(pk=matter.council_id).exists()


# Reminders


def test_editors_are_reminded_once_a_month_of_what_is_silent_in_their_branch() -> None:
    editor = make_person()
    make_person(REVIEWERS)
    make_person(EDITORS, make_standard_page(), "Lövsundahem")
    silent = make.make_matter(title="Tyst sedan länge")
    make.make_update(make.make_matter(title="Klart"), status="done")
    hidden = make.make_matter(title="I ett utkast", council=make.make_council(live=False))
    now = database_now()
    for hours, sent in ((0, 1), (1, 1), (24 * 30 - 1, 1), (24 * 30, 2)):
        with at(now + dt.timedelta(hours=hours)):
            remind_of_silence()
        assert len(mail.outbox) == sent
    message = mail.outbox[0]
    assert message.to == [editor.email] and silent.title in message.body and hidden.title not in message.body
    assert f"{url()}?tyst=ja" in message.body and "Klart" not in message.body


def test_nobody_is_reminded_when_nothing_is_silent_and_the_dashboard_says_so_too() -> None:
    editor = make_person()
    request = RequestFactory().get("/")
    request.user = editor
    matter = make.make_matter(received=timezone.localdate())
    assert remind_of_silence() == 0 and silent_matters(request) == []
    Matter.objects.filter(pk=matter.pk).update(received=dt.date(2022, 1, 1), latest=dt.date(2022, 1, 1))
    (waiting,) = silent_matters(request)
    assert waiting.count == 1 and "1 ärende väntar på ett besked" in str(waiting.title)


def test_adding_an_update_ends_the_silence() -> None:
    matter = make.make_matter(received=dt.date(2022, 1, 1))
    add_update(
        matter_id=matter.pk, date=timezone.localdate(), text="Inget än, eftersom tjälen ligger kvar.", by=None
    )
    assert not Matter.objects.silent_on(timezone.localdate())
