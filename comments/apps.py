from django.apps import AppConfig, apps
from django.db.models.signals import pre_save
from django.utils.translation import pgettext_lazy


class CommentsConfig(AppConfig):
    """Comment threads: what residents write under a page, and what a moderator decides about it."""

    name = "comments"
    verbose_name = pgettext_lazy("of residents", "Comments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add our part to “Mina sidor”, let no mail leave that retells what is out of sight by then, and take away xtd's hook: it
        publishes every reply below a comment that is saved, also those still waiting."""
        from django_comments_xtd.models import publish_or_unpublish_on_pre_save

        from comments.admin import limit_words
        from comments.display.my_part import my_part
        from comments.models import ThreadMixin
        from comments.privacy import audited
        from comments.privacy.archive import kind
        from comments.privacy.gauges import queue
        from comments.privacy.my_data import owner
        from comments.privacy.personal_data import declare_all
        from comments.services.erasure import erase_from_conversations
        from comments.talked_about.publicity import may_be_told
        from radslag.accounts import my_pages
        from radslag.archives import kinds
        from radslag.mail import about
        from radslag.operation import gauges
        from radslag.page_cache import instants
        from radslag.privacy import people

        for model in apps.get_models():
            if issubclass(model, ThreadMixin):
                instants.register(model, "thread_ends")
        audited.register()
        limit_words.register()
        declare_all()
        people.register(owner(erase_from_conversations))
        kinds.register(kind())
        about.register("comment", may_be_told)
        gauges.register(queue)
        my_pages.register("comments/my_part.html", my_part)
        pre_save.disconnect(publish_or_unpublish_on_pre_save, sender="comments.Comment")
