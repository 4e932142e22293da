"""The embedded server with real processes that come, go and are killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from radslag.postgres import binaries, cluster, locks
from radslag.postgres.cluster import Cluster
from radslag.postgres.embedded import ensure_running
from radslag.postgres.errors import DatabaseUnavailable

pytestmark = pytest.mark.race

PROJECT = Path(__file__).resolve().parents[3]
# A user of the server: uses it for every line that it is sent, until its input ends.
USER_PROGRAM = """
import sys
from pathlib import Path
from radslag.postgres.cluster import Cluster
from radslag.postgres.embedded import ensure_running
place = Cluster(Path(sys.argv[1]), durable=sys.argv[2] == "durable")
for line in sys.stdin:
    ensure_running(place)
    print(place.postmaster(), flush=True)
"""


class UserProcess:
    """A process of the site that uses the server in `folder`."""

    def __init__(self, folder: Path, *, durability: str = "fast") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER_PROGRAM, str(folder), durability],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def answer(self) -> int:
        """The process id of the server that it uses."""
        assert self.process.stdout
        return int(self.process.stdout.readline())

    def use(self) -> int:
        self.ask()
        return self.answer()

    def leave(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=10)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)


def open_folder() -> Path:
    """A new folder that other users may walk through, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="radslag-test-"))
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def new_cluster() -> Iterator[Path]:
    """A cluster that was never started, for copying: making one takes a second."""
    folder = open_folder()
    Cluster(folder / "postgres", durable=False).create_if_missing()
    yield folder / "postgres"
    shutil.rmtree(folder)


@pytest.fixture
def empty_folder() -> Iterator[Path]:
    top = open_folder()
    yield top / "postgres"
    assert comes_true(lambda: not is_alive(top / "postgres"))
    shutil.rmtree(top, ignore_errors=True)  # a server that stops takes its last files away itself


@pytest.fixture
def folder(empty_folder: Path, new_cluster: Path) -> Path:
    """The folder of a cluster that was never started."""
    subprocess.run(["cp", "-a", str(new_cluster), str(empty_folder)], check=True)
    return empty_folder


@pytest.fixture
def user(empty_folder: Path) -> Iterator[Callable[..., UserProcess]]:
    started: list[UserProcess] = []

    def start(**options: str) -> UserProcess:
        started.append(UserProcess(empty_folder, **options))
        return started[-1]

    yield start
    for process in started:
        process.kill()


def is_alive(folder: Path) -> bool:
    return Cluster(folder).answers() if folder.exists() else False


