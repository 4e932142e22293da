"""Settings fit for the internet, one database, nobody else asked for anything."""

import ast
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from environ import Env

from radslag.errors import StartError
from radslag.settings import elsewhere
from radslag.system_checks import what_is_shared_travels_encrypted

PROJECT = Path(__file__).resolve().parents[3]
PRODUCTION = {
    "SECRET_KEY": "only-to-check-the-settings-4b1f9c7e2d8a6053-not-for-a-site",
    "DATABASE_URL": "postgresql://radslag@127.0.0.1/radslag",
    "ALLOWED_HOSTS": "example.org,www.example.org",
    "PUBLIC_URL": "https://example.org/",
    "EMAIL_URL": "smtp+tls://127.0.0.1:25",
    "DEFAULT_FROM_EMAIL": "radslag@example.org",
}
STRICT = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "base-uri 'none'")
URL = re.compile(r"^(?:https?:)?//(?P<host>[^/]+)")


def python(
    *arguments: str, leave_out: tuple[str, ...] = (), **extra: str
) -> subprocess.CompletedProcess[str]:
    """Run Python with production settings and nothing in the environment but what they ask for."""
    environment = {name: value for name, value in PRODUCTION.items() if name not in leave_out}
    environment |= {"PATH": os.environ["PATH"], "PYTHONPATH": "site"} | extra
    environment |= {"DJANGO_SETTINGS_MODULE": "radslag.settings.production"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_production_refuses_to_start_and_lists_all_that_is_missing() -> None:
    result = python("manage.py", "check", leave_out=tuple(PRODUCTION))
    assert result.returncode != 0
    assert len(result.stderr.strip().splitlines()) == 1, "one line, no traceback"
    assert all(name in result.stderr for name in PRODUCTION)


@pytest.mark.parametrize("name", PRODUCTION)
def test_production_names_the_one_thing_that_is_missing(name: str) -> None:
    result = python("-c", "import radslag.settings.production", leave_out=(name,))
    last = result.stderr.strip().splitlines()[-1]
    assert [other for other in PRODUCTION if other in last] == [name]


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


SHARED_PARTS = """
import django, sys
django.setup()
from django.core.cache import caches
from django.core.files.storage import default_storage
print(caches["pages"].__class__.__name__, default_storage.__class__.__name__)
print(sorted({"boto3", "redis", "storages"} & set(sys.modules)))
"""


def test_what_reaches_other_machines_is_loaded_by_sites_that_have_them_alone() -> None:
    alone = python("-c", SHARED_PARTS)
    assert alone.stdout.splitlines() == ["DatabaseCache FileSystemStorage", "[]"], alone.stderr
    env = Env()
    env.ENVIRON = BUCKET | {"CACHE_URL": "rediss://:a,b;c@cache.example.org/1"}  # type: ignore[assignment]
    chosen = elsewhere.caches_from(env, settings.CACHES)
    assert {chosen[alias]["BACKEND"] for alias in ("default", "pages")} == {"radslag.redis_cache.RedisCache"}
    assert (
        chosen["pages"]["LOCATION"] == [env.str("CACHE_URL")]
        and chosen["renditions"] == settings.CACHES["renditions"]
    )
    assert chosen["pages"]["KEY_PREFIX"] != chosen["default"]["KEY_PREFIX"]
    assert elsewhere.media_from(env)["OPTIONS"]["bucket_name"] == "media"


def test_the_deployment_check_has_nothing_to_say() -> None:
    result = python("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr


def test_an_admin_without_a_second_step_is_reported_and_needs_a_loud_name() -> None:
    code = "import radslag.settings.production as s; print(s.RADSLAG_STAFF_MFA_REQUIRED)"
    assert python("-c", code).stdout == "True\n"
    danger = {"DANGER_ADMIN_WITHOUT_SECOND_STEP": "true"}
    assert python("-c", code, **danger).stdout == "False\n"
    result = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **danger)
    assert result.returncode != 0
    assert "radslag.W001" in result.stderr and "Traceback" not in result.stderr


def test_production_shows_no_faults_mail_or_log_ins_and_sends_cookies_by_https_only() -> None:
    names = [
        "DEBUG",
        "RADSLAG_SHOW_MAIL",
        "RADSLAG_DEMO_LOGINS",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
    ]
    code = f"import radslag.settings.production as s; print([getattr(s, name) for name in {names!r}])"
    assert ast.literal_eval(python("-c", code).stdout) == [False, False, False, True, True, True]


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
