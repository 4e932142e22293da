"""What the audit log may say of rounds and proposals, and which files of theirs not everybody may read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from budgeting.models import Count, Proposal, Round
from budgeting.models.review import Act
from budgeting.services.counting import COUNTED
from budgeting.services.proposals import NOTED_HERE, log_title
from radslag.audit import middleware, names, words
from radslag.models import AuditEntry

ROUND, PROPOSAL = "budgeting.round", "budgeting.proposal"


def register() -> None:
    """Tell the audit log. What it is told of a proposal is its round and number (`log_title`)."""
    names.register(ROUND, called=str, within=lambda number: f"{ROUND}:{number}", scope=_rounds)
    names.register(PROPOSAL, called=log_title, within=_round_of)
    words.register({f"budgeting.{act}": Act(act).label for act in NOTED_HERE})
    words.register(
        {"budgeting.add_paper_file": _("File of a paper application added"), COUNTED: _("Count stored")}
    )
    middleware.watch("budgeting:voucher", "budgeting:attachment", "budgeting_round_modeladmin_code_sheets")


def _rounds() -> dict[int, str]:
    return {round_.pk: str(round_) for round_ in Round.objects.select_related("programme").order_by("-pk")}


def _round_of(proposal_id: str) -> str:
    number = Proposal.objects.filter(pk=proposal_id).values_list("round_id", flat=True).first()
    return f"{ROUND}:{number}" if number else ""


def entry_of_count(count: Count) -> tuple[int, str] | None:
    """The number and the hash of the entry about a count; None for a count from before there was a log."""
    about = AuditEntry.objects.filter(
        action=COUNTED, within=f"{ROUND}:{count.round_id}", number__isnull=False
    )
    found = about.filter(facts__count=count.pk).values_list("number", "hash").first()
    return (found[0], found[1]) if found and found[0] is not None else None
