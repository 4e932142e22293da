"""Mail on its way out."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OutgoingMail(models.Model):
    """One message from the moment it is sent until the mail server has taken it; then the row is deleted.

    Written by `radslag.mail.services` alone. The message is kept here and nowhere else: the task that delivers it
    carries the row's id only, since a message may hold a log-in code. `about` names what it retells: see
    `radslag.mail.about`.
    """

    message = models.JSONField(
        _("message"), help_text=_("The parts of the message; emptied when it is given up.")
    )
    recipients = models.TextField(_("recipients"))
    subject = models.TextField(pgettext_lazy("of a mail", "subject"))
    about = models.TextField(blank=True, default="", editable=False)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    gave_up_at = models.DateTimeField(_("given up"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="radslag_mail_waiting",
                condition=models.Q(gave_up_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.recipients}"
