"""People who log in: residents with a code by e-mail, staff with a password too."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from radslag.incoming.addresses import normalised_email


class UserManager(BaseUserManager["User"]):
    """Makes users; the e-mail address is stored in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password only a code by e-mail lets the person in."""
        if not email:
            raise ValueError("a user needs an e-mail address")
        user = self.model(email=normalised_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator with every right."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A resident or a member of staff. Logs in by e-mail."""

    email = models.EmailField(_("e-mail"), unique=True)
    first_name = models.CharField(
        _("first name"),
        max_length=80,
        blank=True,
        help_text=_("Shown to staff only. Residents leave it empty."),
    )
    last_name = models.CharField(
        _("last name"),
        max_length=80,
        blank=True,
        help_text=_("Shown to staff only. Residents leave it empty."),
    )
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("Works for the municipality or a housing company.")
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Take away the tick instead of deleting the person.")
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="radslag_user_email_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def name(self) -> str:
        """First and last name, or nothing."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_full_name(self) -> str:
        """The name, or nothing: what Django and Wagtail ask for."""
        return self.name

    def get_short_name(self) -> str:
        """What the admin greets the person with."""
        return self.first_name or self.email.partition("@")[0]
