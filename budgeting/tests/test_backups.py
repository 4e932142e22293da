"""A backup, an empty cluster, the restore: the same rows with the same checksums; and what must not be in backups any more."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from budgeting.models import Ballot, Receipt, RoundSecret
from budgeting.rules.phases import Phase
from budgeting.rules.sealing import KEPT_FOR
from budgeting.services.counting import count_round
from budgeting.services.sealing import seal_round
from budgeting.services.voters import Voter
from budgeting.tests.builders import make_ballot, make_proposals, make_round
from budgeting.tests.test_voting_codes import make_coded, make_codes, vote
from radslag.clock import at
from radslag.models import AuditEntry, Backup, DailySalt, LoginSession, User
from radslag.operation.backups import erased
from radslag.operation.backups import manifest as manifests
from radslag.operation.backups.errors import BackupError
from radslag.operation.backups.restoring import check_backup, restore
from radslag.operation.backups.services import back_up, backups_in, damaged_in, note_backups
from radslag.privacy.errors import NotAllErased
from radslag.privacy.site_periods import ERASURES

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PROJECT = Path(__file__).resolve().parents[2]
PICTURE = "original_images/kanarie.jpg"


@pytest.fixture
def to() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="radslag-backups-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """The data folder of another machine, with a cluster that was never started."""
    folder = Path(tempfile.mkdtemp(prefix="radslag-elsewhere-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def stored() -> Iterator[None]:
    default_storage.save(PICTURE, ContentFile(b"not a picture, but whole"))
    default_storage.save("images/kanarie.fill-1x1.jpg", ContentFile(b"made anew"))
    yield
    for name in (PICTURE, "images/kanarie.fill-1x1.jpg"):
        default_storage.delete(name)


def make_voted():
    """A round with codes and one with addresses, both with ballots."""
    coded, mailed = make_coded(), make_round(Phase.VOTING)
    for code in make_codes(coded, 3)[:2]:
        vote(coded, code.code, *make_proposals(coded, 1))
    for n in range(3):
        make_ballot(mailed, *make_proposals(mailed, 2), voter=Voter(email=f"rostar{n}@example.org"))
    return coded, mailed


def log_in() -> None:
    user = User.objects.create_user(email="inloggad@example.org")
    session = Session.objects.create(
        session_key="k" * 32, session_data="", expire_date=timezone.now() + dt.timedelta(hours=1)
    )
    LoginSession.objects.create(
        user=user, session=session, began_at=timezone.now(), last_used_at=timezone.now()
    )


def elsewhere_run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of the site on another machine."""
    environment = os.environ | {
        "RADSLAG_DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "radslag.settings.test",
    }
    environment.pop("DATABASE_URL", None)
    environment.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def test_a_backup_put_into_an_empty_cluster_gives_the_same_rows_and_files(to, elsewhere, stored, settings):
    """One of its rounds was sealed since, so that its votes are no longer in the backup; all else is as it was."""
    settings.RADSLAG_BACKUP_DAYS = 365
    coded, mailed = make_voted()
    sealed = make_round(Phase.VOTING)
    make_ballot(sealed, *make_proposals(sealed, 2), voter=Voter(email="a@example.org"))
    DailySalt.objects.create(day="2026-05-04", salt=b"s" * 32)
    log_in()
    folder, manifest, _ = back_up(to)
    units = {name: f"round-{round_.pk}" for name, round_ in (("c", coded), ("m", mailed), ("s", sealed))}
    assert manifest.holds == set(units.values())
    seal(sealed)
    with at(sealed.result_at + KEPT_FOR):
        back_up(to)
    assert AuditEntry.objects.filter(action="radslag.command", facts__command="backup").count() == 2
    restored = elsewhere_run(elsewhere, "restore", "--from", str(folder))
    assert restored.returncode == 0, restored.stderr
    assert "checksums are the same" in restored.stdout
    assert units["s"] in restored.stderr and units["m"] not in restored.stderr
    assert "WARNING" not in restored.stderr
    again = elsewhere_run(elsewhere, "backup", "--to", str(to / "again"))
    assert again.returncode == 0, again.stderr
    second = manifests.check(Path(again.stdout.strip()))
    differing = {name for name in manifest.tables if second.tables[name] != manifest.tables[name]}
    assert differing <= {
        "radslag_auditentry",
        "radslag_contentnumber",
        "django_tasks_database_dbtaskresult",
        "radslag_jobrun",
    }
    assert "radslag_auditentry" in differing, "the restore stands in the log"
    del manifest.tied[units["s"]]
    assert second.tied == manifest.tied, "ballots, codes, receipts and secrets too"
    assert second.files[f"media/{PICTURE}"] == manifest.files[f"media/{PICTURE}"]
    assert not [name for name in manifest.files if "images/kanarie.fill" in name]
    assert not {"radslag_dailysalt", "django_session", "radslag_loginsession"} & set(manifest.tables)
    with pytest.raises(BackupError, match="not empty"):
        restore(folder)


