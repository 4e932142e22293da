"""Every page type: with a phone and a desk, in the light and in the dark."""

from collections.abc import Callable
from typing import Any

import pytest

from e2e.state import State
from e2e.states import states
from e2e.walk import come_to, faults_of


@pytest.mark.parametrize("state", [s for s in states() if s.is_page_type], ids=lambda state: state.name)
def test_everyone_can_use(arrive: Callable[..., Any], state: State) -> None:
    assert not faults_of(state, come_to(state, arrive))
