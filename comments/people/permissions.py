"""Who may decide about comments: a role that holds the permission, in the branch the comment stands in."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from wagtail.models import GroupPagePermission, Page

from radslag.editors.rights import pages_where
from radslag.models import User

MODERATE = "comments.moderate_comment"
PAGE_PERMISSIONS = ("change_page", "publish_page", "unlock_page")


def may_moderate(user: Any, page: Page) -> bool:
    """Whether `user` decides about the comments under `page`."""
    return moderated_pages(user).filter(pk=page.pk).exists()


def moderated_pages(user: Any) -> QuerySet[Page]:
    """The pages whose comments `user` decides about."""
    return pages_where(user, [MODERATE], PAGE_PERMISSIONS)


def moderators_of(page: Page) -> QuerySet[User]:
    """The people whose role it is to moderate `page`; a superuser without a role there is none of them."""
    above = Page.objects.ancestor_of(page, inclusive=True)
    rights = GroupPagePermission.objects.filter(page__in=above, permission__codename__in=PAGE_PERMISSIONS)
    groups = _moderating_groups().filter(pk__in=rights.order_by().values("group"))
    return User.objects.filter(is_active=True, groups__in=groups).distinct().order_by("pk")


def branches_of_others(user: Any) -> list[str]:
    """The paths of the pages whose branches somebody else than `user` moderates as her role; superusers are not counted."""
    others = User.objects.filter(is_active=True).exclude(pk=user.pk)
    rights = GroupPagePermission.objects.filter(
        group__in=_moderating_groups().filter(user__in=others), permission__codename__in=PAGE_PERMISSIONS
    )
    return list(rights.order_by().values_list("page__path", flat=True).distinct())


def all_moderators() -> QuerySet[User]:
    """Everyone whose role it is to moderate some branch."""
    rights = GroupPagePermission.objects.filter(permission__codename__in=PAGE_PERMISSIONS)
    groups = _moderating_groups().filter(pk__in=rights.order_by().values("group"))
    return User.objects.filter(is_active=True, groups__in=groups).distinct().order_by("pk")


def _moderating_groups() -> QuerySet[Group]:
    app, _dot, codename = MODERATE.partition(".")
    return Group.objects.filter(permissions__codename=codename, permissions__content_type__app_label=app)
