"""Messages to contacts."""

import datetime as dt

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from radslag.incoming.plain import plain_line, plain_text
from radslag.limits import Full, Limit, hit_all, limit_for, limit_for_network, salt_of_today, use
from radslag.models import Contact

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
FROM_ONE_ADDRESS, FROM_ONE_NETWORK, TO_ONE_CONTACT = 5, 20, 30
"""Messages within an hour."""


@transaction.atomic
def send_message(
    *, contact: Contact, sender: str, name: str, message: str, network: str = "", form: str = ""
) -> Full | None:
    """Put a message to `contact` in the outbox, or return the limit that is reached; then nothing is sent.

    The answer goes to `sender`, who is sent nothing: the address may be somebody else's. `network` is where the request
    came from and is stored only as a hash; `form` names the form that was sent: the same one sent twice is one message.
    """
    text = plain_text(message)
    if form and not use(_letter(form, sender, text)):
        return None
    full = hit_all(_limits(contact, sender, network))
    if full is not None:
        transaction.set_rollback(True)
        return full
    EmailMessage(
        subject=_("Message from the site to %(contact)s") % {"contact": plain_line(contact.role)},
        body=f"{text}\n\n{_('From')}: {plain_line(name) or '–'} <{sender}>",
        to=[contact.email],
        reply_to=[sender],
    ).send()
    return None


def _letter(form: str, sender: str, text: str) -> Limit:
    return limit_for("contact-letter", f"{form}\0{sender}\0{text}", times=1, window=DAY)


def _limits(contact: Contact, sender: str, network: str) -> list[Limit]:
    limits = [
        limit_for("contact-from-address", sender, times=FROM_ONE_ADDRESS, window=HOUR),
        limit_for("contact-to", str(contact.pk), times=TO_ONE_CONTACT, window=HOUR),
    ]
    if network:
        salt = salt_of_today()
        limits.append(
            limit_for_network("contact-from", network, salt=salt, times=FROM_ONE_NETWORK, window=HOUR)
        )
    return limits