def test_the_dump_holds_no_secret_no_voter_and_no_ballot(to):
    make_voted()
    secrets = [bytes(s) for s in RoundSecret.objects.values_list("voter_secret", flat=True)]
    keys = set(Ballot.objects.values_list("voter_key", flat=True))
    codes = set(Receipt.objects.values_list("code", flat=True))
    folder, _manifest, _ = back_up(to)
    plain = subprocess.run(
        [_pg_restore(), "--file=-", str(folder / manifests.DUMP)],
        capture_output=True,
        check=True,
    ).stdout
    assert b"budgeting_proposal" in plain
    assert not [one for one in secrets if one in plain or one.hex().encode() in plain]
    assert not [one for one in keys | codes if one.encode() in plain]


def _pg_restore() -> str:
    from radslag.postgres.binaries import installation

    return str(installation() / "bin" / "pg_restore")


def seal(round_):
    with at(round_.result_at + KEPT_FOR):
        count_round(round_id=round_.pk)
        seal_round(round_id=round_.pk)


def test_after_a_sealing_the_next_backup_takes_the_tie_out_of_all_older_ones(to, settings):
    settings.RADSLAG_BACKUP_DAYS = 365
    round_, other = make_round(Phase.VOTING), make_round(Phase.VOTING)
    make_ballot(round_, *make_proposals(round_, 2), voter=Voter(email="a@example.org"))
    unit, other_unit = f"round-{round_.pk}", f"round-{other.pk}"
    first, manifest, _ = back_up(to)
    apart = first / manifest.tied[unit]["file"]
    seal(round_)
    assert apart.is_file() and unit in Backup.objects.get().holds, "sealing alone reaches no backup"
    with at(round_.result_at + KEPT_FOR):
        second, after, taken_away = back_up(to)
    assert not apart.exists() and taken_away == [f"{first.name}/{manifest.tied[unit]['file']}"]
    assert unit not in after.holds and (second / after.tied[unit]["file"]).is_file(), (
        "the sealed ballots are kept"
    )
    released = check_backup(first)
    assert unit in released.released and other_unit in released.holds
    assert [unit in backup.holds for backup in Backup.objects.order_by("made_at")] == [False, False]


def test_backups_that_are_too_old_go_and_the_newest_never(to, settings):
    settings.RADSLAG_BACKUP_DAYS = 30
    made = make_round(Phase.VOTING).voting_opens
    with at(made):
        first, _, _ = back_up(to)
    with at(made + dt.timedelta(days=31)):
        second, _, taken_away = back_up(to)
    assert taken_away == [first.name] and [folder for folder, _ in backups_in(to)] == [second]
    assert [backup.name for backup in Backup.objects.all()] == [second.name]


