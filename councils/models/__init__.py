"""Page types of residents' councils and trainee reports."""

from .councils import CouncilIndexPage, CouncilPage
from .reports import ReportIndexPage, TraineeReportPage

__all__ = ["CouncilIndexPage", "CouncilPage", "ReportIndexPage", "TraineeReportPage"]
