"""Questions to the database that are composed once and asked a thousand times.

Django puts a statement together anew each time; for one with joins and sums that takes longer than PostgreSQL needs to answer
it, and a page that is asked for often asks the same. What comes back is the same rows of the same queryset.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)
Value = int | UUID | list[int]
MOST = 256
"""So many statements of each kind are remembered."""
_UNLIKELY = 2_000_000_011
"""Where the numbers begin that stand in a statement for its values while it is composed."""


class Composed(Generic[Row]):
    """The rows of the queryset that `compose` makes of values, and of what is fixed in its words.

        threads = Composed(lambda page, *, order: Comment.objects.filter(page=page).order_by(order))
        threads.rows(page.pk, order="-pk")

    Values are numbers, UUIDs and lists of numbers (of RawSQL), and only ever stand in the statement as they are: `compose` may
    not decide anything by them, else it is refused with a ValueError. What decides (an order, how many) is `fixed`.
    """

    def __init__(self, compose: Callable[..., QuerySet[Row]]) -> None:
        self._compose = compose
        self._statement = lru_cache(MOST)(self._composed)

    def rows(self, *values: Value, **fixed: Any) -> list[Row]:
        """What the queryset has now, in one question."""
        statement = self._statement(tuple(map(type, values)), tuple(fixed.items()))
        return statement.rows(values)

    def _composed(self, kinds: tuple[type, ...], fixed: tuple[tuple[str, Hashable], ...]) -> _Statement:
        signs = [_sign(kind, number) for number, kind in enumerate(kinds)]
        return _Statement(self._compose(*signs, **dict(fixed)), signs)


class _Statement:
    def __init__(self, queryset: QuerySet[Any], signs: list[Value]) -> None:
        self.using = queryset.db
        self.compiler: SQLCompiler = queryset.query.get_compiler(self.using)
        self.sql, params = self.compiler.as_sql()
        self.compiler.connection = None  # the thread that composed it may end, and its connection with it
        self.params = list(params)
        self.places = [(place, signs.index(sign)) for place, sign in enumerate(self.params) if sign in signs]
        if {number for _place, number in self.places} != set(range(len(signs))):
            raise ValueError("a value of the statement does not stand in it as it is")

    def rows(self, values: tuple[Value, ...]) -> list[Any]:
        params = list(self.params)
        for place, number in self.places:
            params[place] = values[number]
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[self.using]
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, tuple(params))  # type: ignore[method-assign]
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        asked: Any = SimpleNamespace(db=self.using, query=query, _known_related_objects={})
        return list(ModelIterable(asked))


def _sign(kind: type, number: int) -> Value:
    """What stands for a value while its statement is composed: nothing that a page would ask for."""
    if kind is int:
        return _UNLIKELY + number
    if kind is UUID:
        return UUID(int=_UNLIKELY + number)
    if kind is list:
        return [_UNLIKELY + number]
    raise TypeError(f"no statement has a {kind.__name__} for a value")
