"""What all mails of the site have in common: plain text, a subject of one line, whole addresses."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from radslag.incoming.plain import plain_line

LONGEST_SUBJECT = 120
AUTOMATIC = {"Auto-Submitted": "auto-generated"}
"""Of a mail that nobody wrote by hand, so that no answering machine answers it (RFC 3834)."""


def address(name: str, *args: Any) -> str:
    """The whole address of a view, in the language that is active. For mails: there is no request to ask for the host."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse(name, args=args)}"


def message(
    subject: str, parts: Iterable[str], *, to: str, headers: Mapping[str, str] | None = None
) -> EmailMessage:
    """A mail with the parts as paragraphs; empty ones are left out. A subject is one line, whatever stands in a title."""
    line = plain_line(subject)[:LONGEST_SUBJECT]
    body = "\n\n".join(part for part in parts if part)
    return EmailMessage(subject=line, body=f"{body}\n", to=[to], headers={**AUTOMATIC, **(headers or {})})
