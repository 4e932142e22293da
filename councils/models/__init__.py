"""Page types of residents' councils and trainee reports, and the matters that councils raise."""

from .councils import CouncilPage
from .groups import ParticipantGroup
from .matters import CLOSED_STATUSES, OPEN_STATUSES, Matter, MatterStatus, MatterUpdate, SilenceReminder
from .register import MatterRegisterPage
from .reports import ReportIndexPage, TraineeReportPage
from .series import CouncilIndexPage

__all__ = [
    "CLOSED_STATUSES",
    "OPEN_STATUSES",
    "CouncilIndexPage",
    "CouncilPage",
    "Matter",
    "MatterRegisterPage",
    "MatterStatus",
    "MatterUpdate",
    "ParticipantGroup",
    "ReportIndexPage",
    "SilenceReminder",
    "TraineeReportPage",
]
