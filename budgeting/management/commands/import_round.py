"""Make a finished round of an election elsewhere, from a file in the .pb format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from budgeting.counting.command import RULES
from budgeting.counting.pabulib import PbError
from budgeting.elections.foreign import TIES, Wishes, read_foreign_election
from budgeting.models import BudgetingPage, Utility
from budgeting.rules.errors import RuleViolation
from budgeting.services.importing import import_round
from radslag.clock import database_now


class Command(BaseCommand):
    """Thin: parse, read, call, print. Nothing is written unless the whole file fits."""

    help = (
        "Make a finished round of an election elsewhere, from a file in the .pb format of pabulib.org: its projects and "
        "ballots, counted by its rule. It shares no money with the rounds of the programme. Its page is a draft."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, the programme, and what the file does not say."""
        parser.add_argument("file", metavar="FILE.pb")
        parser.add_argument("--parent", required=True, metavar="SLUG", help="slug of the programme’s page")
        parser.add_argument("--title", default="", help="default: the description in the file")
        parser.add_argument("--rule", choices=list(RULES), default="", help="default: the file’s own rule")
        parser.add_argument("--ties", choices=TIES, default=TIES[0], help="default: cheapest")
        parser.add_argument("--utility", choices=Utility.values, default=Utility.COST.value)
        parser.add_argument("--currency", default="", metavar="CODE", help="where the file names none")
        parser.add_argument("--publish", action="store_true", help="publish the page at once")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file and import it."""
        wishes = Wishes(**{name: options[name] for name in ("title", "rule", "ties", "utility", "currency")})
        programme = _programme(options["parent"])
        file = Path(options["file"])
        try:
            election = read_foreign_election(file.read_bytes(), now=database_now(), wishes=wishes)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except PbError as error:
            raise CommandError(f"{file}: {error}") from None
        try:
            page = import_round(programme_id=programme.pk, election=election, publish=options["publish"])
        except RuleViolation as refused:
            raise CommandError(f"{file}: {refused.message}") from refused
        count = page.round.counts.get()
        self.stdout.write(
            f"Round {page.round_id}, “{page.title}”: {len(election.candidates)} projects, {count.ballots} ballots, "
            f"{sum(outcome.funded for outcome in count.outcomes.all())} get money. "
            f"The page is {'published' if page.live else 'a draft: look at it and publish it'}."
        )


def _programme(slug: str) -> BudgetingPage:
    """The programme in the site's own language: its translations have the same slug, and share its rounds."""
    found = list(BudgetingPage.objects.filter(slug=slug).select_related("locale"))
    if len({page.translation_key for page in found}) != 1:
        raise CommandError(
            f"{'no' if not found else 'more than one'} programme has a page with the slug {slug}"
        )
    own = [page for page in found if page.locale.language_code == settings.LANGUAGE_CODE]
    return (own or found)[0]
