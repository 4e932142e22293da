"""The criteria of WCAG 2.2 at levels A and AA, by number, as an accessibility statement names them.

A migration names this module, so it stays where it lies.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CRITERIA: dict[str, str | Promise] = {
    "1.1.1": _("Non-text content"),
    "1.2.1": _("Audio-only and video-only (prerecorded)"),
    "1.2.2": _("Captions (prerecorded)"),
    "1.2.3": _("Audio description or media alternative (prerecorded)"),
    "1.2.4": _("Captions (live)"),
    "1.2.5": _("Audio description (prerecorded)"),
    "1.3.1": _("Info and relationships"),
    "1.3.2": _("Meaningful sequence"),
    "1.3.3": _("Sensory characteristics"),
    "1.3.4": _("Orientation"),
    "1.3.5": _("Identify input purpose"),
    "1.4.1": _("Use of color"),
    "1.4.2": _("Audio control"),
    "1.4.3": _("Contrast (minimum)"),
    "1.4.4": _("Resize text"),
    "1.4.5": _("Images of text"),
    "1.4.10": _("Reflow"),
    "1.4.11": _("Non-text contrast"),
    "1.4.12": _("Text spacing"),
    "1.4.13": _("Content on hover or focus"),
    "2.1.1": _("Keyboard"),
    "2.1.2": _("No keyboard trap"),
    "2.1.4": _("Character key shortcuts"),
    "2.2.1": _("Timing adjustable"),
    "2.2.2": _("Pause, stop, hide"),
    "2.3.1": _("Three flashes or below threshold"),
    "2.4.1": _("Bypass blocks"),
    "2.4.2": _("Page titled"),
    "2.4.3": _("Focus order"),
    "2.4.4": _("Link purpose (in context)"),
    "2.4.5": _("Multiple ways"),
    "2.4.6": _("Headings and labels"),
    "2.4.7": _("Focus visible"),
    "2.4.11": _("Focus not obscured (minimum)"),
    "2.5.1": _("Pointer gestures"),
    "2.5.2": _("Pointer cancellation"),
    "2.5.3": _("Label in name"),
    "2.5.4": _("Motion actuation"),
    "2.5.7": _("Dragging movements"),
    "2.5.8": _("Target size (minimum)"),
    "3.1.1": _("Language of page"),
    "3.1.2": _("Language of parts"),
    "3.2.1": _("On focus"),
    "3.2.2": _("On input"),
    "3.2.3": _("Consistent navigation"),
    "3.2.4": _("Consistent identification"),
    "3.2.6": _("Consistent help"),
    "3.3.1": _("Error identification"),
    "3.3.2": _("Labels or instructions"),
    "3.3.3": _("Error suggestion"),
    "3.3.4": _("Error prevention (legal, financial, data)"),
    "3.3.7": _("Redundant entry"),
    "3.3.8": _("Accessible authentication (minimum)"),
    "4.1.2": _("Name, role, value"),
    "4.1.3": _("Status messages"),
}


def criterion(number: str) -> str:
    """Number and name: “1.4.3 Kontrast (minimum)”; the number alone of one that is not here."""
    return f"{number} {CRITERIA.get(number, '')}".strip()


def choices() -> list[tuple[str, str]]:
    """Every criterion for a list to choose from."""
    return [(number, criterion(number)) for number in CRITERIA]
