"""Models of the budgeting app."""

from .acts import ActKind, RoundAct
from .ballots import Ballot, BallotChoice, Receipt
from .comparisons import Comparison
from .counts import Count, CountInputs, Outcome, PublicDraw, Recount
from .decisions import CarriedOver, MoneyDecision
from .drafts import ProposalDraft
from .follows import RoundEvent, RoundFollow, RoundNotice
from .pages import BudgetingPage, ProgrammeContact, RoundPage
from .payments import Payment, PaymentRequest, Voucher
from .project_updates import ProjectPicture, ProjectReminder, ProjectUpdate, UpdateAuthor
from .projects import Milestone, Project, ProjectStatus
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
from .round_choices import (
    GREEDY_RULES,
    Applicants,
    BallotKind,
    Channel,
    Leftover,
    LotSource,
    Rule,
    TieRule,
    Utility,
    VoterIdentity,
)
from .rounds import Round, RoundSecret
from .trust import Challenge, Sealing
from .voting_codes import CodeBatch, PaperPile, PaperRefusal, PaperVote, VotingCode

__all__ = [
    "GREEDY_RULES",
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
    "CarriedOver",
    "Challenge",
    "Channel",
    "CodeBatch",
    "Comparison",
    "CostLine",
    "Count",
    "CountInputs",
    "Criterion",
    "CriterionCheck",
    "Inquiry",
    "Leftover",
    "LotSource",
    "Merge",
    "Milestone",
    "MoneyDecision",
    "Outcome",
    "PaperPile",
    "PaperRefusal",
    "PaperVote",
    "Payment",
    "PaymentRequest",
    "ProgrammeContact",
    "Project",
    "ProjectPicture",
    "ProjectReminder",
    "ProjectStatus",
    "ProjectUpdate",
    "Proposal",
    "ProposalDraft",
    "ProposalMove",
    "ProposalPicture",
    "ProposalStatus",
    "PublicDraw",
    "Question",
    "QuestionKind",
    "Receipt",
    "Recount",
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
    "UpdateAuthor",
    "Utility",
    "Verdict",
    "VoterIdentity",
    "VotingCode",
    "Voucher",
]
