"""Rights follow the page tree: a role says what one may do, the programme's page says where."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_modeladmin.helpers import PermissionHelper

from budgeting.models import BudgetingPage, Proposal, Round
from radslag.models import User


def programmes_of(user: User) -> QuerySet[BudgetingPage]:
    """The programmes whose page the person may change."""
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    return BudgetingPage.objects.filter(pk__in=pages.values("pk"))


class ByPageTree(PermissionHelper):
    """What the person's role allows, in the programmes whose page the person may change. Nothing is deleted here."""

    def user_can_list(self, user: User) -> bool:
        """Whether there is anything to list."""
        return self.user_has_any_permissions(user) and programmes_of(user).exists()

    def user_can_create(self, user: User) -> bool:
        """Rounds are made here, proposals by residents."""
        return self.model is Round and super().user_can_create(user) and programmes_of(user).exists()

    def user_can_edit_obj(self, user: User, obj: Any) -> bool:
        """The programme of the round or proposal must be the person's."""
        round_ = obj if isinstance(obj, Round) else obj.round
        return (
            super().user_can_edit_obj(user, obj)
            and programmes_of(user).filter(pk=round_.programme_id).exists()
        )

    def user_can_delete_obj(self, user: User, obj: Any) -> bool:
        """Never: what residents have seen stays."""
        return False


def own_rounds(user: User) -> QuerySet[Round]:
    """Rounds of the person's programmes."""
    return Round.objects.filter(programme__in=programmes_of(user))


def own_proposals(user: User) -> QuerySet[Proposal]:
    """Proposals to the person's programmes."""
    return Proposal.objects.filter(round__programme__in=programmes_of(user))
