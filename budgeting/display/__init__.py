"""What pages show at an instant: reads only, the same for everyone."""

from .calls import calls_to_action
from .imported import ImportedShown, imported_round
from .money import MoneyParts, YearMoney
from .programmes import (
    FrontShown,
    ProgrammeShown,
    RoundInList,
    front,
    going_on,
    page_urls,
    programme,
)
from .read_round import round_as_read
from .results import ResultShown, result_shown
from .rounds import RoundShown, phase_shown, round_page
from .standing import banner, steps

__all__ = [
    "FrontShown",
    "ImportedShown",
    "MoneyParts",
    "ProgrammeShown",
    "ResultShown",
    "RoundInList",
    "RoundShown",
    "YearMoney",
    "banner",
    "calls_to_action",
    "front",
    "going_on",
    "imported_round",
    "page_urls",
    "phase_shown",
    "programme",
    "result_shown",
    "round_as_read",
    "round_page",
    "steps",
]
