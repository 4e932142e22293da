"""The amount above which a payment takes two people, as a superuser sets it: at once, and noted in the page's history."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from budgeting.models import BudgetingPage
from budgeting.services import rounds
from radslag.models import User


@transaction.atomic
def set_two_people_above(*, programme_id: int, above_ore: int | None, by: User) -> None:
    """Set it in öre; None: one person is always enough. Raises PermissionDenied for everyone but superusers."""
    if not by.is_superuser:
        raise PermissionDenied
    programme = rounds.alone_with_the_money(programme_id)
    before_ore = BudgetingPage.objects.values_list("two_people_above_ore", flat=True).get(pk=programme_id)
    if before_ore == above_ore:
        return
    BudgetingPage.objects.filter(pk=programme_id).update(two_people_above_ore=above_ore)
    log(programme, "budgeting.two_people", user=by, data={"above_ore": [before_ore, above_ore]})
