"""Everyone sees where they are logged in and can end it; what must end a session does."""

import datetime as dt
import re
from itertools import chain
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from radslag.accounts import sessions
from radslag.accounts.devices import device_of
from radslag.accounts.sessions import clear_expired_sessions, end_all
from radslag.models import LoginSession, User
from radslag.tests.people import log_in_by_code

pytestmark = pytest.mark.django_db
WHERE = "/konto/enheter/"
PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0"
PASSWORD = "ett långt lösenord"


@pytest.fixture
def person() -> User:
    return User.objects.create_user("boende@example.org", PASSWORD)


def client_of(user: User, agent: str = PHONE) -> Client:
    client = Client(headers={"user-agent": agent})
    client.force_login(user)
    return client


def is_logged_in(client: Client) -> bool:
    return client.get("/mina-sidor/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (PHONE, ("Firefox", "Android")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0.0.0 Safari/537.36 Edg/130.0", ("Edge", "Windows")),
        (
            "Mozilla/5.0 (Linux; Android 10; K) SamsungBrowser/27.0 Chrome/125.0 Safari/537.36",
            ("Samsung Internet", "Android"),
        ),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/18.0 Safari/604.1", ("Safari", "iPhone")),
        ("Mozilla/5.0 (iPhone; like Mac OS X) CriOS/130.0 Safari/604.1", ("Chrome", "iPhone")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/130.0.0.0 Safari/537.36", ("Chrome", "Mac")),
        ("<script>alert(1)</script>", ("", "")),
        ("", ("", "")),
    ],
)  # fmt: skip
def test_a_device_is_called_by_its_browser_and_its_system_and_nothing_more(
    agent: str, device: tuple[str, str]
) -> None:
    assert device_of(agent) == device


def test_one_sees_where_one_is_logged_in_and_ends_what_one_does_not_know(person: User) -> None:
    here, there = client_of(person), Client(headers={"user-agent": PHONE})
    there.post("/konto/logga-in/", {"email": person.email})
    there.post("/konto/logga-in/kod/", {"code": re.findall(r"\b\d{6}\b", str(mail.outbox[-1].body))[0]})
    other = LoginSession.objects.get(session=there.session.session_key)
    html = here.get(WHERE).content.decode()
    assert "Firefox på Android" in html
    assert "Firefox/131" not in html and "127.0.0.1" not in html
    assert here.post(WHERE, {"login": other.pk}).status_code == 302
    assert not is_logged_in(there)
    assert not Session.objects.filter(pk=other.session_id).exists(), "the session itself is deleted"
    assert is_logged_in(here)
    assert "inte inloggad någon annanstans" in here.get(WHERE).content.decode()


def test_all_others_end_at_once_and_the_own_stays(person: User) -> None:
    here, *others = (client_of(person) for _ in range(4))
    stranger = client_of(User.objects.create_user("annan@example.org"))
    here.post(WHERE, {"others": "1"})
    assert is_logged_in(here) and is_logged_in(stranger)
    assert not any(map(is_logged_in, others))


@pytest.mark.parametrize("number", ["", "x", "-1", "0", "9" * 30, "１", None])
def test_nobody_ends_what_is_not_theirs(person: User, number: str | None) -> None:
    here, stranger = client_of(person), client_of(User.objects.create_user("annan@example.org"))
    theirs = LoginSession.objects.get(session=stranger.session.session_key).pk
    assert here.post(WHERE, {"login": theirs if number is None else number}).status_code == 404
    assert is_logged_in(stranger)


def test_the_page_is_for_those_who_are_logged_in_and_a_get_ends_nothing(client: Client, person: User) -> None:
    assert client.get(WHERE).headers["Location"] == f"/konto/logga-in/?next={WHERE}"
    assert client.post(WHERE, {"others": "1"}).status_code == 302
    here, there = client_of(person), client_of(person)
    number = LoginSession.objects.get(session=there.session.session_key).pk
    here.get(WHERE, {"login": number, "others": "1"})
    assert is_logged_in(there)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    assert strict.post(WHERE, {"others": "1"}).status_code == 403


@pytest.mark.parametrize("used", [False, True])
def test_a_session_ends_twelve_hours_after_the_log_in_however_much_it_is_used(
    person: User, used: bool
) -> None:
    client = client_of(person)
    session = client.session
    if used:
        session["something"] = 1
        session.save()
    row = Session.objects.get(pk=session.session_key)
    left = row.expire_date - timezone.now()
    assert dt.timedelta(hours=11, minutes=59) < left <= dt.timedelta(hours=12)
    LoginSession.objects.update(began_at=timezone.now() - dt.timedelta(hours=6))
    assert client.session.get_expiry_date() == row.expire_date