def comes_true(condition: Callable[[], bool], *, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def query(folder: Path, statement: str) -> list[tuple[object, ...]]:
    address = {"host": str(Cluster(folder).socket_folder()), "user": "postgres", "dbname": "radslag"}
    with psycopg.connect(**address, autocommit=True) as connection:  # type: ignore[arg-type]
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def test_the_server_starts_for_its_first_user_and_stops_with_its_last(folder, user):
    first, second = user(), user()
    server = first.use()
    assert second.use() == server
    query(folder, "CREATE TABLE kept AS SELECT 1 AS one")

    first.leave()
    time.sleep(0.3)
    assert is_alive(folder)
    second.leave()
    assert comes_true(lambda: not is_alive(folder))

    user().use()
    assert query(folder, "SELECT one FROM kept") == [(1,)]


def test_processes_that_start_at_once_share_one_server(folder, user):
    users = [user() for _ in range(4)]
    for each in users:
        each.ask()
    assert len({each.answer() for each in users}) == 1


def test_a_killed_user_does_not_keep_the_server_alive(folder, user):
    only = user()
    only.use()
    only.kill()
    assert comes_true(lambda: not is_alive(folder))


def test_a_killed_server_is_started_again_with_what_was_committed(folder, user):
    steady = user(durability="durable")
    server = steady.use()
    query(folder, "CREATE TABLE kept AS SELECT 7 AS seven")
    os.kill(server, signal.SIGKILL)
    # A killed process keeps its number until its parent, the keeper, has noticed.
    assert comes_true(lambda: not is_alive(folder) and not Cluster(folder).postmaster())

    assert steady.use() != server
    assert query(folder, "SELECT seven FROM kept") == [(7,)]


def test_a_server_whose_keeper_was_killed_is_taken_over(folder, user):
    first = user()
    server = first.use()
    keeper = subprocess.run(
        ["pgrep", "-f", f"radslag.postgres.keeper {folder}"], capture_output=True, text=True
    )
    os.kill(int(keeper.stdout), signal.SIGKILL)
    assert comes_true(lambda: not locks.is_held(folder / locks.KEEPER))
    assert is_alive(folder)

    second = user()
    assert second.use() == server
    first.leave()
    second.leave()
    assert comes_true(lambda: not is_alive(folder))


def test_it_knows_swedish_words_and_letters(folder, user):
    user().use()
    rows = query(
        folder, "SELECT to_tsvector('en lekplats')::text, lower('ÅÄÖ'), current_setting('server_encoding')"
    )
    assert rows == [("'lekplat':2", "åäö", "UTF8")]


def test_nothing_that_residents_write_reaches_the_servers_log(folder, user):
    user().use()
    with pytest.raises(psycopg.errors.UniqueViolation):
        query(folder, "CREATE TABLE t (word text UNIQUE); INSERT INTO t VALUES ('hemligt'), ('hemligt')")
    assert "hemligt" not in Cluster(folder).log.read_text()


def test_a_folder_with_a_very_long_name_will_do(empty_folder):
    long = empty_folder.parent / ("å" * 100) / "postgres"
    process = UserProcess(long)
    assert process.use() > 0
    assert len(os.fsencode(Cluster(long).socket_folder())) < 100
    process.leave()
    assert comes_true(lambda: not is_alive(long))


def test_a_cluster_whose_making_was_broken_off_is_made_anew(empty_folder, user):
    (empty_folder / "data.new" / "base").mkdir(parents=True)
    (empty_folder / "data.new" / "PG_VERSION").write_text("18")
    assert user().use() > 0


def test_a_folder_that_cannot_be_used_is_named_in_one_line(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(
        DatabaseUnavailable, match=r"^the data folder .*/file/postgres cannot be used: Not a directory$"
    ):
        ensure_running(Cluster(tmp_path / "file" / "postgres"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_closed_to_us_is_named_in_one_line(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(DatabaseUnavailable, match=r"^the data folder .* cannot be used: Permission denied$"):
        ensure_running(Cluster(tmp_path / "postgres"))


def test_a_server_that_does_not_start_says_why_in_one_line(folder, user):
    first = user()
    first.use()
    first.leave()
    assert comes_true(lambda: not is_alive(folder))
    (folder / "data" / "PG_VERSION").write_text("7\n")
    with pytest.raises(DatabaseUnavailable, match=r"does not start: .*incompatible") as raised:
        ensure_running(Cluster(folder, durable=False))
    assert "\n" not in str(raised.value)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the server to another user")
def test_root_opens_no_folder_that_somebody_has_closed(empty_folder, monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "OUTSIDE", empty_folder.parent / "outside")
    tmp_path.chmod(0o700)
    place = Cluster(tmp_path / "postgres")
    assert place.home.parent == empty_folder.parent / "outside"
    assert place.is_elsewhere
    assert tmp_path.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the server to another user")
def test_programs_in_a_closed_folder_are_copied_for_the_user_who_runs_them(empty_folder, monkeypatch):
    monkeypatch.setattr(binaries, "OUTSIDE", empty_folder.parent / "outside")
    monkeypatch.setattr(binaries, "reachable", lambda *_: False)
    someone = binaries.server_user(empty_folder)
    programs = binaries.server_programs(someone)
    assert programs.is_relative_to(empty_folder.parent / "outside")
    version = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, **binaries.as_user(someone)
    )
    assert version.stdout.startswith("postgres (PostgreSQL) 18")
