"""What the budgeting app adds to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_modeladmin.options import modeladmin_register

from budgeting.admin.menu import BudgetingAdmin
from budgeting.admin.page_guards import refuse
from budgeting.admin.rights import programmes_of
from budgeting.models import BudgetingPage, Round
from budgeting.models.money import LimitField
from budgeting.services.two_people import set_two_people_above
from budgeting.words import log

# They register what waits, in the order in which it is shown.
# isort: off
from budgeting.admin.waiting import rounds  # noqa: F401
from budgeting.admin.waiting import counts  # noqa: F401
from budgeting.admin.waiting import projects  # noqa: F401
from budgeting.admin.waiting import votes  # noqa: F401
# isort: on

modeladmin_register(BudgetingAdmin)


@hooks.register("before_copy_page")
def never_copy_a_round(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A copied page, or a copy of what it stands under, would show the same round twice."""
    return refuse(request, "copy", [page])


@hooks.register("before_delete_page")
def keep_rounds(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What residents took part in stays."""
    return refuse(request, "delete", [page])


@hooks.register("before_move_page")
def keep_rounds_in_place(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Rights follow the page tree: a round stays under its programme."""
    return refuse(request, "move", [page])


@hooks.register("before_unpublish_page")
def keep_rounds_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Nobody pauses a round alone by taking its page down."""
    return refuse(request, "unpublish", [page])


@hooks.register("after_edit_page")
def set_who_pays(request: HttpRequest, page: Page) -> None:
    """What no version of a programme holds is set when it is saved, by those who have the field."""
    name = "two_people_above_ore"
    if isinstance(page, BudgetingPage) and name in request.POST and request.user.is_superuser:
        above_ore = LimitField(blank=True).formfield().clean(request.POST[name])
        set_two_people_above(programme_id=page.pk, above_ore=above_ore, by=request.user)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def offer_the_first_round(request: HttpRequest, page: Page) -> None:
    """A programme just published has no round, and Wagtail leads back to the list above it: the next step is offered."""
    if not isinstance(page, BudgetingPage) or not page.live or "action-publish" not in request.POST:
        return
    user: Any = request.user  # of the admin: nobody else comes here
    has_rounds = Round.objects.filter(programme__translation_key=page.translation_key).exists()
    if has_rounds or not programmes_of(user, "budgeting.add_round").filter(pk=page.pk).exists():
        return
    address = f"{reverse('budgeting_round_modeladmin_create')}?programme={page.pk}"
    messages.info(
        request, _("Next: make the first round."), buttons=[messages.button(address, _("New round"))]
    )


@hooks.register("before_bulk_action")
def keep_rounds_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same for pages ticked in a list."""
    return refuse(request, action_type, [thing for thing in objects if isinstance(thing, Page)])


hooks.register("register_log_actions", log.register)
