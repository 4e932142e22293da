"""The app's configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetingConfig(AppConfig):
    """Participatory budgeting."""

    name = "budgeting"
    verbose_name = _("Participatory budgeting")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add our part to “Mina sidor”, and what of ours is talked about."""
        from budgeting import conversations
        from budgeting.display.mine import my_part
        from budgeting.models import Proposal
        from comments import outcomes, targets
        from radslag.accounts import my_pages

        my_pages.register("budgeting/my_part.html", my_part)
        targets.register("forslag", Proposal, conversations.load, conversations.load_all)
        outcomes.register(
            "forslag", Proposal, _("Proposal"), search=conversations.search, resolve=conversations.resolve
        )
