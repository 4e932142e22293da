"""Every page type in a browser that runs no scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from e2e.checks import FULL
from e2e.state import State
from e2e.states import states
from e2e.walk import come_to


@pytest.mark.parametrize(
    "state", [s for s in states() if s.is_page_type or FULL], ids=lambda state: state.name
)
def test_everyone_can_read(arrive: Callable[..., Any], state: State) -> None:
    person = come_to(state, arrive, scripts=False)
    assert person.heading
    assert person.main.inner_text().strip()
    menu = person.page.locator(".site-header > .wrap > .menu-button")
    menu.click()
    expect(person.page.locator("#site-nav a").first).to_be_visible()
