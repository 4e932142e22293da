"""Staff come by their organisation's log-in: with the groups of this time, without anything kept, and no residents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import environ
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings as site_settings
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.test import Client

from radslag.accounts.proof import confirmed_email
from radslag.accounts.services import ensure_account
from radslag.accounts.sso import StaffSso, sso_from
from radslag.accounts.views_sso import redirect_uri
from radslag.models import StaffIdentity, User
from radslag.operation.start_errors import StartError

from .eid_provider import NAME, PERSONAL_NUMBER, FaultyProvider, at_the_broker, broker, path_back

pytestmark = pytest.mark.django_db
STAFF, BEGIN, DONE = (
    "/konto/logga-in/personal/",
    "/konto/logga-in/personal/sso/",
    "/konto/logga-in/personal/sso/klar/",
)
EMAIL = "anna@kommun.example.org"
EDITORS, REVIEWERS = "Redaktörer på prov", "Granskare på prov"
ENVIRONMENT = {
    "SSO_ISSUER": "https://login.example.org",
    "SSO_CLIENT_ID": "a",
    "SSO_CLIENT_SECRET": "b",
    "SSO_NAME": "Lövsunda-inloggning",
    "SSO_GROUPS": "cn=radslag,ou=red=Redaktör; granskare = Granskare ",
}


@pytest.fixture(autouse=True)
def groups() -> dict[str, Group]:
    made = {name: Group.objects.create(name=name) for name in (EDITORS, REVIEWERS)}
    for group in made.values():
        group.permissions.add(Permission.objects.get(codename="access_admin"))
    return made


@contextmanager
def organisation(**ways: Any) -> Iterator[FaultyProvider]:
    """The organisation's log-in, which says that everyone is an editor with a confirmed address."""
    with broker(name="Lövsunda-inloggning", prompt="") as provider:
        provider.redirect_uri = redirect_uri()
        provider.says["claims"] = {"email": EMAIL, "email_verified": True, "groups": ["red", "another"]}
        there = StaffSso(
            client=provider.client,
            groups={"red": EDITORS, "granskare": REVIEWERS},
            superusers=frozenset({"chefer"}),
        )
        before, site_settings.RADSLAG_SSO = site_settings.RADSLAG_SSO, replace(there, **ways)
        try:
            yield provider
        finally:
            site_settings.RADSLAG_SSO = before


def come(
    provider: FaultyProvider, browser: Client | None = None, goal: str = "/admin/", **form: str
) -> tuple[Client, Any]:
    """Press the button, identify oneself there and come back; the browser, and the answer."""
    browser = browser or Client()
    began = browser.post(BEGIN, {"next": goal})
    assert began.status_code == 302, began.content.decode()
    return browser, browser.get(path_back(at_the_broker(provider, began.headers["Location"], **form)))


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_somebody_with_a_role_comes_in_and_only_the_issuers_name_for_them_is_kept() -> None:
    with organisation() as provider:
        provider.says["claims"] |= {"given_name": "Anna", "family_name": "Ek"}
        browser, answer = come(provider, goal="/admin/pages/")
    assert answer.headers["Location"] == "/admin/pages/"
    person = User.objects.get(email=EMAIL)
    assert (person.is_staff, person.is_superuser, person.name) == (True, False, "Anna Ek")
    assert not person.has_usable_password()
    assert [group.name for group in person.groups.all()] == [EDITORS]
    assert browser.get("/admin/").status_code == 200
    row = StaffIdentity.objects.get()
    assert row.user == person and row.issuer.startswith("http://127.0.0.1:")
    kept = str(browser.session.items()) + str(StaffIdentity.objects.values())
    assert NAME not in kept and PERSONAL_NUMBER not in kept and "another" not in kept
    assert "access_token" not in kept and "id_token" not in kept


def test_groups_are_those_of_the_newest_log_in() -> None:
    with organisation() as provider:
        come(provider)
        person = User.objects.get(email=EMAIL)
        person.groups.add(Group.objects.create(name="Given here"))
        provider.says["claims"]["groups"] = ["granskare"]
        provider.says["claims"]["email"] = "gift@kommun.example.org"
        come(provider)
    assert [group.name for group in person.groups.all()] == [REVIEWERS]
    assert User.objects.get().email == EMAIL, "an address is not changed by a log-in"


@pytest.mark.parametrize("values", [None, [], ["another"], "another", {"red": 1}, [["red"]], 7])
def test_who_has_no_role_is_refused_honestly_and_no_account_is_made(values: Any) -> None:
    with organisation() as provider:
        provider.says["claims"]["groups"] = values
        browser, answer = come(provider)
    assert answer.status_code == 403
    assert "ingen roll" in answer.content.decode()
    assert not is_logged_in(browser)
    assert not User.objects.exists() and not StaffIdentity.objects.exists()


