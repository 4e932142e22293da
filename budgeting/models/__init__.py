"""Models of the budgeting app."""

from .ballots import Ballot, BallotChoice, Receipt
from .counts import Count, Outcome
from .pages import BudgetingPage, ProgrammeContact, RoundPage
from .proposals import Proposal, ProposalStatus
from .rounds import Round, RoundSecret, Rule, TieRule

__all__ = [
    "Ballot",
    "BallotChoice",
    "BudgetingPage",
    "Count",
    "Outcome",
    "ProgrammeContact",
    "Proposal",
    "ProposalStatus",
    "Receipt",
    "Round",
    "RoundPage",
    "RoundSecret",
    "Rule",
    "TieRule",
]
