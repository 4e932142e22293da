from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class RadslagConfig(AppConfig):
    """Users, registers and settings shared by all apps."""

    default = True
    name = "radslag"
    verbose_name = _("The site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Pictures get their sizes when a page is published; files are looked into when they are stored."""
        from django.db.models.signals import post_delete, post_migrate, post_save, pre_save
        from django_tasks_db.models import DBTaskResult
        from wagtail.documents import get_document_model
        from wagtail.signals import page_published

        from radslag.accounts import sessions
        from radslag.audit import sources
        from radslag.editors import in_use
        from radslag.editors.empty_fields import let_empty_fields_be
        from radslag.for_programs.spreadsheets import let_exports_open
        from radslag.limits import words
        from radslag.media.document_facts import on_document_saved
        from radslag.models import SiteSettings, User
        from radslag.operation import system_checks  # noqa: F401
        from radslag.operation.failed_tasks import keep_places_alone
        from radslag.page_cache.watched import watch
        from radslag.pictures import let_tags_narrow_a_search, on_publish, on_settings_saved
        from radslag.privacy import of_the_account, of_the_site, people
        from radslag.privacy.services import erase_account, forget_in_logs

        let_empty_fields_be()
        let_tags_narrow_a_search()
        let_exports_open()
        sessions.connect()
        of_the_site.declare_all()
        people.register(of_the_account.owner(erase_account))
        post_delete.connect(forget_in_logs, sender=User, dispatch_uid="radslag.privacy.logs")
        sources.connect()
        words.register()
        post_migrate.connect(watch, sender=self, dispatch_uid="radslag.page_cache")
        page_published.connect(on_publish, dispatch_uid="radslag.pictures")
        in_use.guard()
        pre_save.connect(keep_places_alone, sender=DBTaskResult, dispatch_uid="radslag.tasks.traces")
        post_save.connect(on_settings_saved, sender=SiteSettings, dispatch_uid="radslag.share_picture")
        post_save.connect(
            on_document_saved, sender=get_document_model(), dispatch_uid="radslag.document_facts"
        )


class StaffConfig(WagtailUsersAppConfig):
    """Wagtail's users in the editors' side, without residents."""

    default = False
    user_viewset = "radslag.editors.users.StaffViewSet"
