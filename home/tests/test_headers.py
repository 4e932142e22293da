"""Headers of every kind of answer, in production's settings too, and what a forged header does not move."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from councils.tests.builders import make_council
from home.tests.builders import make_document, make_home, make_news_index, make_standard_page
from radslag.headers import OWN, SWITCHED_OFF
from radslag.models import User
from radslag.tests.production import PRODUCTION, settings_in, site

STRICT = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'", "font-src": "'self'",
    "connect-src": "'self'", "manifest-src": "'self'", "form-action": "'self'", "base-uri": "'none'",
    "frame-ancestors": "'self'", "frame-src": "'self'",
}  # fmt: skip


def policy_of(response) -> dict[str, str]:
    parts = [
        part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";") if part.strip()
    ]
    return {name: value for name, _space, value in parts}


def faults_of(response) -> list[str]:
    """What is missing of the headers that every answer has."""
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    faults = [
        f"{name}: {response.get(name)}" for name, value in wanted.items() if response.get(name) != value
    ]
    told = response.get("Permissions-Policy", "")
    faults += [name for name in SWITCHED_OFF if f"{name}=()" not in told]
    faults += [name for name in OWN if f"{name}=(self)" not in told]
    if "Server" in response or "X-Powered-By" in response:
        faults.append("tells of its software")
    return faults


@pytest.mark.django_db
def test_every_kind_of_answer_has_the_headers_and_the_strict_policy():
    home = make_home()
    news, council, document = make_news_index(), make_council(), make_document()
    client = Client()
    answers = {
        "a page": client.get(home.url),
        "a page in English that is not there": client.get("/en/finns-inte/"),
        "nothing": client.get("/finns-inte/"),
        "a search": client.get(f"{reverse('search')}?q=bänk"),
        "a log-in": client.get(reverse("account_login")),
        "the log-in of staff": client.get(reverse("staff_login")),
        "a redirect": client.get("/sok"),
        "a form without its token": Client(enforce_csrf_checks=True).post(
            reverse("account_login"), {"email": "a@b.se"}
        ),
        "a method that is not taken": client.post(reverse("search")),
        "a feed": client.get(f"{news.url}rss/"),
        "a calendar": client.get(f"{council.url}kalender.ics"),
        "robots.txt": client.get("/robots.txt"),
        "sitemap.xml": client.get("/sitemap.xml"),
        "security.txt": client.get("/.well-known/security.txt"),
        "a host that is not ours": client.get("/", headers={"host": "evil.example"}),
        "a document": client.get(document.url),
        "only its headers": client.head(home.url),
    }
    faults = {what: faults_of(answer) for what, answer in answers.items()}
    assert {what: told for what, told in faults.items() if told} == {}
    strict = {what: answer for what, answer in answers.items() if what != "a document"}
    assert {what: policy_of(a) for what, a in strict.items() if policy_of(a) != STRICT} == {}
    assert answers["a host that is not ours"].status_code == 400
    assert answers["a form without its token"].status_code == 403
    policy = policy_of(answers["a document"])
    assert policy["default-src"] == "'none'"  # Wagtail's own, stricter still, with a sandbox
    assert "unsafe-inline" not in policy.get("script-src", "")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["css/site.css", "js/ballot.js"])
def test_static_files_have_them_too_and_load_nothing(path):
    found = Client().get(f"{settings.STATIC_URL}{path}")
    if found.status_code == 404:
        pytest.skip("no such file any more")
    assert faults_of(found) == []
    assert policy_of(found) == {"default-src": "'none'", "frame-ancestors": "'self'"}


@pytest.mark.django_db
def test_an_answer_that_breaks_has_them_too(monkeypatch):
    client = Client(raise_request_exception=False)
    monkeypatch.setattr("home.views.find", lambda *_: 1 / 0)
    broken = client.get(f"{reverse('search')}?q=a")
    assert broken.status_code == 500
    assert faults_of(broken) == []
    assert policy_of(broken) == STRICT


@pytest.mark.django_db
def test_the_admin_has_a_policy_of_its_own_and_the_rest_alike():
    client = Client()
    client.force_login(User.objects.create_superuser(email="chef@example.org"))
    page = make_standard_page()
    for path in (reverse("wagtailadmin_home"), reverse("wagtailadmin_pages:edit", args=[page.pk])):
        answer = client.get(path)
        assert faults_of(answer) == []
        policy = policy_of(answer)
        assert policy["default-src"] == "'none'"
        assert policy["base-uri"] == "'none'"
        assert policy["form-action"] == "'self'"
        assert not re.search(r"https?:|\*|unsafe-eval", answer["Content-Security-Policy"])
        assert policy["script-src"] == "'self' 'unsafe-inline'"


@pytest.mark.django_db
@override_settings(SECURITY_CONTACT="mailto:sakerhet@example.org")
def test_security_txt_says_whom_to_tell_and_until_when():
    answer = Client().get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert lines["Contact"] == "mailto:sakerhet@example.org"
    assert lines["Preferred-Languages"] == "sv, en"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", lines["Expires"])
    assert lines["Canonical"].endswith("/.well-known/security.txt")


def test_without_a_proxy_no_forged_header_moves_host_scheme_or_address():
    got = site()["answers"]
    assert (got["plain"]["status"], got["plain"]["to"]) == (301, "https://example.org/told/")
    by_tls = got["by TLS"]
    assert (by_tls["status"], by_tls["said"]["network"]) == (200, "192.0.2.0/24")
    assert by_tls["hsts"] == "max-age=31536000; includeSubDomains; preload"
    assert got["forged host"]["status"] == 400
    assert "evil" not in json.dumps(got)
    for what in ("forged proto", "forged forwarded"):  # still not by TLS
        assert (got[what]["status"], got[what]["to"]) == (301, "https://example.org/told/")
    for what in ("forged forwarded host", "forged address", "several addresses", "other names of an address"):
        assert got[what]["said"] == by_tls["said"], what
    assert got["forged port"]["said"]["address"] == "https://example.org:8443/x/"


def test_behind_one_proxy_only_what_that_proxy_wrote_counts():
    got = site(behind_proxy_and_with_a_broker=True)["answers"]
    assert got["forged proto"]["status"] == 200  # now it is the proxy that says it
    assert got["forged forwarded"]["status"] == 301
    assert got["several addresses"]["said"]["network"] == "203.0.113.0/24"
    assert got["forged host"]["status"] == 400
    assert "evil" not in json.dumps(got)


def test_production_refuses_to_serve_every_host():
    (told,) = settings_in(PRODUCTION | {"ALLOWED_HOSTS": "example.org,*"})
    assert "ALLOWED_HOSTS" in told["refused"]


def test_cookies_of_production_belong_to_this_host_alone():
    (made,) = settings_in(PRODUCTION)
    wanted = {
        "SESSION_COOKIE_NAME": "__Host-session", "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True, "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax", "SECURITY_CONTACT": "mailto:radslag@example.org",
    }  # fmt: skip
    assert wanted.items() <= made.items()
    assert {made.get(f"{kind}_COOKIE_DOMAIN") for kind in ("SESSION", "CSRF")} == {None}
