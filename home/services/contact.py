"""Messages to contacts."""

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from radslag.models import Contact


@transaction.atomic
def send_message(*, contact: Contact, sender: str, name: str, message: str) -> None:
    """Put a message to `contact` in the outbox; the answer goes to `sender`. Nothing is sent to the sender."""
    EmailMessage(
        subject=_("Message from the site to %(contact)s") % {"contact": contact.role},
        body=f"{message}\n\n{_('From')}: {name or '–'} <{sender}>",
        to=[contact.email],
        reply_to=[sender],
    ).send()
