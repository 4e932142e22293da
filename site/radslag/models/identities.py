"""Who a person of the staff is at the organisation's own log-in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StaffIdentity(models.Model):
    """The issuer's name for a person, and nothing else of what the issuer tells."""

    user = models.OneToOneField(
        "radslag.User",
        on_delete=models.CASCADE,
        related_name="staff_identity",
        verbose_name=_("user"),
        help_text=_("Who logs in."),
    )
    issuer = models.CharField(_("issuer"), max_length=255, help_text=_("The organisation’s log-in."))
    subject = models.CharField(
        _("subject"), max_length=255, help_text=_("The issuer’s name for the person, often a number.")
    )

    class Meta:
        verbose_name = _("identity of staff")
        verbose_name_plural = _("identities of staff")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="radslag_one_user_per_identity")
        ]

    def __str__(self) -> str:
        return str(self.user)
