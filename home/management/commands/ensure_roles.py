"""manage.py ensure_roles: the groups, rights and review of an organisation's branch of the page tree."""

from argparse import BooleanOptionalAction
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Page

from home.services.roles import ensure_roles


class Command(BaseCommand):
    """Thin: parse, call, print. A second run with the same words changes nothing."""

    help = "Make the roles of a branch of the page tree: editors, reviewers, moderators and so on, with their rights."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options."""
        parser.add_argument(
            "--branch", required=True, help="the page at its top: a number, or an address such as /narlunda/"
        )
        parser.add_argument(
            "--organisation",
            default="",
            help="whose branch it is; without it, of those who run the whole site",
        )
        parser.add_argument(
            "--reviewed",
            action=BooleanOptionalAction,
            default=None,
            help="editors may not publish themselves; without the option, what holds is kept",
        )

    def handle(
        self, *args: Any, branch: str, organisation: str, reviewed: bool | None, **options: Any
    ) -> None:
        """Make what is missing, then print the groups."""
        page = _page(branch)
        groups = ensure_roles(branch=page, organisation=organisation, reviewed=reviewed)
        for group in groups.values():
            self.stdout.write(group.name)
        self.stderr.write(
            f"These groups have their rights under “{page.title}”. Put people into them in the admin."
        )


def _page(branch: str) -> Page:
    if branch.isdecimal():
        found = Page.objects.filter(pk=branch, depth__gt=1)
    else:
        path = branch.strip("/")
        found = Page.objects.filter(
            url_path__endswith=f"/{path}/" if path else "/", depth=2 + bool(path) * (path.count("/") + 1)
        )
    pages = list(found[:2])
    if len(pages) != 1:
        raise CommandError(
            f"there is no single page {branch!r}; name it by its number, as in the address of its editor"
        )
    return pages[0]
