from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """The home page, standard pages, news, search and "Mina sidor": the top layer, which may use all others."""

    name = "home"
    verbose_name = _("Home and news")
