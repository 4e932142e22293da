"""What a proposal must be to be received."""

from __future__ import annotations

from budgeting.rules.errors import RuleViolation
from radslag.incoming.plain import plain_line, plain_text, says_something

MAX_TITLE = 80
MAX_TEXT = 1500
MAX_NAME = 60
MAX_DETAIL = 200
MAX_LINE = 100
MAX_LINES = 20
MAX_CO_APPLICANTS = 600


def check_cost(cost_ore: int, *, cap_ore: int) -> None:
    """Raises RuleViolation `not_positive` or `above_cap`. A cost of exactly the cap is allowed."""
    if cost_ore <= 0:
        raise RuleViolation("not_positive")
    if cost_ore > cap_ore:
        raise RuleViolation("above_cap", cost_ore=cost_ore, cap_ore=cap_ore)


def check_text(text: str, *, limit: int) -> str:
    """The text, made plain and trimmed. Raises RuleViolation `required` or `too_long` (limit, in characters)."""
    return _checked(plain_text(text), limit)


def check_line(text: str, *, limit: int) -> str:
    """The same for what stands on one line: a title, a name."""
    return _checked(plain_line(text), limit)


def _checked(plain: str, limit: int) -> str:
    if not says_something(plain):
        raise RuleViolation("required")
    if len(plain) > limit:
        raise RuleViolation("too_long", limit=limit)
    return plain


def optional_text(text: str, *, limit: int) -> str:
    """As `check_text`, for what may be left empty."""
    return check_text(text, limit=limit) if says_something(plain_text(text)) else ""


def optional_line(text: str, *, limit: int) -> str:
    """As `check_line`, for what may be left empty."""
    return check_line(text, limit=limit) if says_something(plain_line(text)) else ""


def check_amount(ore: int) -> bool:
    """True for a sum of money, in öre. Raises RuleViolation `not_positive`."""
    if ore <= 0:
        raise RuleViolation("not_positive")
    return True
