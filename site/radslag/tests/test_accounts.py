"""One door: an address, a code in a mail, the code typed. Nothing else lets a resident in."""

import datetime as dt
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from radslag.accounts import urls as accounts_urls
from radslag.accounts.proof import confirmed_email
from radslag.accounts.services import ensure_account, prune_unused_accounts
from radslag.clock import at
from radslag.models import User
from radslag.tests.scale import sampled

pytestmark = pytest.mark.django_db

ASK = "/konto/logga-in/"
TYPE = "/konto/logga-in/kod/"
STAFF = "/konto/logga-in/personal/"
KNOWN, UNKNOWN = "boende@example.org", "ny@example.org"
ELSEWHERE = [
    "https://example.com/",
    "//example.com/",
    "///example.com/",
    "/\\example.com/",
    "\\\\example.com\\",
    "http:example.com",
    "https:///example.com/",
    "javascript:alert(1)",
    "data:text/html,x",
    "//testserver@example.com/",
    "https://testserver.example.com/",
    "/%09/example.com",
    "\t//example.com",
    " https://example.com",
    "https://example.com%23.testserver/",
    "http://testserver:pass@example.com/",
    "//example.com%2f%2e%2e",
    "ftp://testserver/",
    "//[",
    "http://[::1",
]


@pytest.fixture
def known() -> User:
    """Someone who has logged in before."""
    user = ensure_account(email=KNOWN)
    assert user
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    return user


def ask(client: Client, email: str, **more: str) -> Any:
    return client.post(ASK, {"email": email, **more})


def type_code(client: Client, code: str, **more: str) -> Any:
    return client.post(TYPE, {"code": code, **more})


