"""Who may decide about comments: the permission, and a page permission on the branch the comment stands in."""

from typing import Any

from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

MODERATE = "comments.moderate_comment"
PAGE_ACTIONS = ("change", "publish")


def moderates(user: Any) -> bool:
    """Whether `user` moderates comments at all, on whatever pages."""
    return bool(user and user.is_active and user.has_perm(MODERATE))


def may_moderate(user: Any, page: Page) -> bool:
    """Whether `user` decides about the comments under `page`."""
    return moderates(user) and bool(
        PagePermissionPolicy().user_has_any_permission_for_instance(user, PAGE_ACTIONS, page)
    )


def moderated_pages(user: Any) -> Any:
    """The pages whose comments `user` decides about (a queryset; none without the permission)."""
    if not moderates(user):
        return Page.objects.none()
    return PagePermissionPolicy().instances_user_has_any_permission_for(user, PAGE_ACTIONS)
