"""What a person can get and take away: each app says what it holds about one person and how it goes."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

Rows = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has shown that the address is theirs. `user_id` is None when there is no account (any more)."""

    email: str
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person chooses about the erasure."""

    withdraw_ballots: bool = False


@dataclass(slots=True)
class Effects:
    """What an erasure does, in sentences with numbers: what goes, what stays and why."""

    goes: list[str | Promise] = field(default_factory=list)
    stays: list[str | Promise] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Owner:
    """An app that holds something about people.

    `export` gives what it holds about a person, by keys that `keys` explains; never anything about somebody else.
    `tell` says what an erasure would do. `erase` does it; run twice it does nothing more. `addresses` are those it
    holds, each with the instant from when: what came after an erasure is not meant by it. `open_ballots`: how many ballots
    of the person can still be taken back.
    """

    name: str
    keys: Mapping[str, str | Promise]
    export: Callable[[Person], Rows]
    tell: Callable[[Person], Effects]
    erase: Callable[[Person, Choices], None]
    addresses: Callable[[], Iterable[tuple[str, dt.datetime]]]
    open_ballots: Callable[[Person], int] = lambda _person: 0


_owners: dict[str, Owner] = {}


def register(owner: Owner) -> None:
    """Add an app. Call it in the app's `ready()`."""
    _owners[owner.name] = owner


def owners() -> list[Owner]:
    """The apps; the site itself, which takes the account, comes last."""
    return sorted(_owners.values(), key=lambda owner: owner.name == "account")


def effects_for(person: Person) -> Effects:
    """What an erasure of the person would do, in all apps."""
    told = [owner.tell(person) for owner in owners()]
    return Effects([line for one in told for line in one.goes], [line for one in told for line in one.stays])
