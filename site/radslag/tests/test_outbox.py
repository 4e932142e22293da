"""Mail waits in the outbox and leaves by the worker."""

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from radslag.clock import at, database_now
from radslag.mail import development, services
from radslag.mail.messages import from_values, to_values
from radslag.models import OutgoingMail
from radslag.tests.background import run_tasks

REFUSING = f"{__name__}.RefusingBackend"


class RefusingBackend(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, email_messages):
        raise smtplib.SMTPRecipientsRefused({"anna@example.org": (451, b"anna@example.org: try later")})


@pytest.fixture(autouse=True)
def outbox_backend(settings):
    settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"


def send(**overrides):
    fields = {
        "subject": "Din kod",
        "message": "Koden är 483920",
        "from_email": None,
        "recipient_list": ["anna@example.org"],
    }
    return send_mail(**fields | overrides)


@pytest.mark.django_db
def test_a_message_waits_until_the_worker_delivers_it():
    assert send() == 1
    assert not mail.outbox
    assert OutgoingMail.objects.get().recipients == "anna@example.org"

    run_tasks()
    assert [(sent.subject, sent.body, sent.to) for sent in mail.outbox] == [
        ("Din kod", "Koden är 483920", ["anna@example.org"])
    ]
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_a_write_that_is_rolled_back_sends_nothing():
    with pytest.raises(RuntimeError), transaction.atomic():
        send()
        raise RuntimeError
    assert not OutgoingMail.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("backend", [REFUSING, "django.core.mail.backends.locmem.EmailBackend"])
def test_the_task_table_holds_nothing_of_a_message(settings, backend):
    settings.RADSLAG_MAIL_DELIVERY_BACKEND = backend
    send()
    run_tasks()
    for row in DBTaskResult.objects.values():
        assert "483920" not in str(row)
        assert "anna" not in str(row)


@pytest.mark.django_db
def test_a_refused_message_is_kept_and_tried_again_later(settings, caplog):
    settings.RADSLAG_MAIL_DELIVERY_BACKEND = REFUSING
    send()
    run_tasks()
    kept = OutgoingMail.objects.get()
    assert (kept.attempts, kept.last_error) == (1, "SMTPRecipientsRefused 451")
    assert "anna" not in caplog.text

    settings.RADSLAG_MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert services.retry_waiting_mail() == 0
    with at(database_now() + dt.timedelta(minutes=2)):
        assert services.retry_waiting_mail() == 1
        run_tasks()
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_message_that_is_never_taken_is_given_up_visibly_and_emptied(settings):
    settings.RADSLAG_MAIL_DELIVERY_BACKEND = REFUSING
    send()
    later = database_now()
    for _ in range(services.MOST_ATTEMPTS + 2):
        later += dt.timedelta(hours=3)
        with at(later):
            services.retry_waiting_mail()
            run_tasks()
    given_up = OutgoingMail.objects.get()
    assert given_up.gave_up_at is not None
    assert given_up.attempts == services.MOST_ATTEMPTS
    assert given_up.message == {}
    assert not DBTaskResult.objects.failed().exists()

    with at(later + services.GIVEN_UP_MAIL.default):
        assert services.forget_given_up_mail() == 1


@pytest.mark.django_db
def test_a_message_whose_task_was_lost_is_delivered_all_the_same():
    send()
    DBTaskResult.objects.all().delete()
    assert services.retry_waiting_mail() == 0
    with at(database_now() + dt.timedelta(minutes=2)):
        assert services.retry_waiting_mail() == 1
        run_tasks()
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_message_without_recipients_goes_nowhere():
    assert send(recipient_list=[]) == 0
    assert not OutgoingMail.objects.exists()


def test_a_message_comes_out_of_the_outbox_as_it_went_in():
    message = EmailMultiAlternatives(
        "Ämne",
        "Text",
        "fran@example.org",
        ["till@example.org"],
        bcc=["dold@example.org"],
        cc=["kopia@example.org"],
        reply_to=["svar@example.org"],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative("<p>Text</p>", "text/html")
    message.attach("röster.csv", b"\xff\x00", "text/csv")
    assert to_values(from_values(to_values(message))) == to_values(message)
    assert from_values(to_values(message)).attachments[0].content == b"\xff\x00"


def test_in_development_a_message_is_printed_and_kept_as_a_file(settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path
    for subject in ("Den första", "Den andra"):
        message = EmailMessage(subject, "Koden är 483920\n", "fran@example.org", ["anna@example.org"])
        development.ConsoleAndFolderBackend().send_messages([message])
    newest, oldest = development.delivered_mail(most=50)
    assert (newest.subject, oldest.subject) == ("Den andra", "Den första")
    assert (newest.recipient, newest.text.strip()) == ("anna@example.org", "Koden är 483920")
    assert newest.sent_at.tzinfo is not None
    assert "Koden är 483920" in capsys.readouterr().out


@pytest.mark.django_db
def test_what_development_shows_is_not_routed_elsewhere(client):
    assert client.get("/utveckling/mejl/", follow=False).status_code == 404
