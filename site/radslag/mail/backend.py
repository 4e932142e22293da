"""Django's EMAIL_BACKEND of the site."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from .services import queue_mail


class OutboxBackend(BaseEmailBackend):
    """Puts every message into the outbox, so that it leaves exactly when its transaction commits."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        messages = [message for message in email_messages if message.recipients()]
        for message in messages:
            queue_mail(message=message)
        return len(messages)
