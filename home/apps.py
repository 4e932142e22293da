from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """The home page, standard pages, news, search and "Mina sidor": the top layer, which may use all others."""

    name = "home"
    verbose_name = _("Home and news")

    def ready(self) -> None:
        """What the law wants on every page is linked in the footer, and the news take drafts from other apps."""
        from wagtail.signals import page_published

        from home import limit_words
        from home.services import footer_links
        from home.services.news_drafts import Desk
        from radslag.audit import words
        from radslag.editors.news_drafts import register

        page_published.connect(footer_links.on_publish, dispatch_uid="home.footer_links")
        register(Desk())
        limit_words.register()
        words.register({"home.ensure_roles": _("Roles of a branch made")})
