"""The client side of OpenID Connect against a provider that makes every mistake."""

from __future__ import annotations

import datetime as dt
import logging
import time
from dataclasses import replace
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import environ
import pytest
from django.conf import settings
from joserfc.jwk import ECKey

from radslag.openid.config import client, client_from
from radslag.openid.errors import OpenIDError
from radslag.openid.flow import begin, finish
from radslag.openid.metadata import authorization_origin
from radslag.operation.start_errors import StartError

from .eid_provider import (
    NAME,
    PERSONAL_NUMBER,
    STREET,
    FaultyProvider,
    at_the_broker,
    broker,
    forget_broker,
    identify,
    redirect_uri,
)
from .production import BROKER, site

TOKEN_FAULTS = {
    "another issuer": {"iss": "https://another.example.org"},
    "no issuer": {"iss": None},
    "another site": {"aud": "another-site"},
    "several sites and none named": {"aud": ["radslag-test", "another-site"]},
    "for another site among several": {"aud": ["radslag-test", "other"], "azp": "other"},
    "nobody": {"aud": None},
    "another nonce": {"nonce": "of-somebody-else"},
    "no nonce": {"nonce": None},
    "a list as nonce": {"nonce": ["a"]},
    "expired": {"exp": 1_600_000_000},
    "never expires": {"exp": None},
    "expires at no number": {"exp": float("nan")},
    "expires in words": {"exp": "tomorrow"},
    "issued in the future": {"iat": 4_000_000_000},
    "issued long ago": {"iat": 1_600_000_000},
    "not issued": {"iat": None},
    "not valid yet": {"nbf": 4_000_000_000},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject of spaces": {"sub": "   "},
    "a number as subject": {"sub": 7},
    "a subject with a line": {"sub": "a\nb"},
    "a subject without end": {"sub": "a" * 300},
    "an old session": {"auth_time": 1_600_000_000},
    "a session of no time": {"auth_time": True},
}
SIGNATURE_FAULTS = [
    "other key",
    "unknown key",
    "alg none",
    "hs256 by our secret",
    "hs256 by the public key",
    "other claims",
    "no token",
]


@pytest.fixture(scope="module")
def running():
    with broker() as provider:
        yield provider


@pytest.fixture(scope="module")
def running_rsa():
    with broker(rsa=True) as provider:
        yield provider


@pytest.fixture
def provider(running):
    """A provider without a fault, which is remembered when the test is over."""
    settings.RADSLAG_EID = running.client
    running.fault, running.says, running.asked = "", {}, []
    forget_broker()
    return running


def refusal(provider: FaultyProvider, **form: str) -> str:
    with pytest.raises(OpenIDError) as caught:
        identify(provider, **form)
    assert caught.value.__context__ is None or caught.value.__suppress_context__, (
        "nothing of the claims hangs on it"
    )
    return caught.value.code


def test_a_person_comes_back_with_what_the_broker_tells(provider):
    person = identify(provider, age="40", postal_code="254 40")
    assert person.issuer == provider.client.issuer and len(person.subject) == 40
    assert person.postal_code == "254 40" and person.born and person.born.year < 2000
    assert identify(provider).subject == person.subject != identify(provider, name="En annan").subject
    assert NAME not in repr(person) and person.subject not in repr(person)
    assert provider.client.client_secret not in repr(provider.client)


def test_a_person_comes_back_from_a_broker_that_signs_by_rsa_and_wants_the_secret_in_the_form():
    with broker(rsa=True) as provider:
        provider.says = {"metadata": {"token_endpoint_auth_methods_supported": ["client_secret_post"]}}
        assert identify(provider).subject


@pytest.mark.parametrize("fault", TOKEN_FAULTS)
def test_a_token_that_does_not_hold_is_refused(provider, caplog, fault):
    caplog.set_level(logging.DEBUG)
    provider.says = {"token": TOKEN_FAULTS[fault]}
    assert refusal(provider) == "not_trusted"
    assert not [claim for claim in (NAME, PERSONAL_NUMBER, STREET) if claim in caplog.text]
    provider.says = {}
    assert identify(provider).subject, "without the fault it works"


@pytest.mark.parametrize("fault", SIGNATURE_FAULTS)
@pytest.mark.parametrize("kind", ["running", "running_rsa"])
def test_a_token_that_the_broker_has_not_signed_is_refused(request, kind, fault):
    provider = request.getfixturevalue(kind)
    settings.RADSLAG_EID = provider.client
    forget_broker()
    provider.says, provider.fault = {}, fault
    assert refusal(provider) == "not_trusted"
    provider.fault = ""
    assert identify(provider).subject, "without the fault it works"


