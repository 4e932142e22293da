"""Delivery on a developer's machine: to the console and to a folder, which /utveckling/mejl/ shows."""

import datetime as dt
import email
import email.policy
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend


def mail_folder() -> Path:
    return Path(settings.DATA_DIR) / "mail"


class ConsoleAndFolderBackend(EmailBackend):
    """Prints every message and keeps it as a file that any mail program opens."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = mail_folder()
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S.%f}-{secrets.token_hex(3)}.eml"
            unfinished = folder / f".{name}"
            unfinished.touch(mode=0o600)
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder / name)
        return super().send_messages(email_messages) or 0

    def write_message(self, message: EmailMessage) -> None:
        """Print what a person wants to see of it, not how it is coded."""
        self.stream.write(
            f"\nE-mail to {', '.join(message.recipients())}: {message.subject}\n\n{message.body}\n"
        )


@dataclass(frozen=True, slots=True)
class DeliveredMail:
    """A message of the folder, as a newcomer reads it."""

    sent_at: dt.datetime | None
    recipient: str
    subject: str
    text: str


def delivered_mail(*, most: int) -> list[DeliveredMail]:
    """The latest `most` messages of the folder, newest first."""
    folder = mail_folder()
    files = sorted(folder.glob("[!.]*.eml"), reverse=True)[:most] if folder.exists() else []
    return [_read(file) for file in files]


def _read(file: Path) -> DeliveredMail:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    date = message["Date"]
    sent_at = date.datetime if date is not None else None
    if sent_at is not None and sent_at.tzinfo is None:
        sent_at = sent_at.replace(tzinfo=dt.UTC)  # "-0000" in the header: UTC, nothing known of the zone
    return DeliveredMail(
        sent_at=sent_at,
        recipient=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        text=body.get_content() if body is not None else "",
    )
