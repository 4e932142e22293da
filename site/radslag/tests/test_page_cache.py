"""Pages that readers share: kept while they are true, and not an instant longer."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from radslag.clock import at, database_now
from radslag.models import Area, ContentNumber, User
from radslag.page_cache import instants, watched
from radslag.page_cache.memory import KeptPage, Memory
from radslag.page_cache.middleware import KeptPages
from radslag.page_cache.number import content_number

in_a_transaction = pytest.mark.django_db
NOON = dt.datetime(2026, 5, 4, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def keeping(settings: Any) -> None:
    settings.RADSLAG_KEEP_PAGES = True


class Site:
    """A site of one view, and how often the view was asked."""

    def __init__(self, answer: Any = None) -> None:
        self.asked = 0
        self.answer = answer or (lambda request: HttpResponse(f"page {self.asked}"))
        self.middleware = KeptPages(self.view)

    def view(self, request: HttpRequest) -> HttpResponse:
        self.asked += 1
        response: HttpResponse = self.answer(request)
        return response

    def get(self, path: str = "/", **headers: str) -> HttpResponse:
        response = self.middleware(RequestFactory(headers=headers).get(path))
        assert isinstance(response, HttpResponse)
        return response


@pytest.fixture
def site(keeping: None, db: None) -> Site:
    return Site()


def test_a_page_is_made_once_and_then_served_as_it_is(site):
    first, second = site.get(), site.get()
    assert first.content == second.content == b"page 1"
    assert first["ETag"] == second["ETag"] and second["Cache-Control"] == "no-cache"


def test_what_one_process_has_made_another_serves(site):
    site.get()
    other = Site()
    assert other.get().content == b"page 1" and other.asked == 0


def test_addresses_with_a_query_stay_in_the_process_that_made_them(site):
    assert site.get("/?sida=2").content == site.get("/?sida=2").content
    other = Site()
    other.get("/?sida=2")
    assert other.asked == 1, "else a stranger fills the table with addresses"


def test_a_change_of_anything_readers_see_makes_the_page_anew(site):
    site.get()
    Area.objects.create(name="Närlunda", slug="narlunda")
    assert site.get().content == b"page 2"
    Area.objects.update(name="Sandby")
    assert site.get().content == b"page 3"
    Area.objects.update(name="Sandby")
    assert site.get().content == b"page 3", "what changes nothing makes nothing anew"
    Area.objects.all().delete()
    assert site.get().content == b"page 4"


def test_a_change_that_is_taken_back_leaves_the_pages_alive(site):
    site.get()
    with transaction.atomic():
        Area.objects.create(name="Närlunda", slug="narlunda")
        transaction.set_rollback(True)
    assert site.get().content == b"page 1"
    with transaction.atomic():
        Area.objects.create(name="Sandby", slug="sandby")
    assert site.get().content == b"page 2", "what was noted of the change before was taken back with it"


def test_a_log_in_leaves_the_pages_alive_and_a_new_name_does_not(site):
    person = User.objects.create_user("siv@example.org")
    site.get()
    User.objects.update(last_login=database_now(), password="another")
    assert site.get().content == b"page 1"
    person.first_name = "Siv"
    person.save()
    assert site.get().content == b"page 2"


@pytest.mark.parametrize(
    ("ends", "why"),
    [
        (dt.timedelta(minutes=1), "a minute"),
        (dt.timedelta(seconds=20), "the site's next instant"),
    ],
)
def test_a_page_lives_until_the_next_instant_and_a_minute_at_most(site, monkeypatch, ends, why):
    if ends < instants.LONGEST_LIFE:
        monkeypatch.setattr(instants, "next_instant", lambda now: NOON + ends)
    tick = dt.timedelta(microseconds=1)
    with at(NOON):
        site.get()
    with at(NOON + ends - tick):
        assert site.get().content == b"page 1", why
    with at(NOON + ends):
        assert site.get().content == b"page 2", why


def test_a_page_does_not_live_past_midnight(site):
    midnight = dt.datetime(2026, 5, 5, tzinfo=timezone.get_default_timezone())
    with at(midnight - dt.timedelta(seconds=5)):
        assert instants.life_ends(midnight - dt.timedelta(seconds=5)) == midnight
        site.get()
    with at(midnight):
        assert site.get().content == b"page 2"


@pytest.mark.django_db
def test_the_next_instant_is_that_of_the_round_that_changes_first():
    from budgeting.tests.builders import make_round

    one, other = make_round(), make_round()
    known = sorted({one.voting_closes, other.voting_closes, one.result_at})
    assert instants.next_instant(known[0] - dt.timedelta(microseconds=1)) == known[0]
    after = instants.next_instant(known[0])
    assert after is None or after > known[0]
    assert instants.next_instant(max(one.result_at, other.result_at)) is None


def test_who_brings_a_cookie_gets_a_page_of_their_own_and_nobody_else_does(keeping, db, settings):
    site = Site(lambda request: HttpResponse("hello " + ("you" if request.COOKIES else "all")))
    mine = site.get("/", cookie=f"{settings.SESSION_COOKIE_NAME}=abc")
    assert mine.content == b"hello you" and mine["Cache-Control"] == "private, no-cache"
    assert site.get().content == b"hello all"
    assert site.get("/", cookie=f"{settings.SESSION_COOKIE_NAME}=abc").content == b"hello you"
    assert site.get("/", cookie=f"{settings.CSRF_COOKIE_NAME}=abc").content == b"hello all"
    assert site.get("/", authorization="Basic YTpi")["Cache-Control"] == "private, no-cache"


def own(**headers: str) -> Any:
    def answer(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("own")
        for name, value in headers.items():
            response[name.replace("_", "-")] = value
        return response

    return answer


def with_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("form")
    response.set_cookie("csrftoken", "abc")
    return response


@pytest.mark.parametrize(
    "answer",
    [
        with_cookie,
        own(Cache_Control="no-store"),
        own(Cache_Control="private, max-age=60"),
        own(Vary="Accept-Language"),
        lambda request: HttpResponse("gone", status=404),
        lambda request: HttpResponse("x" * 600_000),
    ],
    ids=["a cookie", "no-store", "private", "varies by language", "not found", "too big"],
)
def test_what_is_not_the_same_for_everybody_is_not_kept(keeping, db, answer):
    site = Site(answer)
    site.get()
    site.get()
    assert site.asked == 2


@pytest.mark.parametrize("path", ["/admin/", "/static/x.css", "/konto/logga-in/"])
def test_the_admin_and_the_log_in_are_never_kept(site, path):
    site.get(path)
    site.get(path)
    assert site.asked == 2


def test_a_browser_that_has_the_page_is_told_so_in_a_few_bytes(site):
    etag = site.get()["ETag"]
    unchanged = site.get("/", **{"if-none-match": f'W/{etag}, "other"'})
    assert unchanged.status_code == 304 and not unchanged.content and unchanged["ETag"] == etag
    assert site.get("/", **{"if-none-match": '"other"'}).status_code == 200


def test_only_a_whole_answer_is_kept_for_those_who_ask_for_its_head(site):
    site.middleware(RequestFactory().head("/"))
    assert site.get().content == b"page 2"
    site.middleware(RequestFactory().head("/"))
    assert site.asked == 2


def test_hosts_and_schemes_do_not_share_pages(site, settings):
    settings.ALLOWED_HOSTS = ["a.example.org", "b.example.org"]
    site.get("/", host="a.example.org")
    assert site.get("/", host="b.example.org").content == b"page 2"


def page(size: int) -> KeptPage:
    return KeptPage(b"x" * size, (), '""', NOON, NOON)


def test_the_memory_of_a_process_has_a_size_and_forgets_what_nobody_asked_for():
    memory = Memory(most_bytes=100)
    memory.put("a", page(40))
    memory.put("b", page(40))
    assert memory.get("a")
    memory.put("c", page(40))
    assert memory.get("a") and memory.get("c") and not memory.get("b")
    memory.put("c", page(60))
    assert memory.get("a") and memory.get("c"), "what is put anew does not count twice"


@pytest.mark.django_db(transaction=True)
def test_while_one_thread_makes_a_page_the_others_wait_for_it(keeping):
    begun, go_on = threading.Event(), threading.Event()

    def slow(request: HttpRequest) -> HttpResponse:
        begun.set()
        go_on.wait(5)
        return HttpResponse("slow")

    site = Site(slow)

    def ask() -> None:
        try:
            site.get()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    assert begun.wait(5)
    go_on.set()
    for thread in threads:
        thread.join()
    assert site.asked == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_who_write_at_once_do_not_wait_for_each_other_and_every_commit_gives_another_number():
    Area.objects.create(name="Ett", slug="ett")
    before, _ = content_number()
    with transaction.atomic():
        Area.objects.create(name="Två", slug="tva")  # holds a row of the number until the end

        def write() -> None:
            try:
                Area.objects.create(name="Tre", slug="tre")
            finally:
                connections.close_all()

        other = threading.Thread(target=write)
        other.start()
        other.join(5)
        assert not other.is_alive(), "the other waits for us"
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM radslag_contentnumber")
            assert cursor.fetchone()[0] >= 2
    between, _ = content_number()
    assert between > before
    Area.objects.create(name="Fyra", slug="fyra")
    assert content_number()[0] > between


@pytest.mark.django_db(transaction=True)
def test_a_number_never_comes_again_after_the_tables_were_emptied():
    ContentNumber.objects.all().delete()  # one row before as after: the number is the sum of the rows
    Area.objects.create(name="Ett", slug="ett")
    before, _ = content_number()
    ContentNumber.objects.all().delete()
    Area.objects.create(name="Två", slug="tva")
    assert content_number()[0] > before


@in_a_transaction
def test_every_table_is_watched_or_said_to_be_unseen():
    assert watched.unwatched_tables() == []
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    assert tables >= watched.UNSEEN, "a name that is no table"
    assert {User._meta.db_table} == set(watched.ONLY_NAMES)


@in_a_transaction
def test_control_a_table_without_triggers_is_found():
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER content_update ON radslag_area")
    assert watched.unwatched_tables() == ["radslag_area"]
    watched.watch()
    assert watched.unwatched_tables() == []


@in_a_transaction
def test_a_table_of_which_nothing_shows_any_longer_is_left_alone_from_then_on():
    with connection.cursor() as cursor:
        cursor.execute(watched.EVERY_ROW.format(table="radslag_loginsession"))
        watched.watch()
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'radslag_loginsession'::regclass AND tgname ~ '^content'"
        )
        assert cursor.fetchone() == (0,)


@in_a_transaction
def test_a_kept_page_costs_one_question_to_the_database(keeping, django_assert_num_queries):
    site = Site()
    site.get()
    with django_assert_num_queries(1):
        site.get()


@in_a_transaction
def test_pages_are_kept_through_the_whole_site_with_their_policy(keeping):
    client = Client()
    first = client.get("/robots.txt")
    second = client.get("/robots.txt")
    assert first.content == second.content and first["ETag"] == second["ETag"]
    assert "Content-Security-Policy" in second and not second.cookies