def test_a_backup_that_is_not_whole_is_refused_before_anything_is_written(to, monkeypatch):
    folder, manifest, _ = back_up(to)
    whole = {
        name: (folder / name).read_bytes()
        for name in [*manifest.files, manifests.MANIFEST, manifests.CHECKSUM]
    }

    def refused(why: str) -> None:
        with pytest.raises(BackupError, match=why):
            check_backup(folder)
        for name, content in whole.items():
            (folder / name).write_bytes(content)
        check_backup(folder)

    (folder / manifests.DUMP).write_bytes(whole[manifests.DUMP][:-100])
    refused("damaged")
    flipped = bytearray(whole[manifests.DUMP])
    flipped[len(flipped) // 2] ^= 1
    (folder / manifests.DUMP).write_bytes(flipped)
    refused("damaged")
    (folder / manifests.DUMP).unlink()
    refused("is missing")
    (folder / manifests.CHECKSUM).unlink()
    refused("no whole backup")
    changed = json.loads(whole[manifests.MANIFEST]) | {"product": "9"}
    (folder / manifests.MANIFEST).write_text(json.dumps(changed))
    refused("was changed")
    (folder / "strange.sql").write_text("DROP TABLE x")
    with pytest.raises(BackupError, match="does not belong"):
        check_backup(folder)
    (folder / "strange.sql").unlink()
    newer = manifests.read(folder)
    newer.migrations["radslag"].append("9999_of_a_newer_program")
    manifests.write(folder, newer)
    refused("newer program")


def test_a_backup_that_breaks_off_leaves_nothing_behind(to, monkeypatch):
    monkeypatch.setattr("radslag.operation.backups.making._copy_media", _fail)
    with pytest.raises(BackupError, match="No space"):
        back_up(to)
    assert not list(to.iterdir()) and not Backup.objects.exists()


def _fail(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_ballots_that_come_while_a_backup_is_made_are_wholly_in_it_or_not(to, monkeypatch):
    """The fingerprints are of the same instant as the dump, though a ballot comes between the two."""
    from radslag.operation.backups import making

    round_ = make_round(Phase.VOTING)
    proposals = make_proposals(round_, 2)
    dump = making.programs.run

    def and_a_ballot(program: str, *arguments: str) -> str:
        if program == "pg_dump":
            make_ballot(round_, *proposals, voter=Voter(email="sen@example.org"))
        return dump(program, *arguments)

    monkeypatch.setattr(making.programs, "run", and_a_ballot)
    _folder, manifest, _ = back_up(to)
    entry = manifest.tied[f"round-{round_.pk}"]["tables"]
    assert (entry["budgeting_ballot"]["rows"], entry["budgeting_receipt"]["rows"]) == (0, 0)
    assert Ballot.objects.count() == 1
    assert connection.get_autocommit()


def damage(folder: Path) -> None:
    (folder / manifests.CHECKSUM).write_text("0" * 64)


def test_a_damaged_backup_is_named_remembered_and_still_loses_what_is_released(to, settings, capsys):
    settings.RADSLAG_BACKUP_DAYS = 365
    round_, other = make_round(Phase.VOTING), make_round(Phase.VOTING)
    make_ballot(round_, *make_proposals(round_, 2), voter=Voter(email="a@example.org"))
    unit, other_unit = f"round-{round_.pk}", f"round-{other.pk}"
    folder, manifest, _ = back_up(to)
    apart = folder / manifest.tied[unit]["file"]
    damage(folder)
    note_backups(to)
    assert set(Backup.objects.get().holds) == {unit, other_unit}, "it is there, so pages say what it may tie"
    seal(round_)
    with at(round_.result_at + KEPT_FOR):
        call_command("backup", "--to", str(to))
    assert f"{folder} is damaged" in capsys.readouterr().err
    assert not apart.exists() and damaged_in(to) == [folder]
    assert Backup.objects.get(name=folder.name).holds == [other_unit]
    with at(round_.result_at + KEPT_FOR + dt.timedelta(days=366)):
        _, _, taken_away = back_up(to)
    assert folder.name in taken_away and not folder.exists() and not damaged_in(to)
    assert not Backup.objects.filter(name=folder.name).exists()


def test_a_list_of_erasures_that_is_named_must_be_there_and_a_lost_one_is_told(to, monkeypatch, capsys):
    folder, _, _ = back_up(to)
    with pytest.raises(BackupError, match="is not there"):
        restore(folder, erasures=[to / "wrong.json"])
    with pytest.raises(BackupError, match="is not there"):
        call_command("restore", "--from", str(folder), "--erasures", str(to / "wrong.json"))
    assert "WARNING" not in capsys.readouterr().err
    (to / manifests.ERASURES).unlink()
    with pytest.raises(BackupError, match="not empty"):
        call_command("restore", "--from", str(folder))
    assert "nobody who was erased after this backup was made is erased again" in capsys.readouterr().err


def test_a_restore_goes_on_past_somebody_who_can_not_be_erased_and_says_so_at_the_end(to, monkeypatch):
    from radslag.operation.backups import restoring

    folder, _, _ = back_up(to)
    done = []
    for name in ("_refuse_what_is_not_empty", "_fill", "_compare", "_bring_up_to_date", "make_sizes_of_all"):
        monkeypatch.setattr(restoring, name, lambda *_: None)
    monkeypatch.setattr(restoring, "put_media_back", lambda _: 0)
    monkeypatch.setattr(restoring, "call_command", lambda name, **_: done.append(name))
    monkeypatch.setattr(erased, "replay_erasures", _one_fails)
    with pytest.raises(BackupError, match="1 people who were erased could not be erased again"):
        restore(folder)
    assert done == ["update_index"]


def _one_fails(_rows: object) -> int:
    raise NotAllErased(erased=2, failed=1)


def test_the_list_of_erasures_forgets_what_no_backup_needs(to, settings):
    settings.RADSLAG_BACKUP_DAYS = 3650
    now = timezone.now()
    old = now - ERASURES.length - dt.timedelta(days=2)

    def row(at: dt.datetime) -> dict[str, str]:
        return {"key": "k" * 64, "at": at.isoformat()}

    to.mkdir(exist_ok=True)
    assert erased.keep_beside(to, [row(old), row(now)]) == 1, "older than all, and no backup is that old"
    (to / manifests.name_of(old - dt.timedelta(days=1))).mkdir()
    assert erased.keep_beside(to, [row(old), row(old - dt.timedelta(days=2))]) == 2
    assert [entry["at"] for entry in erased.read(to / manifests.ERASURES)] == [
        old.isoformat(),
        now.isoformat(),
    ]
