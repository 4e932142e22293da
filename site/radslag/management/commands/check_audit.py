"""manage.py check_audit: follow the chain of the audit log from the first entry to the last."""

from __future__ import annotations

import re
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from radslag.audit.checking import check_chain

NOTED = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})\Z")


class Command(BaseCommand):
    """Thin: parse, call, print. Changes nothing. Ends with 1 when an entry is wrong."""

    help = "Follow the chain of the audit log from the first entry to the last, and print its digest."

    def add_arguments(self, parser: CommandParser) -> None:
        """What somebody noted."""
        parser.add_argument(
            "--noted", metavar="NUMBER:DIGEST", help="an entry as it was noted: the log must still hold it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check."""
        noted = None
        if options["noted"]:
            match = NOTED.match(options["noted"])
            if match is None:
                raise CommandError(
                    "--noted takes the number of an entry, a colon and its 64 hexadecimal digits"
                )
            noted = (int(match[1]), match[2])
        found = check_chain(noted=noted)
        if found.broken_at is not None:
            self.stderr.write(f"THE AUDIT LOG IS BROKEN at entry {found.broken_at}.")
            sys.exit(1)
        self.stdout.write(f"{found.entries}:{found.head}")
        self.stderr.write("The chain is whole.")
