"""Staff take a second step: no admin without it, set up at the first log-in, taken away by an administrator."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from radslag.accounts.mfa import MFAAdapter
from radslag.accounts.proof import confirmed_email
from radslag.models import User
from radslag.services.second_step import use_up
from radslag.tests.background import run_tasks
from radslag.tests.people import log_in_by_code

pytestmark = pytest.mark.django_db
PASSWORD = "ett långt lösenord"
CHIEF = "chef@example.org"
STAFF, STEP, AGAIN = "/konto/logga-in/personal/", "/konto/logga-in/andra-steget/", "/konto/bekrafta/kod/"
INDEX, APP, CODES = "/konto/andra-steget/", "/konto/andra-steget/app/", "/konto/andra-steget/reservkoder/"
PAGES = (INDEX, APP, CODES, "/konto/andra-steget/nyckel/", "/konto/andra-steget/app/ta-bort/", AGAIN,
         "/konto/bekrafta/nyckel/", "/konto/andra-steget/nyckel/1/ta-bort/")  # fmt: skip


@pytest.fixture(autouse=True)
def _asked_for(settings: Any) -> None:
    settings.RADSLAG_STAFF_MFA_REQUIRED = True


@pytest.fixture
def chief() -> User:
    return User.objects.create_superuser(CHIEF, PASSWORD)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Half a minute later for each call: the next code of an app."""
    passed = {"seconds": 0}
    real = time.time

    def go_on(seconds: int = 30) -> None:
        passed["seconds"] += seconds

    monkeypatch.setattr("time.time", lambda: real() + passed["seconds"])
    return go_on


