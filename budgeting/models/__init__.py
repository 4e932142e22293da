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
from .round_choices import Applicants, BallotKind, Channel, Leftover, Rule, TieRule, VoterIdentity
from .rounds import Round, RoundSecret
from .trust import Challenge, Sealing
from .voting_codes import CodeBatch, PaperPile, PaperRefusal, PaperVote, VotingCode

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
    "BallotKind",
    "BudgetingPage",
    "Challenge",
    "Channel",
    "CodeBatch",
    "CostLine",
    "Count",
    "Criterion",
    "CriterionCheck",
    "Inquiry",
    "Leftover",
    "Merge",
    "Outcome",
    "PaperPile",
    "PaperRefusal",
    "PaperVote",
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
    "Sealing",
    "ShowAs",
    "TieRule",
    "Verdict",
    "VoterIdentity",
    "VotingCode",
]
