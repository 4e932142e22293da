"""More or less money for a project than the count gave it: one person asks, another confirms, the reason is public.

More is taken from the programme's money of the year. Less, and what a finished project did not use, goes where the round's
leftover goes. What a project has is never below what it has been paid.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from wagtail.log_actions import log

from budgeting.models import MoneyDecision, Project, ProjectStatus, Proposal
from budgeting.models.decisions import MAX_REASON
from budgeting.rules.errors import RuleViolation
from budgeting.rules.proposals import check_text
from budgeting.rules.two_people import check_second
from budgeting.services import payments, rounds
from budgeting.services.terms import envelope_left
from budgeting.tasks import tell_of_money_task
from radslag.models import User


@transaction.atomic
def ask_for_money(*, proposal_id: int, amount_ore: int, reason: str, by: User) -> MoneyDecision:
    """Ask a second person for more (öre above 0) or less (below 0) money for a project.

    Raises RuleViolation: `not_positive` (nothing), `required`, `too_long` (reason), `own_payment`, `not_funded`,
    `money_asked`, `money_above_envelope` (left_ore), `decided_below_paid` (left_ore).
    """
    if amount_ore == 0:
        raise RuleViolation("not_positive")
    reason = check_text(reason, limit=MAX_REASON)
    proposal, now = _locked(proposal_id, by)
    _check(proposal, amount_ore, now)
    if proposal.money_decisions.waiting().exists():
        raise RuleViolation("money_asked")
    decision: MoneyDecision = MoneyDecision.objects.create(
        proposal=proposal,
        amount_ore=amount_ore,
        reason=reason,
        goes_to="" if amount_ore > 0 else proposal.round.leftover,
        asked_by=by,
        asked_at=now,
    )
    _log(decision, "budgeting.ask_money", by)
    tell_of_money_task.enqueue(decision.pk)
    return decision


@transaction.atomic
def confirm_money(*, decision_id: int, by: User) -> MoneyDecision:
    """Bring into force what somebody else asked for; from now on it is public.

    Raises RuleViolation: `money_not_waiting`, `second_person`, `project_goes_on` (what is given back), and the codes of
    `ask_for_money` about money; then nothing is written.
    """
    proposal, now = _locked(
        MoneyDecision.objects.values_list("proposal_id", flat=True).get(pk=decision_id), by
    )
    decision = _waiting(decision_id)
    check_second(decision.asked_by_id, by.pk)
    if decision.closes:
        _finished(proposal)
    _check(proposal, decision.amount_ore, now)
    decision.confirmed_by, decision.at = by, now
    decision.save(update_fields=["confirmed_by", "at"])
    _log(decision, "budgeting.decide_money", by)
    return decision


@transaction.atomic
def drop_money(*, decision_id: int, by: User) -> MoneyDecision:
    """Drop a request that waits, one's own or another's. Raises RuleViolation `money_not_waiting`, `own_payment`."""
    _proposal, now = _locked(
        MoneyDecision.objects.values_list("proposal_id", flat=True).get(pk=decision_id), by
    )
    decision = _waiting(decision_id)
    decision.dropped_by, decision.dropped_at = by, now
    decision.save(update_fields=["dropped_by", "dropped_at"])
    _log(decision, "budgeting.drop_money", by)
    return decision


@transaction.atomic
def give_back(*, proposal_id: int, reason: str, by: User) -> MoneyDecision:
    """Close the ledger of a project that is done or stopped: what it has not used goes back, in public and at once; or ask a
    second person for that, when one is not enough (`one_gives_back`).

    Raises RuleViolation: `required`, `too_long` (reason), `own_payment`, `not_funded`, `project_goes_on`, `payments_wait`,
    `money_asked`, `nothing_left`.
    """
    reason = check_text(reason, limit=MAX_REASON)
    proposal, now = _locked(proposal_id, by)
    decided_ore, paid_ore = payments.decided_for(proposal, now), payments.paid_to(proposal)
    project = _finished(proposal)
    if proposal.payment_requests.waiting().exists():
        raise RuleViolation("payments_wait")
    if proposal.money_decisions.waiting().exists():
        raise RuleViolation("money_asked")
    left_ore = decided_ore - paid_ore
    if left_ore <= 0:
        raise RuleViolation("nothing_left")
    decision: MoneyDecision = MoneyDecision.objects.create(
        proposal=proposal,
        amount_ore=-left_ore,
        reason=reason,
        closes=True,
        goes_to=proposal.round.leftover,
        asked_by=by,
        asked_at=now,
        at=now if one_gives_back(project, left_ore=left_ore, paid_ore=paid_ore) else None,
    )
    if decision.waits:
        _log(decision, "budgeting.ask_money", by)
        tell_of_money_task.enqueue(decision.pk)
    else:
        _log(decision, "budgeting.give_back", by)
    return decision


def one_gives_back(project: Project, *, left_ore: int, paid_ore: int) -> bool:
    """Whether one person may give back what is left: of a project that is done, has been paid something, and has no more left
    than the programme's amount for two. Taking a project its money is another thing.
    """
    above_ore = project.proposal.round.programme.two_people_above_ore
    is_small = above_ore is None or left_ore <= above_ore
    return project.status == ProjectStatus.DONE and paid_ore > 0 and is_small


def _finished(proposal: Proposal) -> Project:
    project: Project | None = Project.objects.filter(proposal=proposal).first()
    if project is None or project.status not in (ProjectStatus.DONE, ProjectStatus.STOPPED):
        raise RuleViolation("project_goes_on")
    project.proposal = proposal
    return project


def _check(proposal: Proposal, amount_ore: int, now: dt.datetime) -> None:
    decided_ore = payments.decided_for(proposal, now)
    if amount_ore > 0:
        left_ore = envelope_left(proposal.round.programme, now)
        if amount_ore > left_ore:
            raise RuleViolation("money_above_envelope", left_ore=max(0, left_ore))
        return
    left_ore = decided_ore - payments.paid_to(proposal) - payments.waiting_for(proposal)
    if -amount_ore > left_ore:
        raise RuleViolation("decided_below_paid", left_ore=left_ore)


def _locked(proposal_id: int, by: User) -> tuple[Proposal, dt.datetime]:
    """The proposal, alone with the programme's money and its own ledger, and the instant. Raises RuleViolation `own_payment`."""
    rounds.alone_with_the_money(
        Proposal.objects.values_list("round__programme", flat=True).get(pk=proposal_id)
    )
    return payments.locked(proposal_id, by)


def _waiting(decision_id: int) -> MoneyDecision:
    decision: MoneyDecision = MoneyDecision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    if not decision.waits:
        raise RuleViolation("money_not_waiting")
    return decision


def _log(decision: MoneyDecision, action: str, by: User) -> None:
    proposal = decision.proposal
    data = {"amount_ore": decision.amount_ore, "reason": decision.reason}
    log(proposal, action, user=by, title=f"{proposal.round}, {proposal.number}", data=data)
