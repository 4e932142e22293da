"""What a process knows of the site: under the content number, for requests that only read."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import RequestFactory

from radslag.page_cache import known as module
from radslag.page_cache import number as numbers
from radslag.page_cache.known import MOST, known, remembering, remembers


@pytest.fixture
def number(settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """A content number that the test sets, and how often it was asked for."""
    settings.RADSLAG_KEEP_PAGES = True
    state = {"is": 1, "asked": 0}

    def content_number() -> tuple[int, None]:
        state["asked"] += 1
        return state["is"], None

    monkeypatch.setattr(numbers, "content_number", content_number)
    monkeypatch.setattr(module, "_values", {})
    monkeypatch.setattr(module, "_number", 0)
    return state


class Counted:
    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> int:
        self.made += 1
        return self.made


def asked(make: Counted, method: str = "GET", path: str = "/", key: str = "a") -> int:
    with remembering(RequestFactory().generic(method, path)):
        return known(key, make)


def test_what_is_known_is_made_once_for_each_number(number):
    make = Counted()
    assert [asked(make), asked(make), asked(make, key="b"), asked(make)] == [1, 1, 2, 1]
    number["is"] = 2
    assert [asked(make), asked(make)] == [3, 3]


def test_a_request_asks_for_the_number_once_and_not_before_it_needs_it(number):
    with remembering(RequestFactory().get("/")):
        assert number["asked"] == 0
        known("a", Counted()), known("b", Counted())
    assert number["asked"] == 1
    request = RequestFactory().get("/")
    request._content_moment = (1, None)  # as the kept pages have read it
    with remembering(request):
        known("a", Counted())
    assert number["asked"] == 1


@pytest.mark.parametrize(("method", "path"), [("POST", "/"), ("GET", "/admin/"), ("PUT", "/")])
def test_what_may_write_remembers_nothing(number, method, path):
    make = Counted()
    assert [asked(make, method, path), asked(make, method, path)] == [1, 2]
    assert asked(make) == 3, "nor did it leave anything"


def test_outside_a_request_and_without_kept_pages_nothing_is_remembered(number, settings):
    make = Counted()
    assert [known("a", make), known("a", make)] == [1, 2]
    settings.RADSLAG_KEEP_PAGES = False
    assert [asked(make), asked(make)] == [3, 4]


def test_a_late_request_of_an_older_number_gets_nothing_newer_and_leaves_nothing_to_newer_ones(number):
    make = Counted()
    with remembering(RequestFactory().get("/")):
        known("other", make)  # reads number 1
        number["is"] = 2
        with remembering(RequestFactory().get("/")):
            assert known("a", make) == 2
        assert known("a", make) == 3, "what is known is of another number"
    assert asked(make) == 4, "and what the late one left is not of this"


def test_made_up_keys_fill_no_memory(number):
    for n in range(MOST + 5):
        asked(Counted(), key=f"host {n}")
    assert len(module._values) <= MOST


@pytest.mark.django_db
def test_in_a_transaction_nothing_is_remembered(number):
    make = Counted()
    with transaction.atomic(), remembering(RequestFactory().get("/")):
        assert not remembers()
        assert [known("a", make), known("a", make)] == [1, 2]
