"""Calls to action: a box with a button, which may follow the phases of a round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from radslag.clock import database_now

from .links import LinkBlock, refuse_odd_address


@dataclass(frozen=True, slots=True)
class CallToAction:
    """What one can do at an instant, and its next date. `is_act`: residents can act; `more_url`: what it is about."""

    title: str
    text: str
    label: str
    url: str
    is_act: bool = False
    more_url: str = ""


class KnowsWhatToDo(Protocol):
    """A page type whose pages say what one can do: a round's page. Found by this method, never by its name."""

    pk: int

    @classmethod
    def calls_to_action(cls, pages: list[Any], now: dt.datetime) -> Mapping[int, CallToAction]:
        """What one can do at `now`, by the page's primary key; nothing for pages that not everyone may read."""


class ButtonBlock(LinkBlock):
    """A link that may be left empty."""

    label = blocks.CharBlock(
        required=False,
        max_length=80,
        label=_("Label"),
        help_text=_("What the reader taps. Begin with a verb. Leave empty if a round is chosen."),
    )

    @staticmethod
    def is_filled(value: Mapping[str, Any]) -> bool:
        """Whether there is anything of a link."""
        return any(value.get(name) for name in ("label", "page", "url"))

    def clean(self, value: Any) -> Any:
        """All of a link, or nothing of it."""
        if self.is_filled(value):
            cleaned = super().clean(value)
            if not cleaned["label"] and not self.is_deferred_validation:
                raise StructBlockValidationError({"label": ValidationError(_("Write what the reader taps."))})
            return cleaned
        refuse_odd_address(value.get("url") or "")
        return value


class CallToActionValue(blocks.StructValue):
    """A call to action as its template shows it."""

    known: CallToAction | None = None
    is_prepared = False

    @property
    def leads_nowhere(self) -> bool:
        """Whether it has neither a round nor a button: the round that was chosen was deleted since."""
        return not self.get("round") and not ButtonBlock.is_filled(self["link"])

    @property
    def shown(self) -> CallToAction | None:
        """What the box says now; None when there is nothing to lead to."""
        if self.get("round"):
            if not self.is_prepared:
                prepare_calls([self])
            return self._of_round(self.known) if self.known else None
        link = self["link"]
        return CallToAction(self["title"], "", link["label"], link.href) if link.href else None

    def _of_round(self, call: CallToAction) -> CallToAction:
        return replace(call, title=self["title"] or call.title)


def prepare_calls(values: Iterable[CallToActionValue]) -> None:
    """Ask once for what the rounds of all these boxes say now. At most one of them is told to stand out."""
    waiting = [value for value in values if value.get("round") and not value.is_prepared]
    if not waiting:
        return
    now, asked = database_now(), {value["round"].pk: value["round"].specific for value in waiting}
    calls: dict[int, CallToAction] = {}
    for page_type in {type(page) for page in asked.values() if hasattr(page, "calls_to_action")}:
        of_type = [page for page in asked.values() if type(page) is page_type]
        calls.update(page_type.calls_to_action(of_type, now))
    stands_out = False
    for value in waiting:
        call = calls.get(value["round"].pk)
        if call and call.is_act:
            call, stands_out = replace(call, is_act=not stands_out), True
        value.known, value.is_prepared = call, True


class CallToActionBlock(blocks.StructBlock):
    """One thing to do now, with a button. With a round, words and time follow its phase."""

    title = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Title"),
        help_text=_("What the reader can do. Left empty with a round: the round's own title."),
    )
    text = blocks.TextBlock(
        required=False,
        max_length=400,
        label=_("Text"),
        help_text=_("Why. With a round, its next date is added by itself."),
    )
    round = blocks.PageChooserBlock(
        page_type="budgeting.RoundPage",
        required=False,
        label=_("Round"),
        help_text=_(
            "The button then follows the round: hand in a proposal, see the proposals, vote, see the result. "
            "The box is hidden while the round is not published."
        ),
    )
    link = ButtonBlock(label=_("Button"), help_text=_("Only if no round is chosen."))

    class Meta:
        icon = "arrow-right-full"
        label = _("Call to action")
        group = _("Facts")
        template = "blocks/call_to_action_block.html"
        value_class = CallToActionValue
        description = _(
            "A box with a button: one thing to do. It can follow a round by itself. At most one a page."
        )
        preview_value: dict[str, Any] = {
            "title": "Rösta i Mitt Närlunda",
            "text": "Välj högst tre förslag. Röstningen stänger söndag 29 november.",
            "round": None,
            "link": {"label": "Se förslagen och rösta", "url": "/", "page": None},
        }

    def clean(self, value: Any) -> Any:
        """A round or a button, one of them; without a round a title."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        link = cleaned["link"]
        has_link = bool(link.get("page") or link.get("url"))
        errors: dict[str, Any] = {}
        if bool(cleaned["round"]) == has_link:
            message = _("Choose a round, or write a button, one of them.")
            errors["round"] = ValidationError(message)
        if not cleaned["round"] and not cleaned["title"]:
            errors["title"] = ValidationError(_("Write what the reader can do."))
        if errors:
            raise StructBlockValidationError(errors)
        return cleaned
