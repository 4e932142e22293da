"""What the page of a review says about a proposal. For staff with the right alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Avg, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgeting.models import Proposal, ProposalMove, ProposalStatus
from budgeting.querysets.rounds import ProposalQuerySet
from budgeting.rules.errors import RuleViolation
from budgeting.rules.money import format_kronor
from budgeting.services.inquiries import CLOSED
from budgeting.services.paper_files import check_takes_files
from budgeting.services.review import IN_THE_RUNNING
from radslag.models import User

NAMES_OF_TEXTS: dict[str, Any] = {
    name: Proposal._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    for name in ("title", "what", "benefit", "beneficiaries", "place", "period", "shown_name", "reason")
}
EXAMPLES: tuple[tuple[str | Promise, str | Promise], ...] = (
    (
        gettext_lazy("The ground is not ours"),
        gettext_lazy(
            "The ground that the proposal needs does not belong to the municipality. We can’t decide what is built there."
        ),
    ),
    (
        gettext_lazy("It costs more every year"),
        gettext_lazy(
            "The proposal costs money every year to run and look after. The round’s money can only be used once."
        ),
    ),
    (
        gettext_lazy("It is not open to all"),
        gettext_lazy(
            "The proposal helps only a few. What the round pays for must be open to all in the area."
        ),
    ),
)
"""Reasons to start from: a short name, and the text that the reviewer goes on writing."""


def possible(proposal: Proposal, now: dt.datetime) -> dict[str, bool]:
    """What may be done about the proposal at `now`, by the names that the template asks for."""
    clock = proposal.round.clock_at(now)
    open_ = clock < proposal.round.voting_opens and not proposal.round.is_cancelled_at(now)
    return {
        "mark": open_,
        "accepted": open_ and proposal.may_become(ProposalStatus.ACCEPTED),
        "declined": open_ and proposal.may_become(ProposalStatus.DECLINED),
        "withdraw": clock < proposal.round.voting_closes and proposal.may_become(ProposalStatus.WITHDRAWN),
        "ask": open_ and proposal.status not in CLOSED,
        "alternative": open_ and proposal.status in IN_THE_RUNNING,
        "cost": open_ and proposal.status in IN_THE_RUNNING,
        "merge": open_ and proposal.status in IN_THE_RUNNING,
        "files": _takes_files(proposal, now),
        "take_away": bool(proposal.pictures.all() or proposal.attachments.all()),
    }


def _takes_files(proposal: Proposal, now: dt.datetime) -> bool:
    """Whether what came with a paper can still be added."""
    try:
        check_takes_files(proposal, now)
    except RuleViolation:
        return False
    return True


def log_rows(proposal: Proposal) -> list[dict[str, Any]]:
    """The log, newest first: who, when, what, why, and what stood there before."""
    moves: QuerySet[ProposalMove] = proposal.moves.select_related("by").order_by("-pk")
    return [{"move": move, "before": _before(move)} for move in moves]


def _before(move: ProposalMove) -> list[tuple[Any, str]]:
    """Names and texts of what was there before; an empty text says nothing."""
    data = move.data
    rows = [(NAMES_OF_TEXTS[name], str(data[name])) for name in NAMES_OF_TEXTS if data.get(name)]
    if "cost_ore" in data:
        rows.append((_("cost"), format_kronor(data["cost_ore"])))
    if "alternative" in data:
        rows.append((_("alternative about"), data["alternative"] or _("nothing")))
    if "status" in data:
        rows.append((_("status"), _status(data["status"])))
    if "verdict" in data:
        rows.append((_("verdict"), _status(data["verdict"])))
    if "other" in data:
        rows.append((_("the other proposal"), str(data["other"])))
    rows += [(what, format_kronor(ore)) for what, ore in data.get("lines", [])]
    return rows


def _status(value: str) -> str:
    return str(dict(ProposalStatus.choices).get(value, value))


def marks_of(proposal: Proposal, by: User) -> tuple[dict[int, bool], dict[int, int], dict[int, str]]:
    """By criterion: whether it is met, the reviewer's own score, and the mean of all reviewers' with one decimal."""
    met = dict(proposal.checks.values_list("criterion_id", "is_met"))
    own = dict(proposal.scores.filter(by=by).values_list("criterion_id", "score"))
    means = proposal.scores.order_by().values("criterion_id").annotate(mean=Avg("score"))
    return met, own, {row["criterion_id"]: f"{row['mean']:.1f}".replace(".", ",") for row in means}


def neighbours(proposal: Proposal, selection: ProposalQuerySet) -> dict[str, Any]:
    """The proposals before and after this one in the selection within its round."""
    there = selection.filter(round=proposal.round_id)
    return {
        "previous": there.filter(number__lt=proposal.number).order_by("-number").first(),
        "next": there.filter(number__gt=proposal.number).order_by("number").first(),
    }


def next_to_decide(proposal: Proposal, selection: ProposalQuerySet, by: User) -> Proposal | None:
    """The next one of the selection within the round that the reviewer can decide; None at the end."""
    waiting = selection.filter(round=proposal.round_id).waiting_for(by)
    following: Proposal | None = waiting.filter(number__gt=proposal.number).order_by("number").first()
    return following


def left_to_decide(proposal: Proposal, selection: ProposalQuerySet, by: User) -> int:
    """How many proposals of the selection within the round the reviewer can still decide."""
    return selection.filter(round=proposal.round_id).waiting_for(by).count()


def in_full(proposal_id: int) -> Proposal:
    """The proposal with everything the page shows of itself."""
    proposals = Proposal.objects.select_related(
        "round__programme", "theme", "author", "applicant", "decided_by", "merged_into", "draft"
    )
    proposal: Proposal = proposals.prefetch_related(
        "lines",
        "answers__question",
        "pictures",
        "attachments",
        "inquiries__asked_by",
        "notes__by",
    ).get(pk=proposal_id)
    return proposal
