"""What the site's history says of acts of participatory budgets: the act, and that it was done."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

OF_ROUNDS_AND_PROPOSALS = {
    "accept": (_("Accept proposal"), _("Proposal accepted")),
    "decline": (_("Decline proposal"), _("Proposal declined")),
    "withdraw": (_("Withdraw proposal"), _("Proposal withdrawn")),
    "merge": (_("Merge proposals"), _("Proposals merged")),
    "correct_cost": (_("Correct cost"), _("Cost corrected")),
    "set_alternative": (_("Set alternative"), _("Alternative to others")),
    "pay": (_("Enter payment"), _("Payment entered")),
    "two_people": (_("Set when it takes two"), _("Changed above what payments take two people")),
    "pay_back": (_("Put payment right"), _("Payment put right")),
    "ask": (_("Ask to stop round"), _("Asked to stop the round")),
    "drop": (_("Drop request"), _("Request to stop the round dropped")),
    "pause": (_("Pause round"), _("Round paused")),
    "resume": (_("Resume round"), _("Round resumed")),
    "cancel": (_("Cancel round"), _("Round cancelled")),
    "change": (_("Change with a reason"), _("Round changed with a reason")),
    "find_ballot": (_("Look for ballot"), _("Looked for a voter’s ballot")),
    "ask_challenge": (_("Ask to challenge"), _("Asked to challenge a ballot")),
    "drop_challenge": (_("Drop request"), _("Request about a ballot dropped")),
    "challenge": (_("Challenge ballot"), _("Ballot challenged by two people")),
    "ask_lift": (_("Ask to lift"), _("Asked to let a ballot be counted again")),
    "lift": (_("Lift challenge"), _("Challenge of a ballot lifted by two people")),
    "seal": (_("Seal round"), _("Ballots untied from voters for good")),
    "make_codes": (_("Make voting codes"), _("Voting codes made")),
    "revoke_codes": (_("Revoke voting codes"), _("Voting codes revoked")),
    "replace_code": (_("Replace voting code"), _("Voting code replaced")),
    "enter_paper": (_("Key ballot on paper"), _("Ballot on paper keyed")),
    "question_paper": (_("Question ballot on paper"), _("Ballot on paper read differently")),
    "refuse_paper": (_("Refuse ballot on paper"), _("Ballot on paper refused")),
    "count_papers": (_("Say how many papers"), _("Number of papers said")),
}
OF_COUNTS = {
    "count": (_("Count round"), _("Round counted")),
    "recount": (_("Recount round"), _("Round counted again")),
    "override": (_("Change result"), _("Result changed by two people")),
    "draw": (_("Type in draw"), _("Public draw typed in")),
    "confirm_draw": (_("Type in draw again"), _("Public draw typed in by a second person")),
    "drop_draw": (_("Drop draw"), _("Public draw dropped")),
    "import": (_("Import election"), _("Election elsewhere imported")),
}
OF_PROJECTS_AND_MONEY = {
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


def register(actions: Any) -> None:
    """Receiver of register_log_actions."""
    for action, (label, message) in (OF_ROUNDS_AND_PROPOSALS | OF_COUNTS | OF_PROJECTS_AND_MONEY).items():
        actions.register_action(f"budgeting.{action}", label, message)