def test_who_has_lost_every_role_loses_them_here_and_is_logged_out() -> None:
    with organisation() as provider:
        first, _answer = come(provider)
        provider.says["claims"]["groups"] = ["another"]
        second, answer = come(provider)
    assert answer.status_code == 403
    person = User.objects.get(email=EMAIL)
    assert (person.is_staff, person.groups.count()) == (False, 0)
    assert not is_logged_in(second)
    assert first.get("/admin/").status_code == 302
    assert not Session.objects.filter(pk=first.cookies["sessionid"].value).exists()


def test_a_group_that_does_not_exist_here_gives_no_role() -> None:
    with organisation(groups={"red": "No such group"}) as provider:
        _browser, answer = come(provider)
    assert answer.status_code == 403 and not User.objects.exists()


def test_nobody_is_a_superuser_but_by_a_claim_that_the_settings_name() -> None:
    with organisation() as provider:
        provider.says["claims"] |= {
            "groups": ["red", "superuser", "admin"],
            "is_superuser": True,
            "is_staff": True,
        }
        come(provider)
        assert not User.objects.get().is_superuser
        provider.says["claims"]["groups"] = ["chefer"]
        come(provider)
        assert User.objects.get().is_superuser
        provider.says["claims"]["groups"] = ["red"]
        come(provider)
        assert not User.objects.get().is_superuser


@pytest.mark.parametrize(
    "said",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": None},
        {"email": "no address"},
        {"email": "a@example.org\x00"},
        {"email": ["a@example.org"]},
    ],
)
def test_the_first_time_takes_an_address_that_the_issuer_has_confirmed(said: dict[str, Any]) -> None:
    with organisation() as provider:
        provider.says["claims"] |= said
        browser, answer = come(provider)
    assert answer.status_code == 403 and "e-postadress" in answer.content.decode()
    assert not User.objects.exists() and not is_logged_in(browser)


def test_a_colleague_who_is_here_already_is_found_by_the_address() -> None:
    person = User.objects.create_user(EMAIL, "ett långt lösenord", is_staff=True, first_name="Anna")
    with organisation() as provider:
        provider.says["claims"]["email"] = EMAIL.upper()
        come(provider)
    assert StaffIdentity.objects.get().user == person
    assert User.objects.get().check_password("ett långt lösenord")


def test_an_address_that_was_handed_on_to_somebody_else_opens_nothing() -> None:
    with organisation() as provider:
        come(provider)
        browser, answer = come(provider, name="Somebody else")
    assert answer.status_code == 403 and not is_logged_in(browser)
    assert StaffIdentity.objects.count() == 1


def test_a_superuser_kept_here_is_not_taken_over() -> None:
    chief = User.objects.create_superuser(EMAIL, "ett långt lösenord")
    with organisation() as provider:
        browser, answer = come(provider)
    chief.refresh_from_db()
    assert answer.status_code == 403 and not is_logged_in(browser)
    assert chief.is_superuser and not StaffIdentity.objects.exists()


def test_who_is_switched_off_here_stays_out() -> None:
    with organisation() as provider:
        come(provider)
        User.objects.update(is_active=False)
        browser, answer = come(provider)
    assert answer.status_code == 403 and "avstängt" in answer.content.decode()
    assert not is_logged_in(browser)


def test_it_is_no_proof_of_an_address(rf: Any) -> None:
    """A ballot counts for an address whose code was typed in this session; the organisation's word is not that."""
    with organisation() as provider:
        browser, _answer = come(provider)
    request = rf.get("/")
    request.session, request.user = browser.session, User.objects.get()
    assert is_logged_in(browser) and confirmed_email(request) is None
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize(
    ("trusted", "said", "comes_in"),
    [
        (False, {"amr": ["pwd", "mfa"]}, False),
        (True, {"amr": ["pwd", "mfa"]}, True),
        (True, {"amr": ["pwd"]}, False),
        (True, {"amr": "mfa"}, False),
        (True, {"acr": "high"}, False),
        (True, {}, False),
    ],
)
def test_a_second_step_there_counts_when_it_is_trusted_and_told(
    settings: Any, trusted: bool, said: dict[str, Any], comes_in: bool
) -> None:
    settings.RADSLAG_STAFF_MFA_REQUIRED = True
    with organisation(trusts_mfa=trusted) as provider:
        provider.says["claims"] |= said
        browser, _answer = come(provider)
    assert is_logged_in(browser)
    assert (browser.get("/admin/").status_code == 200) == comes_in


