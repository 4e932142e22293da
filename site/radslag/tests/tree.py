"""Pages for tests, put in the tree without what costs most and is seldom asked about: checks, drafts, their history."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from unittest.mock import patch

from django.db.models import F
from django.utils import timezone
from wagtail.models import Locale, Page, Site

AnyPage = TypeVar("AnyPage", bound=Page)


def put_under(parent: Page, page: AnyPage) -> AnyPage:
    """The same as `parent.add_child(instance=page)`, but what the page says is taken as it is.

    What is left out is filled in; signals are sent, the history has its line.
    """
    page.full_clean = page._set_core_field_defaults
    try:
        parent.add_child(instance=page)
    finally:
        del page.full_clean
    return page


def put_at_the_top(home: AnyPage, *, hostname: str) -> AnyPage:
    """Make `home` the home page of the one site, in a fifth of the time: nearly every test begins with it.

    Neither history, search nor references hear of it.
    """
    locale, _new = Locale.objects.get_or_create(language_code="sv")
    root = Page.objects.filter(depth=1).first()
    if root is None:  # a test with real transactions ends by emptying the database
        root = Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
    last = Page.objects.filter(depth=2).order_by("path").last()
    home.locale, home.draft_title, home.depth = locale, home.title, 2
    home.path = last._inc_path() if last else Page._get_path(root.path, 2, 1)
    home.set_url_path(root)
    insert_page(home)
    Page.objects.filter(pk=root.pk).update(numchild=F("numchild") + 1)
    found = Site.objects.filter(is_default_site=True).update(hostname=hostname, root_page=home)
    if not found:
        Site.objects.create(hostname=hostname, root_page=home, is_default_site=True)
    Site.clear_site_root_paths_cache()
    return home


def insert_page(page: Page) -> None:
    """The rows of a page that is complete, without what saving it sets off."""
    fields = Page._meta.local_concrete_fields
    (row,) = Page.objects.bulk_create(
        [Page(**{field.attname: getattr(page, field.attname) for field in fields})]
    )
    page.id = page.pk = row.pk
    page._state.adding, page._state.db = False, "default"
    # What bulk_create does where it may: it refuses models that have a parent, whose rows stand here already.
    model = type(page)
    model._base_manager._insert([page], fields=model._meta.local_concrete_fields, using="default")


@contextmanager
def drafts_are_published(page_type: type[Page]) -> Iterator[None]:
    """Inside the block a draft of `page_type` is stored as it stands once published: no revision, nothing checked."""

    def taken_as_it_is(page: Page) -> None:
        page._set_core_field_defaults()
        page.live, page.has_unpublished_changes = True, False
        page.first_published_at = page.last_published_at = timezone.now()

    def no_revision(page: Page, **ways: Any) -> None:
        pass

    with patch.multiple(page_type, minimal_clean=taken_as_it_is, save_revision=no_revision):
        yield
