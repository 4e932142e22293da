"""A mail message as plain values and back."""

import base64
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives

ADDRESS_FIELDS = ("to", "cc", "bcc", "reply_to")


def to_values(message: EmailMessage) -> dict[str, Any]:
    """Return what JSON can hold of `message`. Raises ValueError for an attachment that is a ready-made MIME part."""
    alternatives = getattr(message, "alternatives", [])
    return {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": str(message.from_email),
        "headers": {name: str(value) for name, value in message.extra_headers.items()},
        "alternatives": [[str(content), str(mimetype)] for content, mimetype in alternatives],
        "attachments": [_attachment_values(attachment) for attachment in message.attachments],
    } | {field: [str(address) for address in getattr(message, field)] for field in ADDRESS_FIELDS}


def from_values(values: dict[str, Any]) -> EmailMessage:
    """Return the message that `to_values` took apart."""
    message = EmailMultiAlternatives(
        subject=values["subject"],
        body=values["body"],
        from_email=values["from_email"],
        headers=values["headers"],
        **{field: values[field] for field in ADDRESS_FIELDS},
    )
    for content, mimetype in values["alternatives"]:
        message.attach_alternative(content, mimetype)
    for name, content, mimetype in values["attachments"]:
        message.attach(name, base64.b64decode(content), mimetype)
    return message


def _attachment_values(attachment: Any) -> list[str | None]:
    if not isinstance(attachment, tuple):
        raise ValueError("attach content with a name and a type; a ready-made MIME part is not kept")
    name, content, mimetype = attachment
    content = content.encode() if isinstance(content, str) else content
    return [name, base64.b64encode(content).decode("ascii"), mimetype]
