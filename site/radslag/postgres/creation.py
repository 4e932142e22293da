"""Test databases as copies of a migrated template: a fraction of a second each instead of half a minute.

The template is made once for the migrations as they are now; PostgreSQL copies it for every worker and every run.
"""

import copy
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db.backends.postgresql import creation
from django.db.models import Field
from django.utils.functional import cached_property

LOCK_KEY = int.from_bytes(b"template", signed=True)
PREFIX = "radslag_template_"
# A test with real transactions empties all tables when it is done; a site never empties this one.
LET_BE_EMPTIED = "ALTER TABLE radslag_auditentry DISABLE TRIGGER radslag_audit_keep_all"


class DatabaseCreation(creation.DatabaseCreation):
    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        name = self.ensure_template()
        self.connection.settings_dict["TEST"]["TEMPLATE"] = name
        return super().create_test_db(*args, **kwargs)

    def ensure_template(self) -> str:
        """The name of the template, made now if the migrations have changed since the last one."""
        name = PREFIX + _state_of_migrations()
        with self._locked() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
            there = {row[0] for row in cursor.fetchall()}
            if name not in there:
                for old in there:
                    cursor.execute(f'DROP DATABASE "{old}"')
                cursor.execute(f'CREATE DATABASE "{PREFIX}new"')
                self._migrate(f"{PREFIX}new")
                cursor.execute(f'ALTER DATABASE "{PREFIX}new" RENAME TO "{name}"')
        return name

    def _migrate(self, name: str) -> None:
        settings = self.connection.settings_dict
        original = settings["NAME"]
        self.connection.close()
        settings["NAME"] = name
        try:
            with models_made_quickly():
                call_command("migrate", interactive=False, verbosity=0, database=self.connection.alias)
            call_command("createcachetable", database=self.connection.alias)
            with self.connection.cursor() as cursor:
                cursor.execute(LET_BE_EMPTIED)
        finally:
            self.connection.close()
            settings["NAME"] = original

    @contextmanager
    def _locked(self) -> Iterator[Any]:
        """One test process at a time looks for the template; the others wait and find it."""
        with self._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])
            yield cursor  # closing the connection gives the lock back


@contextmanager
def models_made_quickly() -> Iterator[None]:
    """Inside the block migrating takes half of its time.

    It makes 44 000 models, most of them over and over, and spends the other half on taking their fields apart.

    A field is copied instead of being made anew from its arguments. What may be swapped is the same all the while.
    """
    from unittest.mock import patch  # not loaded by a site, which makes no test databases

    with (
        patch.object(Field, "clone", _copy_of),
        patch.object(apps, "get_swappable_settings_name", cache(apps.get_swappable_settings_name)),
    ):
        yield


def _copy_of(field: "Field[Any, Any]") -> "Field[Any, Any]":
    """A copy as Field.clone() makes it: it knows no model, and comes after the fields that were made before it."""
    made = copy.deepcopy(field)
    for name in [name for name in vars(made) if isinstance(getattr(type(made), name, None), cached_property)]:
        del made.__dict__[name]
    counter, step = ("auto_creation_counter", -1) if made.auto_created else ("creation_counter", 1)
    made.creation_counter = getattr(Field, counter)
    setattr(Field, counter, made.creation_counter + step)
    return made


def _state_of_migrations() -> str:
    digest = hashlib.sha256()
    for config in apps.get_app_configs():
        for path in sorted((Path(config.path) / "migrations").glob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
