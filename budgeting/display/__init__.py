"""What pages show at an instant: reads only, the same for everyone."""

from .calls import calls_to_action
from .programmes import ProgrammeShown, RoundInList, YearMoney, open_rounds, programme, year_money_of_all
from .results import ResultShown, result_shown
from .rounds import RoundShown, banner, phase_shown, round_page, steps

__all__ = [
    "ProgrammeShown",
    "ResultShown",
    "RoundInList",
    "RoundShown",
    "YearMoney",
    "banner",
    "calls_to_action",
    "open_rounds",
    "phase_shown",
    "programme",
    "result_shown",
    "round_page",
    "steps",
    "year_money_of_all",
]
