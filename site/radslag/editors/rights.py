"""Rights follow the page tree: one and the same group says what a person may do and where."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from wagtail.models import GroupPagePermission, Page


class _Branch(NamedTuple):
    """A branch in which a group of the person holds a right on pages, and what the group may do at all."""

    path: str
    page_permission: str
    permissions: frozenset[str]


def pages_where(user: Any, permissions: Iterable[str], page_permissions: Iterable[str]) -> QuerySet[Page]:
    """The pages on which `user` may do what any of `permissions` (app.codename) says.

    They lie in a branch that a group of hers holds one of `page_permissions` (codenames) for, and that group itself holds
    the permission: a role in one branch and another role in a second do not add up. A superuser has all pages.

    What the groups hold is read once for each user object, as Django does with permissions: once a request.
    """
    if not user.is_active or user.is_anonymous:
        return Page.objects.none()
    if user.is_superuser:
        return Page.objects.all()
    wanted, on_pages = frozenset(permissions), frozenset(page_permissions)
    paths = {
        branch.path
        for branch in _branches_of(user)
        if branch.page_permission in on_pages and branch.permissions & wanted
    }
    if not paths:
        return Page.objects.none()
    below = Q()
    for path in sorted(paths):
        below |= Q(path__startswith=path)
    return Page.objects.filter(below)


def _branches_of(user: Any) -> list[_Branch]:
    known: list[_Branch] | None = getattr(user, "_radslag_branches", None)
    if known is None:
        held: dict[int, set[str]] = {}
        names = ("group", "content_type__app_label", "codename")
        for group, app, codename in Permission.objects.filter(group__user=user).values_list(*names):
            held.setdefault(group, set()).add(f"{app}.{codename}")
        rights = GroupPagePermission.objects.filter(group__in=list(held))
        known = user._radslag_branches = [
            _Branch(path, page_permission, frozenset(held[group]))
            for path, page_permission, group in rights.values_list(
                "page__path", "permission__codename", "group"
            )
        ]
    return known
