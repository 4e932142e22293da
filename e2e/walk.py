"""Looking at one state of a page in every way that people look at it."""

from collections.abc import Callable
from typing import Any

from e2e.checks import FULL, NARROWEST, faults_of_access, look, sideways_scroll
from e2e.people import Resident
from e2e.state import State

VIEWS = (("phone, dark", 360, True), ("desk, dark", 1280, True), ("desk", 1280, False))
WIDTHS = (NARROWEST, 768, 1280)


def come_to(state: State, arrive: Callable[..., Any], *, scripts: bool = True) -> Resident:
    """Somebody with a phone who has come to `state`."""
    person: Resident = arrive(Resident, phone=True, scripts=scripts)
    if state.logged_in:
        person.is_logged_in()
    state.way(person)
    assert person.status == state.status
    return person


def faults_of(state: State, person: Resident) -> dict[str, list[str]]:
    """What is wrong with the page as it stands, by the way one looks at it."""
    look(person.page, width=360, dark=False)
    faults = {"phone": faults_of_access(person.page)}
    for name, width, dark in VIEWS if state.is_page_type or FULL else ():
        look(person.page, width=width, dark=dark)
        faults[name] = faults_of_access(person.page, colours_only=dark and not FULL)
    for width in WIDTHS if state.is_page_type or FULL else (NARROWEST,):
        faults[f"{width} px"] = sideways_scroll(person.page, width)
    return {name: found for name, found in faults.items() if found}