def test_a_row_goes_with_its_session(person: User) -> None:
    client_of(person), client_of(person)
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(minutes=1))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert clear_expired_sessions() == 2
    assert len([q for q in queries if q["sql"].startswith("DELETE")]) == 1
    assert not LoginSession.objects.exists()


def test_log_out_forgets_the_device(person: User) -> None:
    client = client_of(person)
    client.post(reverse("account_logout"))
    assert not LoginSession.objects.exists()


def test_a_new_password_ends_all_sessions_but_the_one_that_sets_it(settings: Any) -> None:
    settings.RADSLAG_STAFF_MFA_REQUIRED = False
    person = User.objects.create_superuser("chef@example.org", PASSWORD, first_name="C", last_name="H")
    here, there = client_of(person), client_of(person)
    key = there.session.session_key
    new = "ett annat långt lösenord"
    sent = {"password-old_password": PASSWORD, "password-new_password1": new, "password-new_password2": new}
    for panel in chain(*here.get("/admin/account/").context["panels_by_tab"].values()):
        form = panel.get_form()
        if form is not None and panel.name != "password":
            sent |= {
                form[name].html_name: form[name].value() or "" for name in form.fields if name != "avatar"
            }
    here.post("/admin/account/", sent)
    assert User.objects.get(pk=person.pk).check_password(new)
    assert not Session.objects.filter(pk=key).exists()
    assert is_logged_in(here)
    assert LoginSession.objects.get().session_id == here.session.session_key


def test_being_switched_off_ends_all_sessions(person: User) -> None:
    client = client_of(person)
    User.objects.filter(pk=person.pk).update(is_active=True)
    person.is_active = False
    person.save()
    assert not Session.objects.exists()
    assert not is_logged_in(client)


def test_being_switched_off_with_others_ends_them_too(admin_client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_staff=True)
    theirs = client_of(person)
    where = reverse("wagtail_bulk_action", args=["radslag", "user", "set_active_state"])
    admin_client.post(f"{where}?id={person.pk}", {"mark_as_active": "False"})
    assert not User.objects.get(pk=person.pk).is_active
    assert not Session.objects.filter(pk=theirs.session.session_key).exists()


def test_no_session_outlives_the_account(person: User) -> None:
    client_of(person)
    person.delete()
    assert not Session.objects.exists() and not LoginSession.objects.exists()


def test_a_changed_name_ends_nothing(person: User) -> None:
    client = client_of(person)
    person = User.objects.get(pk=person.pk)
    person.first_name = "Ny"
    person.save()
    assert is_logged_in(client)


def test_use_is_noted_now_and_then_and_costs_nothing_in_between(person: User) -> None:
    client = client_of(person)
    old = timezone.now() - dt.timedelta(hours=1)
    LoginSession.objects.update(last_used_at=old)
    with CaptureQueriesContext(connection) as queries:
        client.get("/mina-sidor/")
    assert not [q for q in queries if "radslag_loginsession" in q["sql"]]
    sessions._noted.clear()  # as in another process, or later
    client.get("/mina-sidor/")
    assert LoginSession.objects.get().last_used_at > old
    sessions._noted.clear()
    with CaptureQueriesContext(connection) as queries:
        Client().get("/")
        Client().get("/konto/logga-in/")
    assert not [q for q in queries if "radslag_loginsession" in q["sql"]], "nothing for readers"


def test_a_session_from_before_is_kept_when_it_is_used(person: User) -> None:
    client = client_of(person)
    LoginSession.objects.all().delete()
    sessions._noted.clear()
    client.get("/mina-sidor/")
    assert LoginSession.objects.get().session_id == client.session.session_key


def test_a_session_that_was_ended_meanwhile_is_not_kept(person: User, rf: Any) -> None:
    client = client_of(person)
    request = rf.get("/")
    request.session = client.session
    assert request.session["_auth_user_id"]
    end_all(user=person)
    sessions._noted.clear()
    sessions.note_use(request)
    assert not LoginSession.objects.exists() and not Session.objects.exists()


def test_staff_without_a_second_step_still_end_sessions(person: User, settings: Any) -> None:
    """Whoever finds a stranger in the list can throw them out at once."""
    settings.RADSLAG_STAFF_MFA_REQUIRED = True
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    here, there = client_of(person), client_of(person)
    here.post(WHERE, {"others": "1"})
    assert not is_logged_in(there)


def test_many_sessions_take_as_many_queries_as_one(person: User) -> None:
    here = client_of(person)
    here.get(WHERE)
    counts = []
    for more in (0, 10):
        for _ in range(more):
            client_of(person)
        with CaptureQueriesContext(connection) as queries:
            assert here.get(WHERE).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_my_pages_lead_there(person: User) -> None:
    client = Client()
    log_in_by_code(client, person)
    assert WHERE in client.get("/mina-sidor/").content.decode()
