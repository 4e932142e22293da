"""The app's configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetingConfig(AppConfig):
    """Participatory budgeting."""

    name = "budgeting"
    verbose_name = _("Participatory budgeting")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add our part to “Mina sidor”, what of ours is talked about, and what happens to files without rows."""
        from django.db.models.signals import post_delete, pre_delete

        from budgeting import conversations
        from budgeting.display.followed import my_follows
        from budgeting.display.mine import my_part
        from budgeting.mails import following as following_mails
        from budgeting.mails.review import still_stands
        from budgeting.models import Proposal, ProposalDraft, Round
        from budgeting.privacy import audited, operated
        from budgeting.privacy.archive import kind
        from budgeting.privacy.my_data import owner
        from budgeting.privacy.personal_data import declare_all
        from budgeting.services.erasing import erase_from_rounds
        from budgeting.services.forgetting_updates import delete_unpublished_of
        from budgeting.services.stored_files import FILES, delete_files_of_draft, delete_files_of_row
        from budgeting.words import limits as limit_words
        from comments.talked_about import outcomes, targets
        from radslag.accounts import my_pages
        from radslag.archives import kinds
        from radslag.mail import about
        from radslag.models import User
        from radslag.page_cache import instants
        from radslag.privacy import people

        instants.register(
            Round,
            "submission_opens",
            "submission_closes",
            "proposals_shown",
            "voting_opens",
            "voting_closes",
            "result_at",
        )
        audited.register()
        limit_words.register()
        declare_all()
        people.register(owner(erase_from_rounds))
        kinds.register(kind())
        operated.register()
        my_pages.register("budgeting/my_part.html", my_part)
        my_pages.register("budgeting/my_follows.html", my_follows)
        about.register("decision", still_stands)
        about.register("round_news", following_mails.is_news)
        about.register("round_last_day", following_mails.is_last_day)
        about.register("project_news", following_mails.is_project_news)
        targets.register("forslag", Proposal, conversations.load, conversations.load_all)
        outcomes.register(
            "forslag", Proposal, _("Proposal"), search=conversations.search, resolve=conversations.resolve
        )
        for model, _fields, _folder in FILES:
            post_delete.connect(
                delete_files_of_row, sender=model, dispatch_uid=f"budgeting.files.{model.__name__}"
            )
        pre_delete.connect(delete_files_of_draft, sender=ProposalDraft, dispatch_uid="budgeting.files.draft")
        pre_delete.connect(delete_unpublished_of, sender=User, dispatch_uid="budgeting.updates.of_user")
