from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from radslag.operation.backups.manifest import ERASURES
from radslag.operation.backups.restoring import check_backup, restore


class Command(BaseCommand):
    """Thin: the work is in radslag.operation.backups."""

    help = "Put a backup into the empty database and the empty media folder that the settings name."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="folder", type=Path, required=True, metavar="DIR/NAME")
        parser.add_argument(
            "--check", action="store_true", help="only look whether it could be restored here"
        )
        parser.add_argument(
            "--erasures",
            type=Path,
            metavar="FILE",
            help=f"who was erased since; {ERASURES} beside the backup if nothing is said",
        )

    def handle(self, *, folder: Path, check: bool, erasures: Path | None, **options: Any) -> None:
        if check:
            manifest = check_backup(folder)
            self.stdout.write(
                f"{manifest.name} is whole: {len(manifest.files)} files, made {manifest.made_at}"
            )
            return
        beside = folder.parent / ERASURES
        if erasures is None and not beside.exists():
            self.stderr.write(
                f"WARNING: {beside} is not there: nobody who was erased after this backup was made is erased again. "
                "Find the newest one and give it with --erasures, or erase them by hand before the site is opened"
            )
        done = restore(folder, erasures=[erasures or beside] if erasures or beside.exists() else [])
        self.stdout.write(
            f"{done.tables} tables with {done.rows} rows as they were saved (checksums are the same), "
            f"{done.files} files, {done.erased} people erased again"
        )
        for unit in done.missing:
            self.stderr.write(
                f"{unit}: its ballots were deleted from this backup when it was sealed; its count is here"
            )
