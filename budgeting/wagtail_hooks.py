"""What the budgeting app adds to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail_modeladmin.options import modeladmin_register

from budgeting.admin import BudgetingAdmin
from budgeting.models import BudgetingPage, RoundPage

modeladmin_register(BudgetingAdmin)


@hooks.register("before_copy_page")
def never_copy_a_round(request: HttpRequest, page: Any) -> HttpResponse | None:
    """A copied page would show the same round twice."""
    specific = page.specific
    has_rounds = isinstance(specific, BudgetingPage) and specific.get_children().exists()
    if not isinstance(specific, RoundPage) and not has_rounds:
        return None
    messages.error(request, _("A round is never copied. Make a new one with “New round”."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_delete_page")
def keep_rounds(request: HttpRequest, page: Any) -> HttpResponse | None:
    """What residents took part in stays. The page can be unpublished instead."""
    with_rounds = RoundPage.objects.descendant_of(page, inclusive=True).exists()
    if not with_rounds:
        return None
    messages.error(request, _("The page belongs to a round and can’t be deleted. Unpublish it instead."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)
