"""What is kept once and used on many pages can't be deleted while it is used: no link, picture or contact goes missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import ProtectedError
from django.db.models.functions import Cast
from django.db.models.signals import post_save, pre_delete
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex, Revision

OWN_APPS = frozenset({"radslag", "comments", "councils", "budgeting", "home"})
LISTED = 10
"""Places that a message names; it says how many more there are."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is used: words, and the address where it is edited (empty when it has none)."""

    text: str
    url: str = ""


class InUse(ProtectedError):
    """Raised by a deletion; nothing has been deleted."""

    def __init__(self, thing: models.Model, places: list[Place]) -> None:
        super().__init__(f"{thing._meta.label} {thing.pk} is used in {len(places)} places", {thing})
        self.thing, self.places = thing, places


def places_of(thing: models.Model) -> list[Place]:
    """Everything that uses `thing`: pages with it in a field or a block, whether published or not, and other rows."""
    users: dict[tuple[str, Any], models.Model] = {}
    for user in [*_referring(thing), *_related(thing), *_drafts(thing)]:
        users.setdefault(_identity(user), user)
    return [_place(user) for user in users.values()]


def _identity(user: models.Model) -> tuple[str, Any]:
    return ("page" if isinstance(user, Page) else user._meta.label, user.pk)


def _referring(thing: models.Model) -> list[Any]:
    return [source for source, _references in ReferenceIndex.get_grouped_references_to(thing)]


def _related(thing: models.Model) -> Iterable[models.Model]:
    """Rows of ours that point here by a key or a list of keys; the index above does not see lists of keys."""
    for relation in thing._meta.get_fields(include_hidden=True):
        own = relation.auto_created and not relation.concrete and relation.related_model is not None
        if not own or relation.one_to_one or relation.related_model._meta.app_label not in OWN_APPS:  # type: ignore[union-attr]
            continue
        if relation.related_model._meta.auto_created:  # type: ignore[union-attr]
            continue  # the table behind a list of keys: the list itself is looked at
        rows = relation.related_model._base_manager.filter(**{relation.field.name: thing})  # type: ignore[union-attr]
        yield from (row.page if hasattr(row, "sort_order") and hasattr(row, "page") else row for row in rows)


def _drafts(thing: models.Model) -> Iterable[Page]:
    """Pages whose unpublished changes use it. Only drafts in whose text its number stands are opened."""
    latest = Page.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
    rows = Revision.page_revisions.filter(pk__in=latest.values("latest_revision")).alias(
        words=Cast("content", models.TextField())
    )
    goal = (ContentType.objects.get_for_model(thing).pk, str(thing.pk))
    for revision in rows.filter(words__contains=str(thing.pk)):
        page = revision.as_object()
        found = {
            (str(kind), pk)
            for kind, _base, pk, *_rest in ReferenceIndex._extract_references_from_object(page)
        }
        if (str(goal[0]), goal[1]) in found or _in_a_list(page, thing):
            yield page


def _in_a_list(page: Page, thing: models.Model) -> bool:
    lists = [field for field in page._meta.many_to_many if field.related_model is type(thing)]
    return any(thing in getattr(page, field.name).all() for field in lists)


def index_references(instance: models.Model, **kwargs: Any) -> None:
    """Receiver of post_save: what a page uses is known at once; Wagtail leaves it to the worker, who may be late."""
    if ReferenceIndex.is_indexed(type(instance)):
        ReferenceIndex.create_or_update_for_object(instance)


def _place(user: Any) -> Place:
    if isinstance(user, Page):
        return Place(user.get_admin_display_title(), reverse("wagtailadmin_pages:edit", args=[user.pk]))
    return Place(f"{capfirst(user._meta.verbose_name)}: {user}")


def keep_what_is_used(instance: models.Model, **kwargs: Any) -> None:
    """Receiver of pre_delete. Raises InUse, whoever deletes and however."""
    places = places_of(instance)
    if places:
        raise InUse(instance, places)


def guard() -> None:
    """Watch over the deletion of everything that is used on many pages."""
    from radslag.models import Area, Contact, SiteSettings, Theme

    linking: list[type[models.Model]] = [model for model in apps.get_models() if issubclass(model, Page)]
    linking.append(SiteSettings)
    for model in linking:
        post_save.connect(index_references, sender=model, dispatch_uid=f"radslag.references.{model.__name__}")
    for model in (Area, Theme, Contact, get_image_model(), get_document_model()):
        pre_delete.connect(keep_what_is_used, sender=model, dispatch_uid=f"radslag.in_use.{model.__name__}")


class ExplainRefusals:
    """Middleware: in the admin, a deletion that was refused becomes a message with the places, on the page before."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do on the way in."""
        response: HttpResponse = self.get_response(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only our own refusals, and only in the admin."""
        if not isinstance(exception, InUse) or not request.path_info.startswith("/admin/"):
            return None
        messages.error(request, refusal(exception.thing, exception.places))
        return redirect(_list_of(exception.thing))


def _list_of(thing: models.Model) -> str:
    names = {get_image_model(): "wagtailimages:index", get_document_model(): "wagtaildocs:index"}
    return reverse(names.get(type(thing), "wagtailadmin_home"))


def refusal(thing: models.Model, places: list[Place]) -> SafeString:
    """Why it was not deleted, where it is used, and what to do."""
    words = _("“%(thing)s” is used and was not deleted. Take it away from these places first:") % {
        "thing": thing
    }
    return format_html("{}{}", words, as_list(places))


def as_list(places: list[Place]) -> SafeString:
    """The places as a list of links."""
    rows: list[Any] = [
        (format_html('<a href="{}">{}</a>', place.url, place.text) if place.url else place.text,)
        for place in places[:LISTED]
    ]
    rest = len(places) - LISTED
    if rest > 0:
        rows.append((ngettext("and %(n)d more place", "and %(n)d more places", rest) % {"n": rest},))
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", rows))


def warn_of_links(request: HttpRequest, page: Page) -> None:
    """Receiver of before_delete_page: says which other pages lead to this one or to those below it."""
    if request.method != "GET":
        return
    inside = Page.objects.filter(path__startswith=page.path)
    references = ReferenceIndex.get_references_to_in_bulk(inside).exclude(
        object_id__in=[str(pk) for pk in inside.values_list("pk", flat=True)]
    )
    sources = {source for source, _found in references.group_by_source_object()}
    places = [_place(source) for source in sources]
    if places:
        words = _("Other places lead here. Their links will lead nowhere when the page is deleted:")
        messages.warning(request, format_html("{}{}", words, as_list(places)))
