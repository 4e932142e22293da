from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouncilsConfig(AppConfig):
    """Residents' councils and trainee reports."""

    name = "councils"
    verbose_name = _("Residents' councils")
