"""Where somebody is logged in: enough for the person to see it and to end it, and no more."""

from django.contrib.sessions.models import Session
from django.db import models
from django.utils.translation import gettext_lazy as _


class LoginSession(models.Model):
    """A session of a person who is logged in. The row goes with the session: the database deletes both at once."""

    user = models.ForeignKey(
        "radslag.User",
        on_delete=models.CASCADE,
        related_name="login_sessions",
        verbose_name=_("user"),
        help_text=_("Who is logged in."),
    )
    session = models.OneToOneField(
        Session,
        on_delete=models.DO_NOTHING,
        db_constraint=False,  # the migration adds one that cascades
        related_name="login",
        verbose_name=_("session"),
        help_text=_("Ending it deletes it."),
    )
    browser = models.CharField(
        _("browser"), max_length=20, blank=True, help_text=_("Its name alone, such as Firefox.")
    )
    system = models.CharField(
        _("system"), max_length=20, blank=True, help_text=_("Its name alone, such as Android.")
    )
    began_at = models.DateTimeField(_("logged in"), help_text=_("When the person logged in."))
    last_used_at = models.DateTimeField(_("last used"), help_text=_("To within a few minutes."))

    class Meta:
        verbose_name = _("log-in that lasts")
        verbose_name_plural = _("log-ins that last")
        indexes = [models.Index(fields=["user", "-last_used_at"], name="radslag_login_sessions")]

    def __str__(self) -> str:
        return self.device or str(_("An unknown device"))

    @property
    def device(self) -> str:
        """What the person knows it by, such as "Firefox på Android"; empty when nothing is known."""
        if self.browser and self.system:
            return _("%(browser)s on %(system)s") % {"browser": self.browser, "system": self.system}
        return self.browser or self.system
