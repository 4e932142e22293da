"""Limits: what counts, for how long, and that nobody passes by coming at the same moment as somebody else."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest
from django.db import connections, transaction
from django.test import RequestFactory, override_settings

from radslag.clock import at, database_now
from radslag.limits import (
    Full,
    client_network,
    count_all,
    hit,
    hit_all,
    limit_for,
    limit_for_network,
    salt_of_today,
    services,
)
from radslag.limits.services import prune_limits
from radslag.models import DailySalt, LimitCount

HOUR = dt.timedelta(hours=1)
PARALLEL = 24
ALLOWED = 5


@pytest.mark.django_db
def test_a_window_begins_with_the_first_use_and_ends_by_itself() -> None:
    start = database_now()
    with at(start):
        assert [hit("k", 2, HOUR) for _ in range(4)] == [True, True, False, False]
        assert hit("other", 2, HOUR)
        assert not hit("none", 0, HOUR)
    with at(start + HOUR - dt.timedelta(microseconds=1)):
        assert not hit("k", 2, HOUR)
    with at(start + HOUR):
        assert [hit("k", 2, HOUR) for _ in range(3)] == [True, True, False]


@pytest.mark.django_db
def test_what_one_limit_refuses_is_counted_against_none() -> None:
    wide = limit_for("wide", "x", times=9, window=HOUR)
    narrow = limit_for("narrow", "x", times=1, window=HOUR)
    with at(database_now()):
        assert hit_all([wide, narrow]) is None
        full = hit_all([wide, narrow])
        assert full is not None
        assert (full.limit, full.until) == (narrow, database_now() + HOUR)
    assert LimitCount.objects.get(key=wide.key).used == 1


@pytest.mark.django_db
def test_a_use_counts_only_when_what_it_was_for_is_done() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        hit("k", 1, HOUR)
        _ = 1 // 0
    assert hit("k", 1, HOUR)


@pytest.mark.django_db
def test_keys_tell_nothing_and_a_network_can_not_be_told_the_day_after() -> None:
    now = database_now()
    with at(now):
        salt = salt_of_today()
        assert salt == salt_of_today()
        key = limit_for_network("n", "192.0.2.0/24", salt=salt, times=1, window=HOUR).key
        hit(key, 1, HOUR)
    with at(now + dt.timedelta(days=1)):
        assert prune_limits() == 1
        assert not DailySalt.objects.exists()
        assert limit_for_network("n", "192.0.2.0/24", salt=salt_of_today(), times=1, window=HOUR).key != key
    same = [
        limit_for("from", value, times=1, window=HOUR).key
        for value in ("Siv@example.org", " siv@EXAMPLE.org ")
    ]
    assert same[0] == same[1] != limit_for("to", "siv@example.org", times=1, window=HOUR).key
    assert len(same[0]) == 64


@pytest.mark.parametrize(
    ("address", "header", "proxies", "network"),
    [
        ("192.0.2.77", "", 0, "192.0.2.0/24"),
        ("192.0.2.77", "203.0.113.5", 0, "192.0.2.0/24"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.5", 1, "203.0.113.0/24"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.5, 10.0.0.9", 2, "203.0.113.0/24"),
        ("10.0.0.1", "", 1, "10.0.0.0/24"),
        ("2001:db8:1:2::5", "", 0, "2001:db8:1::/48"),
        ("::ffff:192.0.2.1", "", 0, "192.0.2.0/24"),
        ("", "", 0, ""),
        ("x", "<script>", 1, ""),
    ],
)
def test_the_network_is_what_the_outermost_proxy_of_ours_saw(
    address: str, header: str, proxies: int, network: str
) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=header)
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert client_network(request) == network


def together(call: Callable[[], bool]) -> int:
    """How many of many calls at the same moment are let through."""
    gate = threading.Barrier(PARALLEL)

    def run(_number: int) -> bool:
        try:
            gate.wait(timeout=60)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PARALLEL) as pool:
        return sum(pool.map(run, range(PARALLEL)))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_through_no_more_often_than_the_limit_says() -> None:
    assert together(lambda: hit("k", ALLOWED, HOUR)) == ALLOWED
    assert LimitCount.objects.get(key="k").used == ALLOWED


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_and_looking_before_writing_lets_too_many_through() -> None:
    looked = threading.Barrier(PARALLEL)

    def look_then_write() -> bool:
        row, _ = LimitCount.objects.get_or_create(
            key="k", defaults={"used": 0, "ends_at": database_now() + HOUR}
        )
        looked.wait(timeout=60)
        if row.used >= ALLOWED:
            return False
        LimitCount.objects.filter(key="k").update(used=row.used + 1)
        return True

    assert together(look_then_write) > ALLOWED


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_several_limits_taken_at_once_in_any_order_never_wait_in_a_circle() -> None:
    limits = [limit_for(name, "x", times=ALLOWED, window=HOUR) for name in ("a", "b", "c")]
    turns = iter(range(PARALLEL))

    def take() -> bool:
        return hit_all(limits if next(turns) % 2 else limits[::-1]) is None

    assert together(take) == ALLOWED


@pytest.mark.django_db
def test_several_limits_are_one_statement_and_say_how_often_they_are_used(
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
) -> None:
    limits = [limit_for(name, "x", times=9, window=HOUR) for name in ("a", "b", "c")]
    with django_assert_num_queries(1):
        assert count_all(limits) == {"a": 1, "b": 1, "c": 1}
    hit(limits[0].key, 9, HOUR)
    assert count_all(limits) == {"a": 3, "b": 2, "c": 2}
    full = count_all(
        [*limits, limit_for("d", "x", times=0, window=HOUR), limit_for("e", "x", times=9, window=HOUR)]
    )
    assert isinstance(full, Full)
    assert full.limit.name == "d"
    assert sorted(LimitCount.objects.values_list("used", flat=True)) == [2, 2, 3]


@pytest.mark.django_db
def test_todays_salt_is_asked_for_once_and_not_remembered_before_it_is_kept(
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "_salt_today", None)
    with at(database_now()):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            lost = salt_of_today()
            _ = 1 // 0
        with django_capture_on_commit_callbacks(execute=True):
            salt = salt_of_today()
        assert salt != lost
        with django_assert_num_queries(0):
            assert salt_of_today() == salt
    with at(database_now() + dt.timedelta(days=1)):
        assert salt_of_today() != salt
