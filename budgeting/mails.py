"""What all mails of participatory budgets share: plain text, in the language of who gets them, whole addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from comments.mails import message

if TYPE_CHECKING:
    from budgeting.models import Round

__all__ = ["AUTOMATIC", "address", "message", "round_address"]
AUTOMATIC = {"Auto-Submitted": "auto-generated"}
"""Headers of a mail that nobody wrote by hand, so that no answering machine answers it."""


def address(name: str, *args: Any) -> str:
    """The whole address of a view of ours, in the language that is active."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse(f'budgeting:{name}', args=args)}"


def round_address(round_: Round, language: str) -> str:
    """The whole address of the round's page in the language, if there is one; "" while no page is published."""
    page = round_.page_in(language)
    return (page.full_url or "") if page else ""
