"""manage.py check_media: try the storage of the files."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from radslag.media.services import faults_of_storage


class Command(BaseCommand):
    """Thin: call, print. Ends with 1 when something is wrong."""

    help = "Store, read and delete a file where the site keeps its files, and try whether strangers can read them there."

    def handle(self, *args: Any, **options: Any) -> None:
        """Try."""
        try:
            faults = list(faults_of_storage())
        except OSError as error:
            raise CommandError(f"the storage of the files can't be used: {error}") from error
        if faults:
            raise CommandError("; ".join(faults))
        self.stdout.write("The storage keeps files, and gives them to nobody else.")
