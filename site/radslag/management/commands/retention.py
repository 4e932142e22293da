from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from radslag.clock import database_now
from radslag.privacy import report
from radslag.templatetags.dates import moment


class Command(BaseCommand):
    """Thin: what is kept how long is in radslag.privacy."""

    help = "Tell how long things are kept, by which decision, what is due now and what the last run removed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--report", action="store_true", help="print the report; nothing is removed")

    def handle(self, *, report: bool, **options: Any) -> None:
        if not report:
            raise CommandError("say --report; what is due is removed by `manage.py work`")
        for line in _lines():
            self.stdout.write("\t".join(line))


def _lines() -> list[list[str]]:
    rows = [["what", "length", "default", "decision", "due", "last run", "removed"]]
    for line in report.lines(database_now()):
        run = line.run
        rows.append(
            [
                line.period.name,
                line.in_words,
                line.default_in_words,
                f"{line.decision.decision} ({line.decision.decided_on})" if line.decision else "-",
                "-" if line.due is None else str(line.due),
                moment(run.started_at) if run else "-",
                "-" if run is None or run.removed is None else str(run.removed),
            ]
        )
    return rows
