"""A cache in Redis that all machines share: quick when it is there, and nothing but an empty cache when it is not."""

from __future__ import annotations

import dataclasses
import pickle
import time
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from django.core.cache import cache, caches
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from budgeting.tests.crowd import make_residents, this_database
from budgeting.tests.serving import served
from home.tests.builders import make_document, make_home
from home.tests.elsewhere import Bucket, Redis, bucket
from home.tests.test_two_machines import get
from radslag.caches import in_redis
from radslag.clock import database_now
from radslag.models import JobRun
from radslag.page_cache.memory import KeptPage

pytestmark = pytest.mark.race
SHORT = 0.1
"""Seconds for which a Redis that failed is left alone, here."""


@pytest.fixture(scope="module")
def server() -> Iterator[Redis]:
    redis = Redis()
    redis.start()
    yield redis
    redis.kill()


@pytest.fixture
def redis(server: Redis, settings: Any, monkeypatch: Any) -> Iterator[Redis]:
    """The test has its cache there, and finds it empty."""
    monkeypatch.setattr(in_redis, "LEFT_ALONE_SECONDS", SHORT)
    settings.CACHES = server.caches
    if server.process is None:
        server.start()
    raw().flushdb()
    yield server
    in_redis._clients.clear()


@pytest.fixture
def files() -> Iterator[Bucket]:
    with bucket("of-all-processes") as there:
        yield there


def raw() -> Any:
    """Redis itself, as somebody else who may write there."""
    return caches["default"]._cache.get_client(write=True)


def test_an_alias_is_emptied_without_touching_the_other_or_a_stranger_in_the_same_redis(redis):
    raw().set("stranger", b"1")
    cache.set_many({f"key-{n}": [n] for n in range(3)})
    caches["pages"].set("page", "a page", 30)
    caches["pages"].clear()
    assert caches["pages"].get("page") is None and raw().get("stranger") == b"1"
    assert cache.get_many(["key-0", "key-2", "nothing"]) == {"key-0": [0], "key-2": [2]}
    assert cache.add("key-0", 1) is False and cache.add("count", 1) and cache.incr("count") == 2
    cache.clear()
    assert cache.get("key-1", "none") == "none" and not cache.has_key("count")
    assert raw().get("stranger") == b"1"
    with pytest.raises(ValueError, match="count"):
        cache.incr("count")


class Planted:
    """What a stranger who can write to Redis would like a server to read."""

    ran = 0

    def __reduce__(self) -> tuple[Any, ...]:
        return _ran, ()


def _ran() -> None:
    Planted.ran += 1


def test_what_others_wrote_into_redis_is_neither_run_nor_believed(redis, settings):
    cache.set("ours", {"n": 1})
    key = cache.make_key("ours")
    written = raw().get(key)
    pickle.loads(pickle.dumps(Planted()))  # noqa: S301
    assert Planted.ran == 1, "the control: a plain pickle would run"
    for forged in (
        pickle.dumps(Planted()),
        b"\0" * 32 + pickle.dumps(Planted()),
        written[:-1] + b"x",
        b"",
        b"x",
    ):
        raw().set(key, forged)
        assert cache.get("ours", "nothing") == "nothing" and cache.get_many(["ours"]) == {}
    assert Planted.ran == 1
    raw().set(key, written)
    assert cache.get("ours") == {"n": 1}
    settings.SECRET_KEY = "another, after a leak"
    in_redis._clients.clear()
    assert cache.get("ours") is None


def test_what_is_ours_is_not_believed_under_another_key(redis):
    cache.set_many({"one": "the page of one", "other": "the page of another"})
    one, other = cache.make_key("one"), cache.make_key("other")
    raw().rename(one, other)
    assert cache.get("other") is None and cache.get_many(["other"]) == {}
    assert cache.get("one") is None
    cache.set("other", None, 30)
    assert cache.get("other", "nothing") is None, "a stored None is a value"
    for before in (
        [1],
        True,
        ("a", "b"),
        "text",
    ):  # as the releases stored it that did not say under which key
        raw().set(one, in_redis.SignedPickle().dumps(before))
        assert cache.get("one", "nothing") == "nothing" and cache.get_many(["one"]) == {}


