from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RadslagConfig(AppConfig):
    """Users, registers and settings shared by all apps."""

    name = "radslag"
    verbose_name = _("The site")
    default_auto_field = "django.db.models.BigAutoField"
