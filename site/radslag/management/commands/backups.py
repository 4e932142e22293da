from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import filesizeformat

from radslag.operation.backups.services import backups_in, damaged_in, note_backups


class Command(BaseCommand):
    """Thin: the work is in radslag.operation.backups."""

    help = "List the backups in DIR, and bring what the site knows of them up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--in", dest="folder", type=Path, required=True, metavar="DIR")

    def handle(self, *, folder: Path, **options: Any) -> None:
        note_backups(folder)
        for path, manifest in backups_in(folder):
            holds = sorted(manifest.holds)
            ties = f"ties votes to voters in {', '.join(holds)}" if holds else "ties nothing"
            self.stdout.write(f"{path.name}  {filesizeformat(manifest.bytes)}  {ties}")
        for damaged in damaged_in(folder):
            self.stderr.write(
                f"{damaged} is damaged: nobody can say what it holds. Look at it, and delete it"
            )