def test_a_redis_that_hangs_holds_up_one_request_a_second_and_what_changed_meanwhile_is_not_read_old(
    redis, monkeypatch
):
    cache.set("old", "before")
    cache.set("other", "before")
    monkeypatch.setattr(in_redis, "LEFT_ALONE_SECONDS", 2.0)
    redis.hang()
    try:
        began = time.monotonic()
        assert cache.get("old", "nothing") == "nothing"
        waited = time.monotonic() - began
        assert waited < 2 * in_redis.PATIENCE_SECONDS
        for _ in range(50):
            assert cache.get("old") is None and cache.add("lock", 1) is True
        assert cache.delete("old") is False and cache.get_many(["old"]) == {}
        assert time.monotonic() - began - waited < 0.5, "nobody asks it again for a while"
    finally:
        redis.go_on()
    deadline = time.monotonic() + 20
    while not cache.set("new", 1) and cache.get("new") is None:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert cache.get("old") is None and cache.get("other") is None, (
        "the delete was lost, so all of the alias went"
    )


@pytest.mark.django_db(transaction=True)
def test_processes_share_pages_and_files_and_serve_on_when_redis_is_killed(redis, settings, files):
    settings.RADSLAG_KEEP_PAGES, settings.STORAGES = True, files.storages
    home, resident = make_home(), make_residents(1)[0]
    JobRun.objects.create(name="a job", started_at=database_now())
    chosen = {
        "CACHES": redis.caches,
        "RADSLAG_KEEP_PAGES": True,
        "ALLOWED_HOSTS": ["*"],
        "STORAGES": files.storages,
    }
    large = bytes(range(256)) * 12_000
    sent = {
        make_document(file=ContentFile(content, "fil.pdf")).url: content for content in (b"%PDF-1.4", large)
    }
    short = {"radslag.caches.in_redis.LEFT_ALONE_SECONDS": "home.tests.test_cache_in_redis.SHORT"}
    with served(database=this_database(), settings=chosen, instead=short, workers=1) as site:
        for address, content in sent.items():  # one from memory, one by way of a temporary file
            with urlopen(f"http://127.0.0.1:{site.port}{address}") as answer:
                assert answer.read() == content
        for _first_makes_rows_of_settings in range(2):
            raw().flushdb()
            Client().get(home.url, headers={"host": f"127.0.0.1:{site.port}"})
        (key,) = (name.decode() for name in raw().keys("radslag-pages:*"))
        page: Any = caches["pages"]._cache.get(key, None)
        assert isinstance(page, KeptPage) and home.title.encode() in page.body
        marked = dataclasses.replace(page, body=page.body.replace(b"<!doctype html>", b"<!DOCTYPE HTML>"))
        caches["pages"]._cache.set(key, marked, 90)
        assert get(site.port, home.url).body.startswith("<!DOCTYPE HTML>"), "it serves what this process made"

        home.title = "En ny rubrik"
        home.save_revision().publish()
        assert "En ny rubrik" in get(site.port, home.url).body, "the content number voids what lies in Redis"

        redis.kill()
        home.title = "Utan Redis"
        home.save_revision().publish()
        began = time.monotonic()
        assert "Utan Redis" in get(site.port, home.url).body
        assert get(site.port, reverse("my_pages"), resident.headers()["Cookie"]).status == 200
        assert time.monotonic() - began < 5
        ready = get(site.port, "/readyz")
        assert ready.status == 200 and '"cache": "fail"' in ready.body
        assert get(site.port, "/readyz?worker=1").status == 503, "the alarm; balancers go on"
        assert "radslag_cache_up 0.0" in get(site.port, "/metrics").body

        redis.start()
        deadline = time.monotonic() + 20
        while '"cache": "ok"' not in get(site.port, "/readyz").body:
            assert time.monotonic() < deadline, "it is used again as soon as it is there"
            time.sleep(0.1)
        get(site.port, home.url + "?a=1")
        home.title = "Redis igen"
        home.save_revision().publish()
        assert "Redis igen" in get(site.port, home.url).body
        assert raw().keys("radslag-pages:*"), "and filled"
