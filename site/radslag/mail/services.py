"""The outbox: in, out, again, and given up."""

import datetime as dt
import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet

from radslag.clock import database_now, machine_now
from radslag.models.mail import OutgoingMail
from radslag.privacy.site_periods import GIVEN_UP_MAIL

from .about import about_of, may_be_told
from .messages import from_values, to_values
from .tasks import deliver_mail_task

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
FIRST_PAUSE = dt.timedelta(
    minutes=1
)  # doubled by every attempt: the last comes about two hours after the first


@transaction.atomic(savepoint=False)
def queue_mail(*, message: EmailMessage) -> OutgoingMail:
    """Keep `message` for delivery and tell the worker, both in the caller's transaction."""
    mail = OutgoingMail(
        message=to_values(message),
        recipients=", ".join(message.recipients()),
        subject=" ".join(str(message.subject).split()),
        about=about_of(message),
        next_attempt_at=machine_now(),
    )
    OutgoingMail.objects.bulk_create([mail])  # without signals: nobody listens to mail, and many come at once
    deliver_mail_task.enqueue(mail.pk)
    return mail


@transaction.atomic
def deliver_mail(*, mail_id: int) -> bool:
    """Hand one message to the mail server and forget it; say whether that went well.

    Does nothing when the row is gone, given up, or in the hands of another worker. A message that retells what has been
    put out of sight since is forgotten instead. Never raises for what the mail
    server says: the failure is written on the row, and it is tried again later.
    """
    waiting = OutgoingMail.objects.filter(pk=mail_id, gave_up_at=None)
    mail = waiting.select_for_update(skip_locked=True).first()
    if mail is None:
        return False
    if not may_be_told(mail.about, mail.created_at):
        mail.delete()
        return False
    try:
        with get_connection(settings.RADSLAG_MAIL_DELIVERY_BACKEND) as connection:
            connection.send_messages([from_values(mail.message)])
    except Exception as error:  # whatever a mail server, its library or a broken message can raise
        _note_failure(mail, error)
        return False
    mail.delete()
    return True


def retry_waiting_mail() -> int:
    """Tell the worker of all messages whose time has come again, oldest first; return how many.

    The jobs only tell: a mail server that hangs must not hold up the thread that counts rounds.
    """
    due = OutgoingMail.objects.filter(gave_up_at=None, next_attempt_at__lte=database_now(), attempts__gt=0)
    lost = OutgoingMail.objects.filter(
        gave_up_at=None, attempts=0, next_attempt_at__lte=database_now() - FIRST_PAUSE
    )
    waiting = list((due | lost).order_by("next_attempt_at").values_list("pk", flat=True))
    for mail_id in waiting:
        deliver_mail_task.enqueue(mail_id)
    return len(waiting)


def forget_given_up_mail() -> int:
    """Delete the traces of messages given up long ago, as a rule a month; return how many."""
    deleted, _ = old_given_up_mail(database_now()).delete()
    return deleted


def old_given_up_mail(now: dt.datetime) -> QuerySet[OutgoingMail]:
    """Traces of messages that have been kept long enough."""
    return OutgoingMail.objects.filter(gave_up_at__lt=now - GIVEN_UP_MAIL.length)


def forget_mail_to(*, address: str) -> int:
    """Delete what waits for `address` alone, since the person is being erased; return how many messages."""
    deleted, _ = OutgoingMail.objects.filter(recipients=address).delete()
    return deleted


def _note_failure(mail: OutgoingMail, error: Exception) -> None:
    mail.attempts += 1
    mail.last_error = _without_names(error)
    mail.next_attempt_at = database_now() + FIRST_PAUSE * 2 ** (mail.attempts - 1)
    if mail.attempts >= MOST_ATTEMPTS:
        mail.gave_up_at = database_now()
        mail.message = {}
    mail.save()
    logger.warning("Mail %s was not delivered (attempt %s): %s", mail.pk, mail.attempts, mail.last_error)


def _without_names(error: Exception) -> str:
    """The kind of failure; the text of a mail server often holds the address, which does not belong in a log."""
    code = getattr(error, "smtp_code", None)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next((code for code, _ in error.recipients.values()), None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
