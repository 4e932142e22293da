"""Rights follow the page tree: one and the same group says what a person may do and where."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from wagtail.models import GroupPagePermission, Page


def pages_where(user: Any, permissions: Iterable[str], page_permissions: Iterable[str]) -> QuerySet[Page]:
    """The pages on which `user` may do what any of `permissions` (app.codename) says.

    They lie in a branch that a group of hers holds one of `page_permissions` (codenames) for, and that group itself holds
    the permission: a role in one branch and another role in a second do not add up. A superuser has all pages.
    """
    if not user.is_active or user.is_anonymous:
        return Page.objects.none()
    if user.is_superuser:
        return Page.objects.all()
    groups = user.groups.none()
    for permission in permissions:
        app, _dot, codename = permission.partition(".")
        groups |= user.groups.filter(permissions__codename=codename, permissions__content_type__app_label=app)
    branches = GroupPagePermission.objects.filter(
        group__in=groups.order_by().values("pk"), permission__codename__in=list(page_permissions)
    )
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = branches.annotate(below=path).filter(below__startswith=F("page__path"))
    return Page.objects.filter(Exists(above))
