"""Models of the budgeting app."""

from .acts import ActKind, RoundAct
from .ballots import Ballot, BallotChoice, Receipt
from .counts import Count, Outcome
from .drafts import ProposalDraft
from .follows import RoundEvent, RoundFollow, RoundNotice
from .pages import BudgetingPage, ProgrammeContact, RoundPage
from .payments import Payment
from .proposal_parts import Answer, Applicant, ApplicantKind, Attachment, CostLine, ProposalPicture
from .proposals import Proposal, ProposalStatus, ShowAs
from .questions import Criterion, Question, QuestionKind
from .review import (
    Act,
    CriterionCheck,
    Inquiry,
    Merge,
    ProposalMove,
    ReviewNote,
    ReviewScore,
    Verdict,
)
from .rounds import Applicants, Leftover, Round, RoundSecret, Rule, TieRule

__all__ = [
    "Act",
    "ActKind",
    "Answer",
    "Applicant",
    "ApplicantKind",
    "Applicants",
    "Attachment",
    "Ballot",
    "BallotChoice",
    "BudgetingPage",
    "CostLine",
    "Count",
    "Criterion",
    "CriterionCheck",
    "Inquiry",
    "Leftover",
    "Merge",
    "Outcome",
    "Payment",
    "ProgrammeContact",
    "Proposal",
    "ProposalDraft",
    "ProposalMove",
    "ProposalPicture",
    "ProposalStatus",
    "Question",
    "QuestionKind",
    "Receipt",
    "ReviewNote",
    "ReviewScore",
    "Round",
    "RoundAct",
    "RoundEvent",
    "RoundFollow",
    "RoundNotice",
    "RoundPage",
    "RoundSecret",
    "Rule",
    "ShowAs",
    "TieRule",
    "Verdict",
]