@pytest.mark.parametrize("how", ["500", "html", "list", "redirect", "huge", "empty"])
@pytest.mark.parametrize("where", ["configuration", "token", "jwks", "userinfo"])
def test_a_broker_that_is_out_of_order_is_not_believed(provider, where, how):
    provider.fault = f"{where}:{how}"
    assert refusal(provider) == (
        "not_trusted" if how == "empty" and where in ("token", "userinfo") else "unavailable"
    )
    assert not [line for line in provider.asked if where == "token" and line == "GET /jwks"], (
        "nor is it followed"
    )


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://another.example.org"},
        {"issuer": None},
        {"token_endpoint": "http://another.example.org/token"},
        {"token_endpoint": "https://another.example.org/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": None},
        {"jwks_uri": ["a"]},
        {"userinfo_endpoint": "http://169.254.0.1/"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://x.example.org;script-src/"},
        {"authorization_endpoint": "https://x.example.org 'unsafe-inline'/"},
        {"authorization_endpoint": "https://a@x.example.org/"},
        {"authorization_endpoint": "http://[x/"},
    ],
)
def test_only_the_issuers_own_host_is_asked(provider, said):
    provider.says = {"metadata": said}
    assert refusal(provider) == "unavailable"
    assert provider.asked == ["GET /.well-known/openid-configuration"]


def test_people_may_be_sent_to_another_host_of_the_broker(provider):
    provider.says = {"metadata": {"authorization_endpoint": "https://login.example.org/start?x=1"}}
    assert authorization_origin(provider.client) == "https://login.example.org"
    address, _attempt = begin(provider.client, redirect_uri=redirect_uri())
    assert address.startswith("https://login.example.org/start?x=1&response_type=code")


def test_on_the_internet_the_broker_has_https(provider):
    settings.RADSLAG_EID = replace(provider.client, plain_http=False)
    with pytest.raises(OpenIDError, match="unavailable"):
        authorization_origin(settings.RADSLAG_EID)


def test_a_broker_that_hangs_is_waited_for_only_shortly_and_then_not_asked_for_a_while(provider):
    provider.fault = "configuration:hangs"
    with patch("radslag.openid.web.PATIENCE", (0.2, 0.2)):
        begun = time.monotonic()
        assert [refusal(provider) for _ in range(5)] == ["unavailable"] * 5
        assert time.monotonic() - begun < 2
    assert len(provider.asked) == 1
    provider.fault = ""
    with patch("radslag.openid.metadata.FAILURE_KEPT_FOR", 0.0):
        assert identify(provider).subject, "then it works again by itself"


def test_a_broker_that_works_is_asked_who_it_is_once(provider):
    for _ in range(3):
        identify(provider)
    assert (
        provider.asked.count("GET /.well-known/openid-configuration")
        == provider.asked.count("GET /jwks")
        == 1
    )


def test_the_keys_are_asked_for_anew_when_the_broker_has_changed_them(provider):
    identify(provider)
    before, provider.key = provider.key, ECKey.generate_key("P-256")
    try:
        assert refusal(provider) == "not_trusted", "they were asked for a moment ago"
        with patch("radslag.openid.metadata.KEYS_ASKED_EVERY", 0.0):
            assert identify(provider).subject
    finally:
        provider.key = before


def test_levels_and_times_that_are_asked_for_are_demanded(provider):
    settings.RADSLAG_EID = replace(provider.client, acr=("loa3", "loa4"), max_age=300)
    address, _attempt = begin(settings.RADSLAG_EID, redirect_uri=redirect_uri())
    asked = dict(parse_qsl(urlsplit(address).query))
    assert (asked["acr_values"], asked["max_age"], asked["prompt"]) == ("loa3 loa4", "300", "login")
    for level in ("loa2", None, ["loa3"]):
        provider.says = {"token": {"acr": level}}
        assert refusal(provider) == "not_trusted", level
    provider.says = {"token": {"acr": "loa3", "auth_time": None}}
    assert refusal(provider) == "not_trusted", "it has to say since when"
    provider.says = {"token": {"acr": "loa4"}}
    assert identify(provider).subject


