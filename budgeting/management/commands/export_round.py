"""The files of a counted round that anyone can count again, as its page publishes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from budgeting.display.open_data import OLD_VERSION
from budgeting.for_programs.counts import NotPublishedError, published_inputs, published_pb
from budgeting.management.named_rounds import round_id_of
from budgeting.models import Count
from budgeting.rules.publication import LEAST_BALLOTS, Withheld
from radslag.clock import database_now

REASONS = {
    Withheld.NO_RESULT: "its result is not public",
    Withheld.NOT_SEALED: "it is not sealed: a ballot could still be joined to its voter",
    Withheld.FEW_BALLOTS: f"it has fewer than {LEAST_BALLOTS} ballots: one could be known again",
}


class Command(BaseCommand):
    """Thin: parse, call, write. Refuses what the page of the round does not publish either."""

    help = "The ballots of a counted, sealed round in the .pb format of pabulib.org; with --inputs what the count counted."

    def add_arguments(self, parser: CommandParser) -> None:
        """The round, and where the files go."""
        parser.add_argument("round", help="number of the round, or slug of its page")
        parser.add_argument("--out", metavar="FILE", help="default: standard output")
        parser.add_argument("--inputs", metavar="FILE", help="write the inputs of the count (JSON) there too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files, both or none."""
        found = Count.objects.filter(round=round_id_of(options["round"]))
        newest = found.select_related("round__programme", "act", "inputs").first()
        if newest is None:
            raise CommandError("the round is not counted")
        if options["inputs"] and newest.version == OLD_VERSION:
            raise CommandError(
                "the round was counted by an older version of the program, which kept no inputs"
            )
        now = database_now()
        try:
            text = published_pb(newest, now=now)
            inputs = published_inputs(newest, now=now) if options["inputs"] else ""
        except NotPublishedError as error:
            raise CommandError(
                f"the ballots of the round are not published: {REASONS[error.reason]}"
            ) from None
        try:
            if options["inputs"]:
                Path(options["inputs"]).write_bytes(inputs.encode())
            if options["out"]:
                Path(options["out"]).write_bytes(text.encode())
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None
        if not options["out"]:
            self.stdout.write(text, ending="")
