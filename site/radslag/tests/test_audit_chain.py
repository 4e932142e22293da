"""The audit log: numbers without gaps, hashes that hang together, and a database that lets nothing be changed."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from radslag.audit.chain import BEGINNING
from radslag.audit.checking import check_chain
from radslag.audit.services import record
from radslag.models import Area, AuditEntry, User

PARALLEL, EACH = 8, 5
NO_LOCK = "PERFORM pg_advisory_xact_lock(7310, 0);"


def committed() -> list[AuditEntry]:
    """The entries as they are once the transaction commits."""
    connection.check_constraints()
    return list(AuditEntry.objects.order_by("number"))


def fill(n: int = 3) -> list[AuditEntry]:
    for number in range(n):
        record("test.act", by=number + 1, facts={"n": number})
    return committed()


@pytest.mark.django_db
def test_an_entry_gets_number_instant_and_hash_when_its_transaction_commits() -> None:
    record("test.act", by=7, about=Area.objects.create(name="Närlunda", slug="narlunda"), facts={"n": 1})
    waiting = AuditEntry.objects.get()
    assert (waiting.number, waiting.at, waiting.hash) == (None, None, "")
    first, second = [*fill(1)]
    assert (first.number, second.number) == (1, 2)
    assert (first.previous, second.previous) == (BEGINNING, first.hash)
    assert first.at is not None
    assert (first.user_id, first.kind, first.facts) == (7, "radslag.area", {"n": 1})
    assert check_chain().broken_at is None
    assert check_chain().head == second.hash


@pytest.mark.django_db
def test_an_act_costs_one_insert() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        record("test.act", by=1, facts={"n": 1})
    assert [query["sql"].split()[0] for query in queries.captured_queries] == ["INSERT"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE radslag_auditentry SET action = 'other' WHERE number = 2",
        "UPDATE radslag_auditentry SET at = now() WHERE number = 2",
        "UPDATE radslag_auditentry SET number = NULL, at = NULL, hash = '', previous = '' WHERE number = 3",
        "DELETE FROM radslag_auditentry WHERE number = 3",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(sql: str) -> None:
    fill()
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic(), connection.cursor() as c:
        c.execute(sql)
    assert check_chain().entries == 3


@pytest.mark.django_db
def test_the_database_refuses_to_empty_the_log() -> None:
    fill()
    with (
        connection.cursor() as cursor
    ):  # test databases let it be, for the sake of the tests that empty all tables
        cursor.execute("ALTER TABLE radslag_auditentry ENABLE TRIGGER radslag_audit_keep_all")
        with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
            cursor.execute("TRUNCATE radslag_auditentry")
    assert check_chain().entries == 3


@pytest.mark.django_db
def test_an_entry_is_not_changed_before_its_transaction_ends_either() -> None:
    record("test.act", by=1)
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        AuditEntry.objects.update(user_id=2)
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        AuditEntry.objects.update(number=4, hash="a", previous="b", at="2030-01-01T00:00Z")


@pytest.mark.django_db
def test_erasing_a_person_leaves_the_log_whole_and_nobody_in_it() -> None:
    user = User.objects.create_user(email="siv@example.org", first_name="Siv")
    record("test.act", by=user, about=user)
    entries = committed()
    number = user.pk
    user.delete()
    assert check_chain().broken_at is None
    assert [entry.user_id for entry in entries] == [number]
    assert "siv" not in str([vars(entry) for entry in AuditEntry.objects.all()]).lower()


CHANGES = {
    "another act": ("UPDATE radslag_auditentry SET action = 'test.other' WHERE number = 3", 3),
    "another person": ("UPDATE radslag_auditentry SET user_id = 99 WHERE number = 1", 1),
    "another instant": (
        "UPDATE radslag_auditentry SET at = at + interval '1 microsecond' WHERE number = 2",
        2,
    ),
    "other facts": ("""UPDATE radslag_auditentry SET facts = '{"n": 9}' WHERE number = 4""", 4),
    "an entry less": ("DELETE FROM radslag_auditentry WHERE number = 2", 2),
    "the first one less": ("DELETE FROM radslag_auditentry WHERE number = 1", 1),
    "two that changed places": (
        "UPDATE radslag_auditentry SET number = 9 WHERE number = 3;"
        "UPDATE radslag_auditentry SET number = 3 WHERE number = 4;"
        "UPDATE radslag_auditentry SET number = 4 WHERE number = 9",
        3,
    ),
    "a changed one with a hash that fits it": (
        "UPDATE radslag_auditentry SET action = 'x' WHERE number = 2;"
        "UPDATE radslag_auditentry e SET hash ="
        " encode(sha256(convert_to(radslag_audit_text(e.previous, e), 'UTF8')), 'hex') WHERE number = 2",
        3,
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_without_the_trigger_what_was_changed_is_found(change: str) -> None:
    """The control: what the trigger keeps from happening, and the chain tells when it happened all the same."""
    fill(4)
    sql, number = CHANGES[change]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE radslag_auditentry DISABLE TRIGGER USER")
        cursor.execute(sql)
    found = check_chain()
    assert found.broken_at == number
    assert found.entries == number - 1


@pytest.mark.django_db
def test_a_log_cut_off_or_made_anew_is_found_by_what_somebody_noted() -> None:
    entries = fill(4)
    last = entries[-1]
    noted = (4, last.hash)
    assert check_chain(noted=noted).broken_at is None
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE radslag_auditentry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM radslag_auditentry WHERE number = 4")
        assert check_chain().broken_at is None  # the chain alone can't tell
        assert check_chain(noted=noted).broken_at == 4
        cursor.execute("ALTER TABLE radslag_auditentry ENABLE TRIGGER USER")
    record("test.act", by=1, facts={"n": 77})
    committed()
    assert check_chain().broken_at is None
    assert check_chain(noted=noted).broken_at == 4


def act_in_parallel() -> list[Exception]:
    """`PARALLEL` connections, each with `EACH` acts of two entries; what went wrong."""
    start, wrong = threading.Barrier(PARALLEL), []

    def work(number: int) -> None:
        start.wait()
        try:
            for _ in range(EACH):
                try:
                    with transaction.atomic():
                        record("test.act", by=number)
                        record("test.more", by=number)
                except Exception as error:
                    wrong.append(error)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(work, range(1, PARALLEL + 1)))
    return wrong


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_acts_at_the_same_moment_make_one_chain_without_gaps() -> None:
    assert act_in_parallel() == []
    numbers = list(AuditEntry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 2 * PARALLEL * EACH + 1))
    assert check_chain().broken_at is None


@pytest.fixture
def no_lock() -> Iterator[None]:
    """The function of the database without its lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('radslag_audit_chain'::regproc)")
        whole = cursor.fetchone()[0]
        cursor.execute(whole.replace(NO_LOCK, "PERFORM pg_sleep(0.002);"))
    yield
    with connection.cursor() as cursor:
        cursor.execute(whole)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_acts_get_in_each_others_way(no_lock: None) -> None:
    """The control: the same acts, and numbers are given twice."""
    assert any(isinstance(error, IntegrityError) for error in act_in_parallel())


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_acts_about_one_thing_never_wait_in_a_circle() -> None:
    """One notes first and refers to a thing that the other one holds: the chain is locked after all else."""
    area = Area.objects.create(name="Hamnen", slug="hamnen")
    user = User.objects.create_user(email="bo@example.org")
    held, noted, wrong = threading.Event(), threading.Event(), []

    def hold() -> None:
        try:
            with transaction.atomic():
                User.objects.select_for_update().get(pk=user.pk)
                held.set()
                noted.wait(10)
                record("test.hold", about=area)
        except Exception as error:
            wrong.append(error)
        finally:
            connections["default"].close()

    def refer() -> None:
        try:
            held.wait(10)
            with transaction.atomic():
                record("test.refer", about=area)
                user.groups.model.objects.create(name="x").user_set.add(user)
                noted.set()
        except Exception as error:
            wrong.append(error)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=work) for work in (hold, refer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert wrong == []
    assert check_chain().broken_at is None
    assert AuditEntry.objects.filter(action__startswith="test.").count() == 2
