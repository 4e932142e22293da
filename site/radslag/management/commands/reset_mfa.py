"""For a person of the staff who has lost the second step, when no administrator can help."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from radslag.incoming.addresses import normalised_email
from radslag.models import User
from radslag.services.second_step import take_away


class Command(BaseCommand):
    """Thin: the service takes it away, logs it and tells the person."""

    help = "Take away the second step of the log-in of a person of the staff, and end their sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **options: Any) -> None:
        user = User.objects.filter(email=normalised_email(email)).first()
        if user is None:
            raise CommandError(f"nobody has the address {email}")
        if not take_away(user=user, by=None):
            raise CommandError(f"{email} has no second step")
        self.stdout.write(f"{email} sets up a new second step at the next log-in.")
