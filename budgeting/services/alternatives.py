"""Proposals of which at most one gets money, such as two ideas for the same place: named by staff until voting opens."""

from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from budgeting.models import Act, Proposal
from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation
from budgeting.services import locks
from budgeting.services.proposals import log_title, note
from budgeting.services.review import IN_THE_RUNNING, locked_for_review
from radslag.models import User

MAX_ABOUT = 60


@transaction.atomic
def set_alternative(*, proposal_id: int, by: User, about: str) -> Proposal:
    """Say what the proposal is an alternative about; empty text says that it is none.

    Words that differ from those of another proposal of the round in nothing but capitals become the same words.
    Raises RuleViolation: `too_long`, `nothing_changed`, `illegal_move` (it is not in the running), and the codes of
    `locked_for_review`: from the instant at which voting opens the database refuses it too.
    """
    about = " ".join(rules.optional_line(about, limit=MAX_ABOUT).split())
    proposal, now = locked_for_review(proposal_id, by)
    if proposal.status not in IN_THE_RUNNING:
        raise RuleViolation("illegal_move")
    known = Proposal.objects.filter(round=proposal.round_id, alternative__iexact=about).exclude(
        pk=proposal.pk
    )
    about = known.values_list("alternative", flat=True).first() or about
    before = proposal.alternative
    if about == before:
        raise RuleViolation("nothing_changed")
    proposal.alternative = about
    with locks.decided_at(now):
        proposal.save(update_fields=["alternative"])
    note(proposal, Act.ALTERNATIVE, now, by=by, data={"alternative": before})
    log(proposal, "budgeting.set_alternative", user=by, title=log_title(proposal), data={"about": about})
    return proposal


def others_about(proposal: Proposal) -> list[Proposal]:
    """The proposals in the running that stand against this one. One query, none for a proposal without."""
    if not proposal.alternative:
        return []
    same = Proposal.objects.filter(round=proposal.round_id, alternative=proposal.alternative)
    return list(same.filter(status__in=IN_THE_RUNNING).exclude(pk=proposal.pk).order_by("number"))


def abouts_of(round_id: int) -> list[str]:
    """What there are alternatives about in the round, each once."""
    used = Proposal.objects.filter(round=round_id).exclude(alternative="").order_by("alternative")
    return list(used.values_list("alternative", flat=True).distinct())