def code_now(secret: str, *, ago: int = 0) -> str:
    """What the app shows now, or did so many half minutes ago."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - ago))


def goal_of(answer: Any) -> str:
    """Where one is led, readable."""
    return unquote(answer.headers["Location"])


def by_password(client: Client, email: str = CHIEF, password: str = PASSWORD, **more: str) -> Any:
    return client.post(STAFF, {"username": email, "password": password, **more})


def set_up(client: Client) -> tuple[str, list[str]]:
    """Set up an app in a session that began with a password; the secret and the recovery codes."""
    page = client.get(APP).content.decode()
    secret = re.findall(r"[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}", page)[0].replace(" ", "")
    shown = client.post(APP, {"code": code_now(secret)})
    assert shown.status_code == 200, shown.headers
    return secret, re.findall(r"\b\d{8}\b", shown.content.decode())


def comes_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("address", ["/_util/login/", "/en/_util/login/"])
def test_wagtails_own_log_in_takes_no_password(chief, client, address):
    asked = client.get(f"{address}?next=/mina-sidor/")
    assert asked.status_code == 302 and "/konto/logga-in/" in asked["Location"]
    assert goal_of(asked).endswith("next=/mina-sidor/")
    sent = client.post(address, {"username": CHIEF, "password": PASSWORD})
    assert sent.status_code == 302 and "_auth_user_id" not in client.session
    assert "next" not in goal_of(client.get(f"{address}?next=https://evil.example.org/"))


def test_a_password_alone_opens_no_admin_but_leads_to_setting_up_the_second_step(
    client: Client, chief: User
) -> None:
    answer = by_password(client, next="/admin/pages/")
    assert goal_of(answer) == "/admin/pages/"
    led = client.get("/admin/pages/")
    assert goal_of(led) == f"{INDEX}?next=/admin/pages/"
    assert not comes_in(client)
    _secret, codes = set_up(client)
    assert len(set(codes)) == 10
    assert comes_in(client)
    account = client.get("/admin/account/").content.decode()
    assert f'href="{INDEX}"' in account and 'href="/konto/enheter/"' in account


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/pages/", "/admin/users/", "/admin/api/main/pages/", "/admin/finns-inte/"]
)
def test_nothing_below_admin_is_open_without_the_step(client: Client, chief: User, path: str) -> None:
    client.force_login(chief)
    for answer in (client.get(path), client.post(path, {})):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(INDEX)
    assert client.get(path, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


def test_where_it_is_not_asked_for_a_password_is_enough(client: Client, chief: User, settings: Any) -> None:
    settings.RADSLAG_STAFF_MFA_REQUIRED = False
    by_password(client)
    assert comes_in(client)


def test_the_next_log_in_asks_for_a_code_and_makes_no_session_before(
    client: Client, chief: User, later: Any
) -> None:
    by_password(client)
    secret, _codes = set_up(client)
    other = Client()
    assert by_password(other, next="/admin/pages/").headers["Location"] == STEP
    assert not is_logged_in(other)
    assert not comes_in(other)
    later()
    done = other.post(STEP, {"code": code_now(secret)})
    assert goal_of(done) == "/admin/pages/"
    assert comes_in(other)


def test_a_code_by_mail_is_followed_by_the_second_step_too(
    client: Client, chief: User, later: Any, rf: Any
) -> None:
    by_password(client)
    secret, _codes = set_up(client)
    other = Client()
    other.post("/konto/logga-in/", {"email": CHIEF})
    run_tasks()
    typed = re.findall(r"\b\d{6}\b", str(mail.outbox[-1].body))[0]
    assert goal_of(other.post("/konto/logga-in/kod/", {"code": typed})) == STEP
    assert not is_logged_in(other)
    later()
    other.post(STEP, {"code": code_now(secret)})
    assert comes_in(other)
    request = rf.get("/")
    request.session, request.user = other.session, chief
    assert confirmed_email(request) == CHIEF, "the code that was typed still shows the address"


def test_the_second_step_is_no_proof_of_an_address(client: Client, chief: User, later: Any, rf: Any) -> None:
    """A ballot counts for an address whose code was typed in this session, never for an app or a password."""
    by_password(client)
    secret, _codes = set_up(client)
    other = Client()
    by_password(other)
    later()
    other.post(STEP, {"code": code_now(secret)})
    request = rf.get("/")
    request.session, request.user = other.session, chief
    assert request.session["_auth_user_id"] == str(chief.pk)
    assert confirmed_email(request) is None


def test_a_code_of_the_app_is_good_once_and_so_are_those_before_it(
    client: Client, chief: User, later: Any
) -> None:
    by_password(client)
    secret, _codes = set_up(client)
    for code in (code_now(secret), code_now(secret, ago=1)):
        other = Client()
        by_password(other)
        other.post(STEP, {"code": code})
        assert not is_logged_in(other)
    later()
    third, fourth = Client(), Client()
    for one in (third, fourth):
        by_password(one)
        one.post(STEP, {"code": code_now(secret)})
    assert is_logged_in(third) and not is_logged_in(fourth)


def test_a_code_is_refused_again_by_the_database_when_the_cache_has_forgotten(
    client: Client, chief: User
) -> None:
    by_password(client)
    secret, _codes = set_up(client)
    app = Authenticator.objects.get(type="totp")
    assert not use_up(authenticator_id=app.pk, code=code_now(secret))


def test_a_recovery_code_lets_in_once_and_is_told_by_mail(client: Client, chief: User) -> None:
    by_password(client)
    _secret, codes = set_up(client)
    run_tasks()
    mail.outbox.clear()
    for expected in (True, False):
        other = Client()
        by_password(other)
        other.post(STEP, {"code": codes[3]})
        assert is_logged_in(other) == expected
    run_tasks()
    assert [message.to for message in mail.outbox] == [[CHIEF]]
    assert "reservkod" in str(mail.outbox[0].body)


def test_wrong_codes_can_not_be_tried_without_end(client: Client, chief: User, later: Any) -> None:
    by_password(client)
    secret, _codes = set_up(client)
    other = Client()
    by_password(other)
    later()
    right = code_now(secret)
    wrong = "000000" if right != "000000" else "111111"
    for _try in range(10):
        assert "stämmer inte" in other.post(STEP, {"code": wrong}).content.decode()
    answer = other.post(STEP, {"code": right})
    assert "För många försök" in answer.content.decode()
    assert not is_logged_in(other)


def test_secrets_are_not_readable_in_the_database(client: Client, chief: User, settings: Any) -> None:
    by_password(client)
    secret, _codes = set_up(client)
    rows = {row.type: row.data for row in Authenticator.objects.all()}
    assert set(rows) == {"totp", "recovery_codes"}
    assert secret not in str(rows)
    adapter = MFAAdapter()
    assert adapter.decrypt(rows["totp"]["secret"]) == secret
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-of-at-least-fifty-letters-for-this-one-test"
    with pytest.raises(Exception, match="administratör"):
        adapter.decrypt(rows["totp"]["secret"])
    settings.SECRET_KEY_FALLBACKS = [old]
    assert adapter.decrypt(rows["totp"]["secret"]) == secret


def test_changing_the_step_asks_for_it_once_more_after_a_while(
    client: Client, chief: User, later: Any
) -> None:
    by_password(client)
    secret, _codes = set_up(client)
    assert client.get(CODES).status_code == 200
    later(3600)
    answer = client.get(CODES)
    assert goal_of(answer) == f"{AGAIN}?next={CODES}"
    back = client.post(AGAIN, {"code": code_now(secret), "next": CODES})
    assert goal_of(back) == CODES
    new = client.post(CODES).content.decode()
    assert len(set(re.findall(r"\b\d{8}\b", new))) == 10


def test_setting_up_asks_for_the_password_when_the_log_in_was_long_ago(
    client: Client, chief: User, later: Any
) -> None:
    by_password(client)
    later(3600)
    assert goal_of(client.get(APP)) == f"/konto/bekrafta/losenord/?next={APP}"
    wrong = client.post("/konto/bekrafta/losenord/", {"password": "fel", "next": APP})
    assert "Lösenordet stämde inte" in wrong.content.decode()
    client.post("/konto/bekrafta/losenord/", {"password": PASSWORD, "next": APP})
    set_up(client)


def test_a_session_from_before_the_step_takes_it_and_may_change_nothing_until_then(
    client: Client, chief: User, later: Any
) -> None:
    by_password(client)
    secret, _codes = set_up(client)
    other = Client()
    other.force_login(chief)
    assert goal_of(other.get("/admin/pages/")) == f"{AGAIN}?next=/admin/pages/"
    assert other.get("/konto/bekrafta/losenord/").headers["Location"].startswith(AGAIN)
    assert other.get(CODES).headers["Location"].startswith(AGAIN)
    later()
    other.post(AGAIN, {"code": code_now(secret), "next": "/admin/"})
    assert comes_in(other)


def test_who_takes_the_app_away_is_led_to_a_new_one(client: Client, chief: User) -> None:
    by_password(client)
    set_up(client)
    client.post("/konto/andra-steget/app/ta-bort/")
    assert not Authenticator.objects.exists(), "recovery codes alone are no second step"
    assert client.get("/admin/").headers["Location"].startswith(INDEX)
    run_tasks()
    assert ["lagt till ett nytt sätt" in str(message.body) for message in mail.outbox] == [True, False]


@pytest.mark.parametrize("path", PAGES)
def test_residents_find_no_second_step(client: Client, path: str) -> None:
    resident = User.objects.create_user("boende@example.org")
    log_in_by_code(client, resident)
    for answer in (client.get(path), client.post(path, {"code": "123456"})):
        assert answer.status_code == 404
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("path", [*PAGES, STEP])
def test_nobody_who_is_logged_out_reaches_the_pages(client: Client, path: str) -> None:
    for answer in (client.get(path), client.post(path, {"code": "123456", "credential": "{}"})):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/konto/logga-in/")
    assert not is_logged_in(client)


@pytest.mark.parametrize(
    "goal", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(client: Client, chief: User, goal: str) -> None:
    assert "example.com" not in client.get("/admin/login/", {"next": goal}).headers["Location"]
    assert by_password(client, next=goal).headers["Location"] == "/admin/"
    secret = re.findall(r"[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}", client.get(APP).content.decode())[0].replace(
        " ", ""
    )
    shown = client.post(APP, {"code": code_now(secret), "next": goal}).content.decode()
    assert "example.com" not in shown and "javascript:" not in shown


def test_wagtails_log_in_leads_to_ours_with_the_way_back(client: Client) -> None:
    there = client.get("/admin/pages/").headers["Location"]
    assert there == "/admin/login/?next=/admin/pages/"
    assert goal_of(client.get(there)) == f"{STAFF}?next=/admin/pages/"
    assert client.get("/admin/password_reset/").status_code == 404


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "1", '"x"', '{"id": 1}', '{"response": {}}', "not json"]
)
def test_what_is_no_passkey_is_refused_in_words(client: Client, chief: User, credential: str) -> None:
    by_password(client)
    set_up(client)
    new = client.post("/konto/andra-steget/nyckel/", {"name": "Min", "credential": credential})
    assert new.status_code == 200
    other = Client()
    by_password(other)
    other.get(STEP)
    assert other.post(STEP, {"credential": credential}).status_code == 200
    assert not is_logged_in(other)
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_the_pages_hold_no_style_and_no_script_of_their_own(client: Client, chief: User) -> None:
    by_password(client)
    for path in (APP, "/konto/andra-steget/nyckel/"):
        answer = client.get(path)
        html = answer.content.decode()
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "style=" not in html and "data:image" not in html
        assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", html))
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.fixture
def colleague(client: Client, chief: User) -> User:
    """A person of the staff who has a second step."""
    person = User.objects.create_user("kollega@example.org", PASSWORD, is_staff=True)
    group = Group.objects.create(name="Redaktörer på prov")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    person.groups.add(group)
    theirs = Client()
    by_password(theirs, person.email)
    set_up(theirs)
    return person


@pytest.fixture
def administrator() -> Client:
    """Somebody who administers users, with the second step."""
    person = User.objects.create_user("administrator@example.org", PASSWORD)
    role = Group.objects.create(name="Administratörer på prov")
    role.permissions.add(
        Permission.objects.get(codename="access_admin"),
        *Permission.objects.filter(content_type__app_label="radslag", content_type__model="user"),
    )
    person.groups.add(role)
    client = Client()
    by_password(client, person.email)
    set_up(client)
    return client


def test_an_administrator_takes_away_the_step_of_a_colleague(administrator: Client, colleague: User) -> None:
    where = reverse("second_step_of", args=[colleague.pk])
    assert where in administrator.get(reverse("wagtailusers_users:index")).content.decode()
    assert (
        "Kollega" in administrator.get(where).content.decode()
        or colleague.email in administrator.get(where).content.decode()
    )
    assert Authenticator.objects.filter(user=colleague).exists(), "a GET changes nothing"
    run_tasks()
    mail.outbox.clear()
    theirs = Client()
    theirs.force_login(colleague)
    administrator.post(where)
    assert theirs.get("/mina-sidor/").status_code == 302, "logged out everywhere"
    assert not Authenticator.objects.filter(user=colleague).exists()
    run_tasks()
    assert [message.to for message in mail.outbox] == [[colleague.email]]
    entry = ModelLogEntry.objects.get(action="radslag.second_step_taken_away")
    assert entry.user.email == "administrator@example.org"


def test_nobody_takes_away_the_step_of_a_superior_a_resident_or_herself(
    administrator: Client, client: Client, chief: User
) -> None:
    by_password(client)
    set_up(client)
    own = User.objects.get(email="administrator@example.org")
    resident = User.objects.create_user("boende@example.org")
    for person in (chief, own, resident):
        where = reverse("second_step_of", args=[person.pk])
        for answer in (administrator.get(where), administrator.post(where)):
            assert answer.status_code in (302, 403)
    assert Authenticator.objects.filter(user__in=[chief, own], type="totp").count() == 2


def test_who_does_not_administer_users_takes_away_nothing(colleague: User, chief: User, later: Any) -> None:
    theirs = Client()
    theirs.force_login(colleague)
    target = User.objects.create_user("annan@example.org", is_staff=True)
    Authenticator.objects.create(user=target, type="totp", data={})
    assert theirs.post(reverse("second_step_of", args=[target.pk])).status_code in (302, 403)
    assert Authenticator.objects.filter(user=target).exists()


def test_the_command_takes_it_away_and_says_when_there_is_nothing(colleague: User) -> None:
    call_command("reset_mfa", " Kollega@example.org")
    assert not Authenticator.objects.filter(user=colleague).exists()
    for address in ("kollega@example.org", "ingen@example.org"):
        with pytest.raises(CommandError):
            call_command("reset_mfa", address)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("locked", "come_in"), [(True, 1), (False, 2)])
def test_of_two_who_send_the_same_code_at_once_one_comes_in(
    chief: User, monkeypatch: pytest.MonkeyPatch, locked: bool, come_in: int
) -> None:
    """Without the lock on the row both do: the control."""
    secret = generate_totp_secret()
    app = Authenticator.objects.create(user=chief, type="totp", data={"secret": MFAAdapter().encrypt(secret)})
    both, steps = Barrier(2), list(totp.yield_hotp_counters_from_time())

    def meet() -> list[int]:
        with suppress(BrokenBarrierError):  # whom the lock keeps out never comes
            both.wait(timeout=1)
        return steps

    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", meet)
    if not locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows: rows)

    def send() -> bool:
        try:
            return use_up(authenticator_id=app.pk, code=code_now(secret))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(future.result() for future in [pool.submit(send) for _ in range(2)]) == come_in
