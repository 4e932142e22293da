"""The archive package of a round, as a file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import slugify

from budgeting.management.named_rounds import round_id_of
from budgeting.privacy.archive import kind
from radslag.archives.packing import packed
from radslag.audit.services import record
from radslag.clock import database_now


class Command(BaseCommand):
    """Thin: parse, call, write. Packs what the admin packs; the log says that it was done, no package is noted."""

    help = "Pack what was public of a finished round for the archive: pages, tables, files, log, checksums."

    def add_arguments(self, parser: CommandParser) -> None:
        """The round, and the folder."""
        parser.add_argument("round", help="number of the round, or slug of its page")
        parser.add_argument("--out", metavar="DIR", required=True, help="folder for the zip file; must exist")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, log it and print its checksum."""
        folder = Path(options["out"])
        if not folder.is_dir():
            raise CommandError(f"{folder}: no such folder")
        rounds = kind()
        thing = rounds.one(round_id_of(options["round"]))
        if thing is None:
            raise CommandError("the round is neither counted with a public result nor cancelled")
        body = packed(rounds, thing, now=database_now())
        path = folder / f"{slugify(thing.title) or 'round'}-{thing.pk}.zip"
        try:
            path.write_bytes(body)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None
        record("radslag.command", facts={"command": "archive", "round": thing.pk})
        self.stdout.write(f"{hashlib.sha256(body).hexdigest()}  {path}")
