"""The address of a round that mails name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budgeting.models import Round


def round_address(round_: Round, language: str) -> str:
    """The whole address of the round's page in the language, if there is one; "" while no page is published."""
    page = round_.page_in(language)
    return (page.full_url or "") if page else ""
