"""Settings fit for the internet, one database, nobody else asked for anything."""

import re
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from environ import Env

from radslag.operation.start_errors import StartError
from radslag.operation.system_checks import public_address_is_safe, what_is_shared_travels_encrypted
from radslag.settings import elsewhere

from .production import PRODUCTION, python, settings_in, site

STRICT = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "base-uri 'none'")
URL = re.compile(r"^(?:https?:)?//(?P<host>[^/]+)")


def test_production_refuses_to_start_and_lists_all_that_is_missing() -> None:
    result = python("manage.py", "check", leave_out=tuple(PRODUCTION))
    assert result.returncode != 0
    assert len(result.stderr.strip().splitlines()) == 1, "one line, no traceback"
    assert all(name in result.stderr for name in PRODUCTION)


def test_production_names_the_one_thing_that_is_missing() -> None:
    environments = [
        {name: value for name, value in PRODUCTION.items() if name != missing} for missing in PRODUCTION
    ]
    told = settings_in(*environments)
    named = [[name for name in PRODUCTION if name in said.get("refused", "")] for said in told]
    assert named == [[name] for name in PRODUCTION]


def test_production_refuses_a_database_that_is_not_postgresql() -> None:
    result = python("manage.py", "check", DATABASE_URL="sqlite:///radslag.db")
    assert result.returncode != 0
    assert "postgresql://" in result.stderr
    assert "Traceback" not in result.stderr


BUCKET = {
    "MEDIA_S3_BUCKET": "media",
    "MEDIA_S3_ENDPOINT": "https://s3.example.org",
    "MEDIA_S3_KEY_ID": "key",
    "MEDIA_S3_SECRET": "secret",
}


def test_half_a_bucket_is_refused_with_all_that_is_missing_in_one_line() -> None:
    result = python(
        "manage.py", "check", leave_out=("SECRET_KEY",), MEDIA_S3_REGION="eu-north-1", MEDIA_S3_SECRET="s"
    )
    (line,) = result.stderr.strip().splitlines()
    missing = [name for name in (*PRODUCTION, *BUCKET) if name in line]
    assert result.returncode != 0
    assert missing == ["SECRET_KEY", "MEDIA_S3_BUCKET", "MEDIA_S3_ENDPOINT", "MEDIA_S3_KEY_ID"]


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"CACHE_URL": "memcached://127.0.0.1"}, "CACHE_URL must look like redis://"),
        (
            BUCKET | {"MEDIA_S3_ENDPOINT": "s3.example.org"},
            "MEDIA_S3_ENDPOINT must be an address such as https://",
        ),
        (BUCKET | {"MEDIA_S3_ENDPOINT": "https://s3.example.org/media"}, "without the bucket"),
    ],
)
def test_an_address_that_is_none_is_refused(environment: dict[str, str], says: str) -> None:
    env = Env()
    env.ENVIRON = environment  # type: ignore[assignment]
    with pytest.raises(StartError, match=says):
        elsewhere.caches_from(env, settings.CACHES)
        elsewhere.media_from(env)


@pytest.mark.parametrize(
    ("bucket", "redis", "told"),
    [
        ("https://s3.example.org", "rediss://cache.example.org", set()),
        ("http://127.0.0.1:9000", "redis://localhost/0", set()),
        ("http://10.0.0.5:9000", "unix:///run/redis.sock", {"MEDIA_S3_ENDPOINT"}),
        ("https://s3.example.org", "redis://:pass@10.0.0.6/0", {"CACHE_URL"}),
    ],
)
def test_what_crosses_a_network_in_the_clear_is_reported(
    bucket: str, redis: str, told: set[str], settings: Any
) -> None:
    env = Env()
    env.ENVIRON = BUCKET | {"MEDIA_S3_ENDPOINT": bucket, "CACHE_URL": redis}  # type: ignore[assignment]
    settings.STORAGES = settings.STORAGES | {"default": elsewhere.media_from(env)}
    settings.CACHES = elsewhere.caches_from(env, settings.CACHES)
    found = what_is_shared_travels_encrypted()
    assert {warning.msg.split()[0] for warning in found} == told


def test_what_reaches_other_machines_is_loaded_by_sites_that_have_them_alone() -> None:
    alone = site()
    assert (alone["pages"], alone["files"], alone["loaded"]) == ("DatabaseCache", "FileSystemStorage", [])
    env = Env()
    env.ENVIRON = BUCKET | {"CACHE_URL": "rediss://:a,b;c@cache.example.org/1"}  # type: ignore[assignment]
    chosen = elsewhere.caches_from(env, settings.CACHES)
    assert {chosen[alias]["BACKEND"] for alias in ("default", "pages")} == {
        "radslag.caches.in_redis.RedisCache"
    }
    assert (
        chosen["pages"]["LOCATION"] == [env.str("CACHE_URL")]
        and chosen["renditions"] == settings.CACHES["renditions"]
    )
    assert chosen["pages"]["KEY_PREFIX"] != chosen["default"]["KEY_PREFIX"]
    assert elsewhere.media_from(env)["OPTIONS"]["bucket_name"] == "media"


