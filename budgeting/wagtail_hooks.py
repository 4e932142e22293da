"""What the budgeting app adds to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail_modeladmin.options import modeladmin_register

from budgeting import waiting, waiting_counts, waiting_projects, waiting_votes  # noqa: F401  # they register what waits
from budgeting.admin import BudgetingAdmin
from budgeting.models import BudgetingPage
from budgeting.models.money import LimitField
from budgeting.page_guards import refuse
from budgeting.services.two_people import set_two_people_above

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


@hooks.register("before_bulk_action")
def keep_rounds_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same for pages ticked in a list."""
    return refuse(request, action_type, [thing for thing in objects if isinstance(thing, Page)])


@hooks.register("register_log_actions")
def register_decisions(actions: Any) -> None:
    """What the site's history says of a proposal and of a round."""
    actions.register_action("budgeting.accept", _("Accept proposal"), _("Proposal accepted"))
    actions.register_action("budgeting.decline", _("Decline proposal"), _("Proposal declined"))
    actions.register_action("budgeting.withdraw", _("Withdraw proposal"), _("Proposal withdrawn"))
    actions.register_action("budgeting.merge", _("Merge proposals"), _("Proposals merged"))
    actions.register_action("budgeting.correct_cost", _("Correct cost"), _("Cost corrected"))
    actions.register_action("budgeting.set_alternative", _("Set alternative"), _("Alternative to others"))
    actions.register_action("budgeting.pay", _("Enter payment"), _("Payment entered"))
    actions.register_action(
        "budgeting.two_people", _("Set when it takes two"), _("Changed above what payments take two people")
    )
    actions.register_action("budgeting.pay_back", _("Put payment right"), _("Payment put right"))
    actions.register_action("budgeting.ask", _("Ask to stop round"), _("Asked to stop the round"))
    actions.register_action("budgeting.drop", _("Drop request"), _("Request to stop the round dropped"))
    actions.register_action("budgeting.pause", _("Pause round"), _("Round paused"))
    actions.register_action("budgeting.resume", _("Resume round"), _("Round resumed"))
    actions.register_action("budgeting.cancel", _("Cancel round"), _("Round cancelled"))
    actions.register_action("budgeting.change", _("Change with a reason"), _("Round changed with a reason"))
    actions.register_action("budgeting.find_ballot", _("Look for ballot"), _("Looked for a voter’s ballot"))
    actions.register_action(
        "budgeting.ask_challenge", _("Ask to challenge"), _("Asked to challenge a ballot")
    )
    actions.register_action(
        "budgeting.drop_challenge", _("Drop request"), _("Request about a ballot dropped")
    )
    actions.register_action(
        "budgeting.challenge", _("Challenge ballot"), _("Ballot challenged by two people")
    )
    actions.register_action(
        "budgeting.ask_lift", _("Ask to lift"), _("Asked to let a ballot be counted again")
    )
    actions.register_action(
        "budgeting.lift", _("Lift challenge"), _("Challenge of a ballot lifted by two people")
    )
    actions.register_action("budgeting.seal", _("Seal round"), _("Ballots untied from voters for good"))
    actions.register_action("budgeting.make_codes", _("Make voting codes"), _("Voting codes made"))
    actions.register_action("budgeting.revoke_codes", _("Revoke voting codes"), _("Voting codes revoked"))
    actions.register_action("budgeting.replace_code", _("Replace voting code"), _("Voting code replaced"))
    actions.register_action("budgeting.enter_paper", _("Key ballot on paper"), _("Ballot on paper keyed"))
    actions.register_action(
        "budgeting.question_paper", _("Question ballot on paper"), _("Ballot on paper read differently")
    )
    actions.register_action(
        "budgeting.refuse_paper", _("Refuse ballot on paper"), _("Ballot on paper refused")
    )
    actions.register_action("budgeting.count_papers", _("Say how many papers"), _("Number of papers said"))


@hooks.register("register_log_actions")
def register_counts(actions: Any) -> None:
    """What the site's history says of counts, draws and changed results."""
    words = {
        "count": (_("Count round"), _("Round counted")),
        "recount": (_("Recount round"), _("Round counted again")),
        "override": (_("Change result"), _("Result changed by two people")),
        "draw": (_("Type in draw"), _("Public draw typed in")),
        "confirm_draw": (_("Type in draw again"), _("Public draw typed in by a second person")),
        "drop_draw": (_("Drop draw"), _("Public draw dropped")),
        "import": (_("Import election"), _("Election elsewhere imported")),
    }
    for action, (label, message) in words.items():
        actions.register_action(f"budgeting.{action}", label, message)


@hooks.register("register_log_actions")
def register_follow_up(actions: Any) -> None:
    """What the site's history says of a project and of its money."""
    words = {
        "change_plan": (_("Plan project"), _("Plan of the project changed")),
        "follow_up": (_("Follow up project"), _("Project followed up")),
        "correct_update": (_("Correct update"), _("Update of the project corrected")),
        "publish_update": (_("Publish text"), _("Applicant’s text about the project published")),
        "decline_update": (_("Decline text"), _("Applicant’s text about the project not published")),
        "ask_payment": (_("Enter payment"), _("Payment entered, to be confirmed")),
        "drop_payment": (_("Drop payment"), _("Payment that waited dropped")),
        "add_voucher": (_("Add receipt"), _("Receipt of a payment added")),
        "remove_voucher": (_("Remove receipt"), _("Receipt of a payment removed")),
        "ask_money": (_("Ask for other money"), _("Asked for more or less money for the project")),
        "decide_money": (_("Decide money"), _("More or less money for the project decided by two people")),
        "drop_money": (_("Drop request"), _("Request about the project’s money dropped")),
        "give_back": (_("Give money back"), _("Money of the project given back")),
        "carry_over": (_("Carry money over"), _("Money carried over between rounds")),
    }
    for action, (label, message) in words.items():
        actions.register_action(f"budgeting.{action}", label, message)
