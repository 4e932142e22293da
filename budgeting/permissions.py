"""Who may decide about a round: a role that holds the permission, in the branch its programme stands in."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from wagtail.models import GroupPagePermission, Page

from budgeting.models import Round
from radslag.models import User


def people_who_change(round_: Round) -> QuerySet[User]:
    """Everyone who may change the round: one of them asks, another confirms."""
    return people_who("change_round", round_)


def people_who(codename: str, round_: Round) -> QuerySet[User]:
    """Everyone who holds a permission of this app for the round, by a role in its branch or as a superuser."""
    above = Page.objects.ancestor_of(round_.programme, inclusive=True)
    rights = GroupPagePermission.objects.filter(page__in=above, permission__codename="change_page")
    groups = Group.objects.filter(
        permissions__codename=codename, permissions__content_type__app_label="budgeting"
    ).filter(pk__in=rights.order_by().values("group"))
    people = User.objects.filter(is_active=True).filter(
        Q(is_superuser=True) | Q(groups__in=groups.order_by().values("pk"))
    )
    return people.distinct().order_by("first_name", "last_name", "email")