def test_who_cancels_is_told_apart_from_what_fails(provider):
    assert refusal(provider, answer="no") == "cancelled"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"error": "server_error"}, "refused"),
        ({}, "refused"),
        ({"code": ""}, "refused"),
        ({"code": "invented"}, "refused"),
        ({"code": "x" * 5000}, "refused"),
        ({"code": "a", "iss": "https://another.example.org"}, "not_trusted"),
    ],
)
def test_what_is_no_answer_is_refused(provider, answer, code):
    _address, attempt = begin(provider.client, redirect_uri=redirect_uri())
    with pytest.raises(OpenIDError) as caught:
        finish(provider.client, attempt, answer, redirect_uri=redirect_uri())
    assert caught.value.code == code


def test_a_code_holds_once_and_for_its_own_attempt(provider):
    one, first = begin(provider.client, redirect_uri=redirect_uri())
    two, second = begin(provider.client, redirect_uri=redirect_uri())
    assert all(getattr(first, name) != getattr(second, name) for name in ("state", "nonce", "verifier"))
    answers = [dict(parse_qsl(urlsplit(at_the_broker(provider, address)).query)) for address in (one, two)]
    for attempt, answer, goes in ((first, 1, False), (second, 0, False), (first, 0, True), (first, 0, False)):
        try:
            finish(provider.client, attempt, answers[answer], redirect_uri=redirect_uri())
            came = True
        except OpenIDError as refused:
            came = False
            assert refused.code == "refused"
        assert came == goes


def test_a_site_with_another_secret_is_not_let_in(provider):
    settings.RADSLAG_EID = replace(provider.client, client_secret="another")
    assert refusal(provider) == "unavailable"


@pytest.mark.parametrize(
    "said", ["1990", "0000-05-01", "1990-02-30", ["1990-01-01"], 19900101, "", "1990-1-1", None]
)
def test_a_date_of_birth_that_is_not_whole_is_none(provider, said):
    provider.says = {"claims": {"birthdate": said}}
    assert identify(provider).born is None
    provider.says = {"claims": {"birthdate": "1990-05-01"}}
    assert identify(provider).born == dt.date(1990, 5, 1)


@pytest.mark.parametrize(
    "said", ["254 40", ["25440"], {"postal_code": 25440}, {"postal_code": ["25440"]}, {}, None]
)
def test_a_postal_code_that_is_none_is_empty(provider, said):
    provider.says = {"claims": {"address": said}}
    assert identify(provider).postal_code == ""


def test_what_the_token_does_not_tell_is_asked_of_the_broker(provider):
    provider.says = {"userinfo": {}}
    assert identify(provider, age="40", postal_code="25440").postal_code == "25440"
    provider.says = {"userinfo": {"sub": "somebody-else"}}
    assert refusal(provider) == "not_trusted", "what is told of somebody else"
    settings.RADSLAG_EID = replace(provider.client, scopes=("openid",))
    identify(provider)
    assert provider.asked.count("GET /userinfo") == 2, "who wants nothing more does not ask"


def env_of(**variables: str) -> Any:
    env = environ.Env()
    env.ENVIRON = variables
    return env


def test_the_broker_comes_from_the_environment():
    assert client_from(env_of()) is None
    more = {
        "EID_SCOPES": "profile openid address",
        "EID_NAME": "Freja",
        "EID_ACR": "a b",
        "EID_MAX_AGE": "60",
    }
    found = client_from(env_of(**BROKER, **more))
    assert found and found.scopes == ("openid", "profile", "address") and found.acr == ("a", "b")
    assert (found.name, found.max_age, found.prompt, found.plain_http) == ("Freja", 60, "login", False)
    plain = client_from(env_of(**BROKER))
    assert plain and (plain.name, plain.scopes, plain.max_age) == ("BankID", ("openid",), None)


@pytest.mark.parametrize(
    "change",
    [
        {"EID_CLIENT_ID": ""},
        {"EID_CLIENT_SECRET": ""},
        {"EID_ISSUER": "http://broker.example.org"},
        {"EID_ISSUER": "broker.example.org"},
        {"EID_ISSUER": "https://broker.example.org/?a=1"},
        {"EID_ISSUER": "https://a:b@broker.example.org"},
    ],
)
def test_a_broker_that_is_half_set_up_stops_the_start(change):
    with pytest.raises(StartError):
        client_from(env_of(**(BROKER | change)))


@pytest.mark.parametrize(("with_a_broker", "issuer"), [(False, None), (True, BROKER["EID_ISSUER"])])
def test_the_test_provider_is_never_routed_on_the_internet(with_a_broker, issuer):
    told = site(behind_proxy_and_with_a_broker=with_a_broker)
    assert told["test provider"] == ""
    assert told["eid"] == [False, issuer, False if issuer else None]


def test_a_site_has_a_broker_only_when_it_is_set_up():
    assert client() is settings.RADSLAG_EID
