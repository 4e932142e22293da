"""Who may decide about comments: a role that holds the permission, in the branch the comment stands in."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from radslag.rights import pages_where

MODERATE = "comments.moderate_comment"
PAGE_PERMISSIONS = ("change_page", "publish_page", "unlock_page")


def may_moderate(user: Any, page: Page) -> bool:
    """Whether `user` decides about the comments under `page`."""
    return moderated_pages(user).filter(pk=page.pk).exists()


def moderated_pages(user: Any) -> QuerySet[Page]:
    """The pages whose comments `user` decides about."""
    return pages_where(user, [MODERATE], PAGE_PERMISSIONS)
