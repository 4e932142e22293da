import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from radslag.models import Maintenance
from radslag.operation.services import close, reopen
from radslag.templatetags.dates import moment


class Command(BaseCommand):
    """Thin: the work is in radslag.operation.maintenance."""

    help = "Close the site for a while, open it again, or say how it is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["on", "off", "status"])
        parser.add_argument(
            "--until", metavar='"2026-12-01 14:00"', help="when it is expected to open, local time"
        )
        parser.add_argument("--why", default="", help="one sentence in Swedish, which everybody reads")
        parser.add_argument("--force", action="store_true", help="although people vote")

    def handle(self, *, action: str, until: str | None, why: str, force: bool, **options: Any) -> None:
        if action == "on":
            close(until=_instant(until), why=why, force=force)
        elif action == "off" and not reopen():
            raise CommandError("the site was not closed")
        row = Maintenance.objects.first()
        self.stdout.write(f"closed until {moment(row.until)}: {row.why}" if row else "open")


def _instant(text: str | None) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text or "")
    except ValueError:
        raise CommandError('say until when, such as --until "2026-12-01 14:00"') from None
    return found if found.tzinfo else timezone.make_aware(found)
