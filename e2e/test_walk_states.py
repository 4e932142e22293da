"""Every further state: with errors, empty, saved, too early, too late."""

from collections.abc import Callable
from typing import Any

import pytest

from e2e.state import State
from e2e.states import states
from e2e.walk import come_to, faults_of


@pytest.mark.parametrize("state", [s for s in states() if not s.is_page_type], ids=lambda state: state.name)
def test_everyone_can_use(arrive: Callable[..., Any], state: State) -> None:
    assert not faults_of(state, come_to(state, arrive))