def test_the_deployment_check_has_nothing_to_say() -> None:
    assert site()["deployment"] == ""


def test_an_admin_without_a_second_step_and_an_address_in_the_clear_are_reported() -> None:
    danger = {"DANGER_ADMIN_WITHOUT_SECOND_STEP": "true"}
    safe, loud = settings_in(PRODUCTION, PRODUCTION | danger)
    assert (safe["RADSLAG_STAFF_MFA_REQUIRED"], loud["RADSLAG_STAFF_MFA_REQUIRED"]) == (True, False)
    result = python(
        *("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        PUBLIC_URL="http://example.org/",
        **danger,
    )
    assert result.returncode != 0
    assert "radslag.W001" in result.stderr and "radslag.W002" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://example.org", []),
        ("http://example.org", ["radslag.W002"]),
        ("https://evil.example", ["radslag.W002"]),
    ],
)
def test_an_address_that_is_not_the_sites_own_is_reported(
    address: str, told: list[str], settings: Any
) -> None:
    settings.WAGTAILADMIN_BASE_URL, settings.ALLOWED_HOSTS = address, ["example.org"]
    assert [warning.id for warning in public_address_is_safe()] == told


def test_production_shows_no_faults_mail_or_log_ins_and_sends_cookies_by_https_only() -> None:
    names = [
        "DEBUG",
        "RADSLAG_SHOW_MAIL",
        "RADSLAG_DEMO_LOGINS",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
    ]
    (made,) = settings_in(PRODUCTION)
    assert [made[name] for name in names] == [False, False, False, True, True, True]


def test_the_database_is_postgresql() -> None:
    assert settings.DATABASES["default"]["ENGINE"] == "radslag.postgres"
    assert connection.vendor == "postgresql"


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    out = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=out, stderr=out)
    except SystemExit:
        pytest.fail(out.getvalue())


@pytest.mark.django_db
def test_the_database_searches_in_swedish() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector('swedish', 'lekplatsen och belysningen') @@ to_tsquery('swedish', 'belysning')"
        )
        assert cursor.fetchone() == (True,)
    assert settings.WAGTAILSEARCH_BACKENDS["default"]["SEARCH_CONFIG"] == "swedish"


def test_wagtail_asks_nobody_else() -> None:
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_ENABLE_WHATS_NEW_BANNER is False
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None


def test_no_setting_names_a_host_of_somebody_else() -> None:
    found = set()
    for name in dir(settings):
        if name.isupper():
            found |= set(_hosts(getattr(settings, name)))
    ours = {"127.0.0.1:8000", "example.org"}
    # Patterns of Wagtail's own oEmbed providers are asked only when an editor embeds; we offer no embed block.
    assert found <= ours


def _hosts(value: object) -> list[str]:
    if isinstance(value, str):
        match = URL.match(value)
        return [match["host"]] if match else []
    if isinstance(value, dict):
        return [host for item in value.values() for host in _hosts(item)]
    if isinstance(value, list | tuple | set):
        return [host for item in value for host in _hosts(item)]
    return []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/sok/", "/konto/logga-in/", "/finns-inte/", "/en/"])
def test_the_public_site_allows_nothing_inline_and_nothing_from_elsewhere(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert all(directive in policy for directive in STRICT)
    assert not re.search(r"unsafe|http|\*|data:", policy)


@pytest.mark.django_db
def test_the_admin_has_a_looser_policy_but_asks_nobody_else_either(admin_client: Client) -> None:
    policy = admin_client.get("/admin/").headers["Content-Security-Policy"]
    assert "'unsafe-inline'" in policy
    assert not re.search(r"https?:|\*", policy)


@pytest.mark.django_db
def test_a_path_that_only_looks_like_the_admin_keeps_the_strict_policy(client: Client) -> None:
    assert "unsafe" not in client.get("/administration/").headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "language"),
    [("/", "sv"), ("/sok/", "sv"), ("/en/", "en"), ("/en/sok/", "en"), ("/enligt/", "sv")],
)
def test_the_address_alone_decides_the_language(client: Client, path: str, language: str) -> None:
    other = "en" if language == "sv" else "sv"
    response = client.get(path, headers={"accept-language": other}, COOKIES={"django_language": other})
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()
    assert "Accept-Language" not in response.headers.get("Vary", "")
    assert not response.cookies