def sent_code() -> str:
    """The six digits of the latest mail."""
    found = re.findall(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert len(found) == 1
    return str(found[0])


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def without_what_differs(html: str, email: str) -> str:
    """The page without the address and the form's token, which always differ."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html.replace(email, "…"))


def test_a_known_and_an_unknown_address_get_the_same_page_mail_and_account_rows(known: User) -> None:
    pages, mails = [], []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        asked = ask(client, email)
        assert (asked.status_code, asked.headers["Location"]) == (302, TYPE)
        pages.append(without_what_differs(client.get(TYPE).content.decode(), email))
        message = mail.outbox[-1]
        assert message.to == [email]
        mails.append([re.sub(r"\d{6}", "######", part) for part in (message.subject, str(message.body))])
    assert pages[0] == pages[1]
    assert mails[0] == mails[1]
    assert len(mail.outbox) == 2
    for email in (KNOWN, UNKNOWN):
        row = EmailAddress.objects.get(email=email)
        assert (row.verified, row.primary, row.user.email) == (True, True, email)
        assert not row.user.has_usable_password()


def test_the_mail_holds_the_code_and_no_text_of_a_stranger(client: Client) -> None:
    ask(client, UNKNOWN, name="Vinn en resa: https://example.com", next="/https://example.com")
    message = mail.outbox[0]
    assert sent_code() in message.subject
    assert "example.com" not in message.subject + str(message.body)
    assert "15 minuter" in str(message.body)
    assert not getattr(message, "alternatives", [])


def test_the_right_code_logs_in_and_leads_to_my_pages(client: Client) -> None:
    ask(client, UNKNOWN)
    assert not is_logged_in(client)
    answer = type_code(client, sent_code())
    assert is_logged_in(client)
    assert answer.headers["Location"] == reverse("my_pages")
    assert UNKNOWN in client.get(reverse("my_pages")).content.decode()


@pytest.mark.parametrize("shape", ["{} {}", "{}-{}", " {}{} "])
def test_a_code_may_be_typed_with_spaces_and_dashes(client: Client, shape: str) -> None:
    ask(client, UNKNOWN)
    code = sent_code()
    type_code(client, shape.format(code[:3], code[3:]))
    assert is_logged_in(client)


def test_an_address_is_the_same_however_it_is_written(client: Client, known: User) -> None:
    ask(client, "  Boende@Example.ORG ")
    type_code(client, sent_code())
    assert client.session["_auth_user_id"] == str(known.pk)
    assert User.objects.count() == 1


def test_a_wrong_code_may_be_mended_twice_and_the_third_ends_it(client: Client) -> None:
    ask(client, UNKNOWN)
    code = sent_code()
    wrong = "000000" if code != "000000" else "111111"
    for _attempt in range(2):
        answer = type_code(client, wrong)
        assert answer.status_code == 200
        html = answer.content.decode()
        assert "field__error" in html and "Koden stämde inte. Du kan försöka en gång till." in html
    type_code(client, wrong)
    type_code(client, code)
    assert not is_logged_in(client), "the right code came after the third wrong one"


def test_the_second_try_still_works(client: Client) -> None:
    ask(client, UNKNOWN)
    code = sent_code()
    type_code(client, "000000" if code != "000000" else "111111")
    type_code(client, code)
    assert is_logged_in(client)


def test_a_code_lets_in_once_and_in_the_browser_that_asked_for_it(client: Client) -> None:
    ask(client, UNKNOWN)
    code = sent_code()
    other = Client()
    type_code(other, code)
    assert not is_logged_in(other)
    type_code(client, code)
    client.post(reverse("account_logout"))
    type_code(client, code)
    assert not is_logged_in(client)


def test_a_new_code_makes_the_old_one_useless(client: Client) -> None:
    ask(client, UNKNOWN)
    old = sent_code()
    ask(client, UNKNOWN)
    if old != sent_code():
        type_code(client, old)
        assert not is_logged_in(client)


def test_a_code_is_too_old_after_a_quarter_of_an_hour(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, UNKNOWN)
    now = dt.datetime.now(dt.UTC).timestamp()
    monkeypatch.setattr("time.time", lambda: now + 15 * 60 + 5)
    type_code(client, sent_code())
    assert not is_logged_in(client)


def test_five_codes_an_hour_go_to_one_address_and_no_more() -> None:
    answers = [ask(Client(), UNKNOWN) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [200] * 2
    assert "field__error" in answers[-1].content.decode()
    assert len(mail.outbox) == 5
    assert ask(Client(), "annan@example.org").status_code == 302


def test_the_limit_cannot_be_passed_by_writing_the_address_otherwise() -> None:
    for email in (
        UNKNOWN,
        UNKNOWN.upper(),
        f" {UNKNOWN}",
        "Ny@example.org",
        "nY@Example.org",
        "NY@example.org",
    ):
        ask(Client(), email)
    assert len(mail.outbox) == 5


def test_an_account_that_is_switched_off_gets_the_same_page_but_no_code(client: Client, known: User) -> None:
    User.objects.filter(pk=known.pk).update(is_active=False)
    answer = ask(client, KNOWN)
    assert (answer.status_code, answer.headers["Location"]) == (302, TYPE)
    assert mail.outbox == []
    type_code(client, "123456")
    assert not is_logged_in(client)


def test_an_account_switched_off_while_its_code_was_on_its_way_stays_out(client: Client, known: User) -> None:
    ask(client, KNOWN)
    User.objects.filter(pk=known.pk).update(is_active=False)
    type_code(client, sent_code())
    assert not is_logged_in(client)
    assert client.get(reverse("my_pages")).status_code == 302


@pytest.mark.parametrize(
    "email", ["", "x", "a@b@c.se", "ny@example.org\nBcc: x@example.org", "a" * 260 + "@example.org"]
)
def test_what_is_no_address_is_refused_in_words(client: Client, email: str) -> None:
    answer = ask(client, email)
    assert answer.status_code == 200
    assert "field__error" in answer.content.decode()
    assert not mail.outbox
    assert not User.objects.exists()


def test_sign_up_passwords_and_addresses_have_no_address_on_the_site(client: Client) -> None:
    names = {str(pattern) for pattern in get_resolver().reverse_dict if isinstance(pattern, str)}
    assert {name for name in names if name.startswith("account_")} == {
        "account_login",
        "account_request_login_code",
        "account_confirm_login_code",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_sessions",
    }
    for name in (
        "account_signup",
        "account_reset_password",
        "account_email",
        "account_set_password",
        "mfa_login_webauthn",
        "mfa_signup_webauthn",
        "mfa_trust",
    ):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    for path in (
        "/accounts/signup/",
        "/konto/signup/",
        "/konto/skapa/",
        "/accounts/login/",
        "/konto/password/reset/",
    ):
        assert client.get(path).status_code == 404


def test_a_password_does_not_open_the_residents_door(client: Client) -> None:
    User.objects.create_user("anstalld@example.org", password="ett långt lösenord")
    answer = client.post(
        ASK,
        {"email": "anstalld@example.org", "login": "anstalld@example.org", "password": "ett långt lösenord"},
    )
    assert answer.status_code == 302
    assert not is_logged_in(client)


def doors() -> list[str]:
    """Every address under /konto/ without a number in it: a new one is tried, too."""
    found = {pattern for pattern in map(_plain_path, accounts_urls.urlpatterns) if "<" not in pattern}
    return sorted(f"/konto/{pattern}" for pattern in found)


def _plain_path(pattern: Any) -> str:
    return str(pattern.pattern)


@pytest.mark.parametrize("path", doors())
def test_no_page_of_the_door_lets_anyone_in_without_a_code(client: Client, path: str) -> None:
    for method in (client.get, client.post):
        method(path, {"code": "", "email": "", "password": "", "credential": "{}", "next": "/mina-sidor/"})
        assert not is_logged_in(client)


def test_an_empty_code_never_equals_the_code_of_an_account_that_got_none(client: Client, known: User) -> None:
    """A switched-off account has no code in its session; nothing one can type is equal to that."""
    User.objects.filter(pk=known.pk).update(is_active=False)
    for code in ("", " ", "None", "null", "0"):
        ask(client, KNOWN)
        type_code(client, code)
        assert not is_logged_in(client)


@pytest.mark.parametrize("goal", sampled(ELSEWHERE, 4))
def test_nobody_is_led_to_another_site_after_the_log_in(client: Client, goal: str) -> None:
    client.get(ASK, {"next": goal})
    ask(client, UNKNOWN, next=goal)
    answer = type_code(client, sent_code(), next=goal)
    assert answer.status_code in (302, 403)
    if answer.status_code == 302:
        location = answer.headers["Location"]
        assert re.match(r"^/(?![/\\])", location)
        assert urlsplit(urljoin("http://testserver/", location)).netloc == "testserver"


def test_the_page_one_came_from_is_kept_through_the_log_in(client: Client) -> None:
    goal = "/sok/?q=belysning"
    page = client.get(ASK, {"next": goal}).content.decode()
    assert 'value="/sok/?q=belysning"' in page
    sent = ask(client, UNKNOWN, next=goal)
    confirm = client.get(sent.headers["Location"]).content.decode()
    assert 'value="/sok/?q=belysning"' in confirm
    assert type_code(client, sent_code(), next=goal).headers["Location"] == goal


def test_what_needs_a_log_in_leads_to_the_door_and_back(client: Client) -> None:
    answer = client.get(reverse("my_pages"))
    assert answer.headers["Location"] == f"{ASK}?next={reverse('my_pages')}"


def test_log_out_needs_a_post_with_a_token() -> None:
    client = Client(enforce_csrf_checks=True)
    ask_without_token = ask(client, UNKNOWN)
    assert ask_without_token.status_code == 403
    user = ensure_account(email=KNOWN)
    assert user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.get(reverse("account_logout"))
    assert client.post(reverse("account_logout")).status_code == 403
    assert is_logged_in(client)


def test_a_session_has_a_new_key_after_the_log_in(client: Client) -> None:
    ask(client, UNKNOWN)
    before = client.session.session_key
    type_code(client, sent_code())
    assert client.session.session_key != before


def make_user(email: str, *, age: dt.timedelta, **fields: Any) -> User:
    user = ensure_account(email=email)
    assert user
    User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - age, **fields)
    return user


def test_accounts_that_were_never_used_are_removed_after_a_day() -> None:
    day, minute = dt.timedelta(days=1), dt.timedelta(minutes=1)
    make_user("aldrig@example.org", age=day + minute)
    make_user("nyss@example.org", age=day - minute)
    make_user("var-har@example.org", age=day * 400, last_login=timezone.now() - day * 399)
    make_user("anstalld@example.org", age=day * 400, is_staff=True)
    make_user("chef@example.org", age=day * 400, is_superuser=True)
    make_user("losen@example.org", age=day * 400, password="md5$salt$hash")
    assert prune_unused_accounts() == 1
    assert not User.objects.filter(email="aldrig@example.org").exists()
    assert not EmailAddress.objects.filter(email="aldrig@example.org").exists()
    assert User.objects.count() == 5
    assert prune_unused_accounts() == 0


def test_an_unused_account_is_removed_by_the_clock_of_the_database() -> None:
    make_user("aldrig@example.org", age=dt.timedelta(0))
    with at(timezone.now() + dt.timedelta(hours=23)):
        assert prune_unused_accounts() == 0
    with at(timezone.now() + dt.timedelta(hours=25)):
        assert prune_unused_accounts() == 1


def test_asking_twice_makes_one_account() -> None:
    first, second = ensure_account(email="Ny@Example.org "), ensure_account(email="ny@example.org")
    assert first == second
    assert User.objects.count() == EmailAddress.objects.count() == 1


def test_staff_made_by_an_administrator_log_in_by_code_like_everyone(client: Client) -> None:
    User.objects.create_user("redaktor@example.org", "a-long-enough-password", is_staff=True)
    ask(client, "redaktor@example.org")
    answer = type_code(client, sent_code())
    assert answer.status_code == 302
    assert is_logged_in(client)


def test_an_address_that_was_left_is_no_door_to_the_account(client: Client, known: User) -> None:
    User.objects.filter(pk=known.pk).update(email="flyttat@example.org")
    ask(client, KNOWN)
    type_code(client, sent_code())
    assert client.session["_auth_user_id"] != str(known.pk)
    assert ensure_account(email="flyttat@example.org") == known
    assert list(EmailAddress.objects.filter(user=known).values_list("email", flat=True)) == [
        "flyttat@example.org"
    ]


def test_an_unused_account_that_is_asked_for_again_has_a_new_day() -> None:
    user = ensure_account(email=UNKNOWN)
    assert user
    User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - dt.timedelta(hours=25))
    ensure_account(email=UNKNOWN)
    assert prune_unused_accounts() == 0


def test_only_a_typed_code_confirms_an_address(client: Client, known: User, rf: Any) -> None:
    def confirmed() -> str | None:
        request = rf.get("/")
        request.session, request.user = client.session, User.objects.get(pk=known.pk)
        return confirmed_email(request)

    client.force_login(known)
    assert confirmed() is None
    client.logout()
    ask(client, KNOWN)
    type_code(client, sent_code())
    assert confirmed() == KNOWN
    User.objects.filter(pk=known.pk).update(email="grannen@example.org")
    assert confirmed() is None


def test_staff_can_not_change_their_own_address(client: Client) -> None:
    user = User.objects.create_superuser(
        "chef@example.org", "a-long-enough-password", first_name="C", last_name="H"
    )
    client.force_login(user)
    client.post("/admin/account/", {"name_email-email": "grannen@example.org", "name_email-first_name": "C"})
    assert User.objects.get(pk=user.pk).email == "chef@example.org"


def test_a_password_lets_no_resident_into_the_admin(client: Client, known: User) -> None:
    known.set_password("a-long-enough-password")
    known.save()
    answer = client.post(STAFF, {"username": KNOWN, "password": "a-long-enough-password"})
    assert "är för personal" in answer.content.decode()
    assert not is_logged_in(client)


def test_passwords_can_not_be_tried_without_end(client: Client) -> None:
    User.objects.create_superuser("chef@example.org", "a-long-enough-password")
    for _try in range(20):
        client.post(STAFF, {"username": "chef@example.org", "password": "wrong"})
    answer = client.post(STAFF, {"username": "Chef@example.org", "password": "a-long-enough-password"})
    assert "För många försök" in answer.content.decode()
    assert not is_logged_in(client)


def test_the_log_in_of_the_staff_speaks_swedish(client: Client) -> None:
    html = client.get(STAFF).content.decode()
    assert "Lösenord" in html and "Password" not in html
    answer = client.post(STAFF, {"username": "chef@example.org", "password": "wrong"})
    assert "hör inte ihop" in answer.content.decode()
    empty = client.post(STAFF, {}).content.decode()
    assert "Skriv din e-postadress" in empty and "Skriv ditt lösenord" in empty
