"""Databases of the test suite on the server itself."""

import hashlib
from pathlib import Path
from typing import Any

from django.db import connection

FILLED_BY_MIGRATING = {"django_content_type", "auth_permission", "django_site", "radslag_contentnumber"}
"""Tables that Django fills anew whenever it has emptied them: what is in them stays."""
PROJECT = Path(__file__).resolve().parents[3]


def fingerprint(files: list[Path], start: str = "") -> str:
    """A short hash of the names and contents of `files`."""
    digest = hashlib.sha256(start.encode())
    for file in files:
        digest.update(str(file.relative_to(PROJECT)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def databases() -> set[str]:
    """The names of the databases on the server."""
    return {name for (name,) in on_the_server("SELECT datname FROM pg_database")}


def on_the_server(*statements: str) -> list[Any]:
    """Run statements outside any test database, as Django's own test runner does; return the rows of the last one."""
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def drop(prefix: str) -> None:
    """Remove the databases whose names begin with `prefix`."""
    names = [name for name in databases() if name.startswith(prefix)]
    if names:
        on_the_server(*(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in names))


def empty_tables() -> None:
    """Leave the database as Django leaves it after a test with real transactions, in a twentieth of the time.

    Django truncates every table, which writes all their files anew, and makes all permissions again. Rows go without
    their triggers: some refuse to let them go. Needs the rights of a superuser, as the tests' own server gives.
    """
    with connection.cursor() as cursor:
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
        quoted = map(connection.ops.quote_name, sorted(tables - FILLED_BY_MIGRATING))
        deletes = ";".join(f"DELETE FROM {name}" for name in quoted)  # noqa: S608 - names of our own tables
        cursor.execute(f"BEGIN;SET LOCAL session_replication_role = replica;{deletes};COMMIT")
