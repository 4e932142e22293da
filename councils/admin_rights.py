"""Rights follow the page tree: the matters of a council belong to whoever may change its page."""

from __future__ import annotations

from typing import Any

from wagtail_modeladmin.helpers import PermissionHelper

from councils.models import CouncilPage, Matter
from councils.querysets import MatterQuerySet
from radslag.editors.rights import pages_where

READING = ("councils.add_matter", "councils.change_matter", "councils.view_matter")


def councils_of(user: Any, *permissions: str) -> Any:
    """The councils whose page a role of the person may change, when that role also holds any of `permissions`."""
    pages = pages_where(user, permissions or READING, ["change_page"])
    return CouncilPage.objects.filter(pk__in=pages.values("pk"))


def own_matters(user: Any, *permissions: str) -> MatterQuerySet:
    """Matters of the person's councils."""
    matters: MatterQuerySet = Matter.objects.filter(council__in=councils_of(user, *permissions).values("pk"))
    return matters


class ByCouncil(PermissionHelper):
    """What a role of the person allows, in the councils whose page that role may change."""

    def user_can_list(self, user: Any) -> bool:
        """Whether there is a council whose matters the person may read."""
        return bool(councils_of(user).exists())

    def user_can_create(self, user: Any) -> bool:
        """Whether there is a council the person may write down matters of."""
        return bool(councils_of(user, "councils.add_matter").exists())

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        """A role of the person changes matters of the council."""
        return obj.council_id in _known(user, "councils.change_matter")

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        """Administrators of the branch: a matter written down by mistake."""
        return obj.council_id in _known(user, "councils.delete_matter")


def _known(user: Any, permission: str) -> set[int]:
    """The numbers of the person's councils, asked for once a request: a list asks for every row and button."""
    known: dict[str, set[int]] = user.__dict__.setdefault("_councils_by_permission", {})
    if permission not in known:
        known[permission] = set(councils_of(user, permission).values_list("pk", flat=True))
    return known[permission]
