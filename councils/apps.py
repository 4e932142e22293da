from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouncilsConfig(AppConfig):
    """Residents' councils and trainee reports."""

    name = "councils"
    verbose_name = _("Residents' councils")

    def ready(self) -> None:
        """Let matters be talked about."""
        from comments.talked_about import outcomes, targets
        from councils import conversations
        from councils.models import Matter
        from councils.personal_data import declare_all

        declare_all()
        targets.register("arende", Matter, conversations.load, conversations.load_all)
        outcomes.register(
            "arende", Matter, _("Matter"), search=conversations.search, resolve=conversations.resolve
        )
