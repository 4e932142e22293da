from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import filesizeformat

from radslag.operation.backups.services import back_up, damaged_in


class Command(BaseCommand):
    """Thin: the work is in radslag.operation.backups."""

    help = "Copy the database and the media into a new folder in DIR, and take away what older backups must not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder of all backups")

    def handle(self, *, to: Path, **options: Any) -> None:
        folder, manifest, taken_away = back_up(to)
        for name in taken_away:
            self.stderr.write(f"deleted {name}")
        for damaged in damaged_in(to):
            self.stderr.write(
                f"{damaged} is damaged: nobody can say what it holds. Look at it, and delete it"
            )
        rows = sum(entry["rows"] for entry in manifest.tables.values())
        self.stderr.write(
            f"{len(manifest.tables)} tables, {rows} rows, {len(manifest.files)} files, {filesizeformat(manifest.bytes)}"
        )
        self.stdout.write(str(folder))
