"""Who may have a page translated. wagtail-localize asks for one right for the whole site; here rights follow the page tree.

These views stand before wagtail-localize's own at the same addresses (radslag.wagtail_hooks). A translation begins as a draft
(WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE), so nothing in the wrong language is ever public.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import URLPattern, path
from wagtail.models import Locale, Page
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.submit_translations import SubmitPageTranslationView, SubmitTranslationForm
from wagtail_localize.views.update_translations import UpdateTranslationsView

from .rights import pages_where

WRITING = ("add_page", "change_page", "publish_page")


class SubmitTranslation(SubmitPageTranslationView):
    """Have a page translated that one may edit, into languages where one may add pages."""

    def get_object(self) -> Page:
        """Raises PermissionDenied for a page of somebody else's branch."""
        page: Page = super().get_object()
        if not page.permissions_for_user(self.request.user).can_edit():
            raise PermissionDenied
        return page

    def get_form(self) -> SubmitTranslationForm:
        """Offer and accept only the languages that are open to the person."""
        form = super().get_form()
        languages = form.fields["locales"].queryset
        form.fields["locales"].queryset = languages.filter(
            pk__in=[one.pk for one in languages if self._may_add(one)]
        )
        return form

    def _may_add(self, locale: Locale) -> bool:
        """Whether the person may add pages under the nearest page above that is there in the language.

        The right alone: what may be made by hand there is another matter, since a round's page never is.
        """
        for above in self.object.get_ancestors().order_by("-depth"):
            there = above if above.is_root() else above.get_translation_or_none(locale)
            if there is not None:
                rights = there.permissions_for_user(self.request.user)
                return bool(rights.user.is_superuser or "add" in rights.permissions)
        return False


class UpdateTranslations(UpdateTranslationsView):
    """Bring the changes of a page to its translations: for those who may edit the page and each translation."""

    def get_object(self) -> Any:
        """Raises PermissionDenied when the page or one of its translations is out of the person's branch."""
        source = super().get_object()
        translations = source.translations.filter(enabled=True)
        for page in (source.get_source_instance(), *(one.get_target_instance() for one in translations)):
            rights = page.permissions_for_user(self.request.user) if isinstance(page, Page) else None
            if rights is None or not rights.can_edit():
                raise PermissionDenied
        return source

    def form_valid(self, form: Any) -> HttpResponse:
        """Publishing asks for the right to publish."""
        if form.cleaned_data["publish_translations"]:
            for translation in self.object.translations.filter(enabled=True):
                page = translation.get_target_instance()
                if not page.permissions_for_user(self.request.user).can_publish():
                    raise PermissionDenied
        response: HttpResponse = super().form_valid(form)
        return response


class TranslationsReport(TranslationsReportView):
    """The list of translations, of the pages in one's own branches."""

    def get_queryset(self) -> QuerySet[Any]:
        """Only translations of pages that the person may write."""
        own = pages_where(self.request.user, ["wagtailadmin.access_admin"], WRITING)
        rows: QuerySet[Any] = super().get_queryset()
        return rows.filter(source__object_id__in=own.values("translation_key"))


def urls() -> list[URLPattern]:
    """Our views at wagtail-localize's addresses."""
    return [
        path("localize/submit/page/<int:page_id>/", SubmitTranslation.as_view()),
        path("localize/update/<int:translation_source_id>/", UpdateTranslations.as_view()),
        path("localize/reports/translations/", TranslationsReport.as_view()),
        path("localize/reports/translations/results/", TranslationsReport.as_view(results_only=True)),
    ]