@pytest.mark.parametrize("trusted", [False, True])
def test_who_has_a_second_step_here_takes_it_unless_the_other_is_trusted(trusted: bool) -> None:
    with organisation(trusts_mfa=trusted) as provider:
        provider.says["claims"]["amr"] = ["mfa"]
        come(provider)
        Authenticator.objects.create(user=User.objects.get(), type="totp", data={"secret": "x"})
        browser, answer = come(provider)
    assert is_logged_in(browser) == trusted
    assert answer.headers["Location"] == ("/admin/" if trusted else "/konto/logga-in/andra-steget/")


def test_what_does_not_hold_lets_nobody_in() -> None:
    for fault in ("other key", "alg none", "hs256 by our secret", "other claims", "no token"):
        with organisation() as provider:
            provider.fault = fault
            browser, answer = come(provider)
        assert answer.status_code == 400 and not is_logged_in(browser), fault
    with organisation() as provider:
        browser, answer = come(provider, answer="no")
        assert "avbröt" in answer.content.decode() and not is_logged_in(browser)
    assert not User.objects.exists()


def test_an_answer_is_good_once_in_the_browser_that_asked_and_for_a_quarter_of_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with organisation() as provider:
        browser = Client()
        began = browser.post(BEGIN).headers["Location"]
        back = path_back(at_the_broker(provider, began))
        other = Client()
        other.post(BEGIN)
        assert other.get(back).status_code == 400 and not is_logged_in(other)
        assert Client().get(back).status_code == 400
        browser.get(back)
        assert is_logged_in(browser)
        browser.post("/konto/logga-ut/")
        assert browser.get(back).status_code == 400 and not is_logged_in(browser)
        again = path_back(at_the_broker(provider, browser.post(BEGIN).headers["Location"]))
        late = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=16)
        monkeypatch.setattr("radslag.accounts.views_sso.machine_now", lambda: late)
        assert browser.get(again).status_code == 400 and not is_logged_in(browser)


def test_the_question_has_pkce_a_nonce_and_the_registered_way_back() -> None:
    with organisation() as provider:
        asked = parse_qs(urlsplit(Client().post(BEGIN).headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["nonce"] and asked["state"]
    assert asked["redirect_uri"] == [f"{site_settings.WAGTAILADMIN_BASE_URL}{DONE}"]
    assert provider


@pytest.mark.parametrize(
    "goal", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(goal: str) -> None:
    with organisation() as provider:
        _browser, answer = come(provider, goal=goal)
    assert answer.headers["Location"] == "/admin/"


def test_the_page_of_staff_offers_it_while_it_answers() -> None:
    with organisation() as provider:
        answer = Client().get(STAFF)
        assert "Logga in med Lövsunda-inloggning" in answer.content.decode()
        origin = provider.client.issuer
        assert f"form-action 'self' {origin}" in answer.headers["Content-Security-Policy"]
    with organisation() as provider:
        provider.fault = "/.well-known/openid-configuration:500"
        answer = Client().get(STAFF)
        assert answer.status_code == 200 and "Lövsunda-inloggning" not in answer.content.decode()
        troubled = Client().post(BEGIN)
        assert (troubled.status_code, troubled.headers["Retry-After"]) == (503, "60")


def test_where_there_is_none_there_is_nothing(client: Client) -> None:
    assert "Lövsunda-inloggning" not in client.get(STAFF).content.decode()
    assert client.post(BEGIN).status_code == 404
    assert client.get(DONE).status_code == 404


def test_it_begins_with_a_post_and_a_token() -> None:
    with organisation():
        assert Client().get(BEGIN).status_code == 405
        assert Client(enforce_csrf_checks=True).post(BEGIN).status_code == 403


def test_a_resident_of_the_address_becomes_staff_without_losing_the_account() -> None:
    resident = ensure_account(email=EMAIL)
    with organisation() as provider:
        come(provider)
    assert StaffIdentity.objects.get().user == resident


def test_the_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    env = environ.Env()
    assert sso_from(env) is None
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    found = sso_from(env)
    assert found is not None
    assert found.groups == {"cn=radslag,ou=red": "Redaktör", "granskare": "Granskare"}
    assert found.client.scopes == ("openid", "email", "profile")
    assert (found.client.prompt, found.trusts_mfa, found.superusers) == ("", False, frozenset())
    assert "b" not in repr(found.client).split("client_secret")[-1][:3]


@pytest.mark.parametrize(
    "change",
    [
        {"SSO_CLIENT_SECRET": ""},
        {"SSO_GROUPS": ""},
        {"SSO_GROUPS": "red"},
        {"SSO_GROUPS": "=Redaktör"},
        {"SSO_GROUPS": "red="},
        {"SSO_ISSUER": "http://login.example.org"},
    ],
)
def test_a_log_in_that_is_half_set_up_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str]
) -> None:
    for name, value in (ENVIRONMENT | change).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StartError, match="SSO_"):
        sso_from(environ.Env())
