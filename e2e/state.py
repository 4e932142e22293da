"""A state of a page, and the way to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from e2e.people import Resident

Way = Callable[[Resident], Any]


@dataclass(frozen=True)
class State:
    """A state and the way to it. `is_page_type`: the one that stands for its kind when only one is looked at."""

    name: str
    way: Way
    is_page_type: bool = False
    logged_in: bool = False
    status: int = 200


def page(path: str) -> Way:
    return lambda person: person.goes_to(path)
