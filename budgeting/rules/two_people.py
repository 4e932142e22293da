"""Two people decide: who asked does not confirm. Pure."""

from __future__ import annotations

from budgeting.rules.errors import RuleViolation


def check_second(asked_by: int | None, confirmed_by: int) -> None:
    """`asked_by`: the number of who asked, None when that person is removed, since then nobody can tell whether it is another.

    Raises RuleViolation `second_person` unless another one confirms.
    """
    if asked_by is None or asked_by == confirmed_by:
        raise RuleViolation("second_person")
