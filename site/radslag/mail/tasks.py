"""The background task of the outbox. Its row holds a number and nothing that a person wrote."""

from django_tasks import task


@task()
def deliver_mail_task(mail_id: int) -> None:
    """Deliver one message of the outbox."""
    from .services import deliver_mail

    deliver_mail(mail_id=mail_id)
