"""manage.py load_demo: fill an empty site with the demo municipality."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.demo import load
from home.demo.proposals import resident
from home.demo.registers import PASSWORD, STAFF, make_renditions
from radslag.clock import database_now


class Command(BaseCommand):
    """Thin: parse, call, print. A second run changes nothing."""

    help = "Fill an empty site with the fictional municipality of Lövsunda. A second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options."""
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="a site with content of its own is no mistake, only left alone",
        )
        parser.add_argument(
            "--force", action="store_true", help="load on a site that allows no demo log-ins, without any"
        )

    def handle(self, *args: Any, if_empty: bool, force: bool, **options: Any) -> None:
        """Load if there is room, then print addresses and log-ins."""
        if load.is_empty():
            if not settings.RADSLAG_DEMO_LOGINS and not force:
                raise CommandError(
                    "these settings allow no demo log-ins; --force loads the content without them"
                )
            self.stderr.write("Loading the demo …")
            load.load(database_now())
            make_renditions()
        elif not load.is_loaded():
            if if_empty:
                return
            raise CommandError("the site has a home page of its own; the demo is for an empty site")
        elif not if_empty:
            self.stderr.write("The demo is here already. Nothing was changed.")
        self._print_addresses()

    def _print_addresses(self) -> None:
        base = settings.WAGTAILADMIN_BASE_URL
        self.stdout.write(f"Site    {base}/\nAdmin   {base}/admin/")
        if not settings.RADSLAG_DEMO_LOGINS:
            return
        self.stdout.write(f"Log-ins, password {PASSWORD}:")
        for email, _name, role in STAFF.values():
            self.stdout.write(f"  {email:28} {role}")
        self.stdout.write(
            f"Residents log in with a code by e-mail, such as {resident(1)}; the footer links to the mail."
        )
