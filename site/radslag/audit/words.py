"""What acts are called in words. Acts of Wagtail's log have theirs there; each app registers its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import registry

WORDS: dict[str, Any] = {
    "radslag.log_in": gettext_lazy("Logged in"),
    "radslag.log_out": gettext_lazy("Logged out"),
    "radslag.fail_log_in": gettext_lazy("Log-in that failed"),
    "radslag.add_factor": gettext_lazy("Second factor set"),
    "radslag.remove_factor": gettext_lazy("Second factor removed"),
    "radslag.reset_factor": gettext_lazy("Second factor renewed"),
    "radslag.give_rights": gettext_lazy("Rights given"),
    "radslag.take_rights": gettext_lazy("Rights taken away"),
    "radslag.change_flags": gettext_lazy("Access changed"),
    "radslag.download": gettext_lazy("List or file downloaded"),
    "radslag.read_file": gettext_lazy("Restricted file read"),
    "radslag.archive_asked": gettext_lazy("Archive package asked for"),
    "radslag.archive_confirmed": gettext_lazy("Archive package confirmed"),
    "radslag.archive_not_needed": gettext_lazy("Archive package not needed"),
    "radslag.lift_limit": gettext_lazy("Limit lifted"),
    "radslag.command": gettext_lazy("Command run on the server"),
}


def register(words: Mapping[str, Any]) -> None:
    """Add what acts are called. Call it in the app's `ready()`."""
    WORDS.update(words)


def word_for(action: str) -> str:
    """The act in words; its code when nobody has named it."""
    if action in WORDS:
        return str(WORDS[action])
    registry.scan_for_actions()
    formatter = registry.formatters.get(action)
    return str(formatter.label) if formatter else action


def words_for_facts(facts: Mapping[str, Any]) -> str:
    """The facts on one line: what they are called in the program, and their values."""
    return ", ".join(f"{name}: {_value(value)}" for name, value in facts.items())


def _value(value: Any) -> str:
    if value is True or value is False:
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, dict):
        return f"({words_for_facts(value)})"
    return str(value)
