"""Someone who takes part in conversations and is known by an address."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Participant(models.Model):
    """An e-mail address that somebody wrote, confirmed when its owner has opened a link sent to it. Never shown.

    The one place where the addresses of those who write, like, report and follow are stored: to erase a person is to
    delete this row. It is no account and opens no door but the person's own comments.
    """

    email = models.EmailField(_("e-mail"), unique=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    created_at = models.DateTimeField(_("first seen"))
    language = models.CharField(_("language of mails"), max_length=10, default=settings.LANGUAGE_CODE)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="comments_participant_email_lower_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None
