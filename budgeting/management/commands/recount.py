"""Count a round again from its stored ballots, and compare with what was published."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from budgeting.management.named_rounds import round_id_of
from budgeting.rules.errors import RuleViolation
from budgeting.services.recounts import recount


class Command(BaseCommand):
    """Thin: parse, call, print. Ends with 1, and an alarm by mail, when the recount differs."""

    help = "Count a round again from its stored ballots, and compare with what was published."

    def add_arguments(self, parser: CommandParser) -> None:
        """The round."""
        parser.add_argument("round", help="number of the round, or slug of its page")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count again."""
        try:
            done = recount(round_id=round_id_of(options["round"]))
        except RuleViolation as refused:
            raise CommandError(refused.message) from refused
        count = done.count
        for name, was, is_ in (
            ("inputs", count.inputs_hash, done.inputs_hash),
            ("result", count.result_hash, done.result_hash),
        ):
            self.stdout.write(f"{name}  published {was}\n{'':8}recount   {is_}")
        if done.agrees:
            self.stdout.write("The recount gives the same.")
            return
        self.stderr.write("THE RECOUNT DIFFERS. Everyone who may change the round is told by mail.")
        sys.exit(1)
