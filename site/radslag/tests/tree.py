"""Pages for tests, put in the tree without what costs most and is seldom asked about: checks, drafts, their history."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from unittest.mock import patch

from django.utils import timezone
from wagtail.models import Page

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
