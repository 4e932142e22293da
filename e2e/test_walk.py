"""Every state of every page: for those who see, those who do not, with a phone and a desk, in the light and in the dark."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from e2e.checks import NARROWEST, faults_of_access, look, sideways_scroll
from e2e.people import Resident
from e2e.states import State, states

FULL = float(os.environ.get("RADSLAG_SCALE", "1")) >= 1
STATES = states()
VIEWS = (("phone, dark", 360, True), ("desk, dark", 1280, True), ("desk", 1280, False))


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_everyone_can_use(arrive: Callable[..., Any], state: State) -> None:
    """A phone in the light for every state; for each page type (in the full run: every state) dark and desktop too."""
    person: Resident = arrive(Resident, phone=True)
    if state.logged_in:
        person.is_logged_in()
    state.way(person)
    assert person.status == state.status
    look(person.page, width=360, dark=False)
    faults = {"phone": faults_of_access(person.page)}
    if state.is_page_type or FULL:
        for name, width, dark in VIEWS:
            look(person.page, width=width, dark=dark)
            faults[name] = faults_of_access(person.page, colours_only=dark and not FULL)
    for width in (NARROWEST, 768, 1280):
        faults[f"{width} px"] = sideways_scroll(person.page, width)
    assert not {name: found for name, found in faults.items() if found}


@pytest.mark.parametrize("state", [s for s in STATES if s.is_page_type or FULL], ids=lambda state: state.name)
def test_without_scripts_everyone_can_read(arrive: Callable[..., Any], state: State) -> None:
    person: Resident = arrive(Resident, phone=True, scripts=False)
    if state.logged_in:
        person.is_logged_in()
    state.way(person)
    assert person.status == state.status
    assert person.heading
