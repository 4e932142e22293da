"""Erasing a person, and doing it again after a restore.

For `make restore`, in this order, before the site is opened:

    rows = export_erasures()          # on the site as it is, or from the newest file of them: [{"key": …, "at": …}]
    ...                               # the backup is put in place
    replay_erasures(rows_or_path)     # how many people were erased once more; the log is whole again afterwards

`replay_erasures` takes such rows, or the path of a file that holds them as JSON. Keys are made with SECRET_KEY (older ones by
SECRET_KEY_FALLBACKS): with another secret no erasure can be done again, so keep the secret with the backups' own keys, not
in them. An address that came back after its erasure is left alone.
"""

import datetime as dt
import hashlib
import hmac
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.db.models import QuerySet
from django.utils.encoding import force_bytes

from radslag.accounts.staff import works_here
from radslag.clock import database_now
from radslag.incoming.addresses import normalised_email
from radslag.models import Erasure, User
from radslag.privacy.errors import NotAllErased, Refused
from radslag.privacy.people import Choices, Person, owners
from radslag.privacy.site_periods import ERASURES

logger = logging.getLogger(__name__)
PURPOSE = b"radslag.privacy.erasures\0"
KEPT_PAGES = "pages"
BROKEN_OFF_AFTER = dt.timedelta(minutes=10)


def erase_person(*, person: Person, choices: Choices | None = None) -> Erasure:
    """Erase `person` in every app, each in transactions of its own, and take away the account.

    Broken off, it is finished by `finish_erasures`; done twice, nothing more happens. Raises Refused `staff`: the account of
    somebody who works here is taken away by an administrator.
    """
    refuse_staff(person)
    entry = Erasure.objects.create(key=key_of(person.email), at=database_now())
    _erase(person, choices or Choices())
    _done(entry)
    return entry


def refuse_staff(person: Person) -> None:
    """Raises Refused `staff` for somebody with a role."""
    user = User.objects.filter(pk=person.user_id or 0).first()
    if user is not None and works_here(user):
        raise Refused("staff")


def finish_erasures() -> int:
    """Do again what was broken off; return how many people. A ballot that was to be taken back may stay: nobody knows.

    Raises NotAllErased when everybody was tried.
    """
    begun = Erasure.objects.filter(done_at=None, at__lt=database_now() - BROKEN_OFF_AFTER).order_by("at")
    return _finish(dict(begun.values_list("key", "at")))


def export_erasures() -> list[dict[str, str]]:
    """The log as rows for a file: keys and instants alone."""
    rows = Erasure.objects.order_by("pk").values_list("key", "at")
    return [{"key": key, "at": at.isoformat()} for key, at in rows]


def replay_erasures(path_or_rows: str | Path | Iterable[Mapping[str, str]]) -> int:
    """Erase once more everybody who was erased and is there again; return how many people.

    Raises ValueError for a file that holds something else, and NotAllErased when everybody was tried. The rows are in the
    log afterwards, done but for those that failed.
    """
    wanted = dict(_read(path_or_rows))
    for key, at in wanted.items():
        Erasure.objects.get_or_create(key=key, at=at)
    return _finish(dict(Erasure.objects.order_by("at").values_list("key", "at")))


def old_erasures(now: dt.datetime) -> QuerySet[Erasure]:
    """Entries that no backup can need any more."""
    return Erasure.objects.filter(at__lt=now - ERASURES.length, done_at__isnull=False)


def forget_erasures() -> int:
    """Delete what no backup can need any more; return how many entries."""
    return old_erasures(database_now()).delete()[0]


def key_of(email: str, secret: str | bytes | None = None) -> str:
    """The key of an address: HMAC-SHA256 under the site's secret."""
    chosen = secret or settings.SECRET_KEY
    return hmac.new(
        force_bytes(chosen), PURPOSE + normalised_email(email).encode(), hashlib.sha256
    ).hexdigest()


def _erase(person: Person, choices: Choices) -> None:
    for owner in owners():
        owner.erase(person, choices)
    if (
        KEPT_PAGES in settings.CACHES
    ):  # they would be void in a minute at most; nothing of the person waits for that
        caches[KEPT_PAGES].clear()


@transaction.atomic
def _done(entry: Erasure) -> None:
    Erasure.objects.filter(pk=entry.pk, done_at=None).update(done_at=database_now())


def _finish(keys: Mapping[str, dt.datetime]) -> int:
    """Erase whom the keys mean, note it, and return how many people. Raises NotAllErased at the end."""
    found, failed = _erase_all(keys)
    for key, at in keys.items():
        tried = Erasure.objects.filter(key=key, at__lte=at)
        if key in failed:
            tried.filter(at=at).update(done_at=None)
        else:
            tried.filter(done_at=None).update(done_at=database_now())
    if failed:
        raise NotAllErased(found - len(failed), len(failed))
    return found


def _erase_all(keys: Mapping[str, dt.datetime]) -> tuple[int, set[str]]:
    """Erase whoever has an address with one of the keys, and had it at the instant of its erasure.

    How many were found, and the keys of those with whom it failed: one of them stops no other.
    """
    found: dict[str, str] = {}
    for owner in owners():
        for address, since in owner.addresses():
            key = _known_key(address, keys)
            if key is not None and since <= keys[key]:
                found[normalised_email(address)] = key
    failed = set()
    for address, key in sorted(found.items()):
        try:
            user = User.objects.filter(email=address).first()
            _erase(Person(address, user.pk if user else None), Choices())
        except Exception as error:  # its text may hold the address: the kind alone is told
            logger.error("The erasure %s… could not be done again: %s", key[:8], type(error).__name__)
            failed.add(key)
    return len(found), failed


def _known_key(address: str, keys: Mapping[str, dt.datetime]) -> str | None:
    made = (key_of(address, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    return next((key for key in made if key in keys), None)


def _read(path_or_rows: str | Path | Iterable[Mapping[str, str]]) -> Iterator[tuple[str, dt.datetime]]:
    """Keys and instants, an older one first: the newest erasure of an address holds."""
    rows: Any = path_or_rows
    if isinstance(path_or_rows, str | Path):
        rows = json.loads(Path(path_or_rows).read_text(encoding="utf-8"))
    try:
        read = [(str(row["key"]), dt.datetime.fromisoformat(row["at"])) for row in rows]
    except (KeyError, TypeError) as error:
        raise ValueError("not a list of erasures") from error
    yield from sorted(read, key=lambda pair: pair[1])
