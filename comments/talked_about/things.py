"""Things without a page of their own that can be talked about: what a model needs to be a target."""

from typing import Any

from wagtail.models import Page

from comments.models import ConversationSettings, policy_from
from comments.rules.policy import Policy
from radslag.clock import database_now


class TalkedAbout:
    """Mixed into the model of such a thing. Its loader sets `thread_place` and `thread_address` on each row.

    `thread_place` is the page whose choices hold for the conversation and whose branch moderates it: that of the site's
    first language, so that a thing has one conversation whatever language it is read in. `thread_address` is where the
    thing is read.
    """

    thread_place: Any
    thread_address: str = ""
    thread_heading = ""
    thread_question = ""

    @property
    def thread_page(self) -> Page:
        """The page that the thing lives on."""
        place: Page = self.thread_place
        return place

    @property
    def thread_title(self) -> str:
        """What the conversation is about, in lists and mails."""
        return str(self.title)  # type: ignore[attr-defined]

    @property
    def thread_open(self) -> bool:
        """Whether one may write at this moment."""
        policy = self.thread_policy(ConversationSettings())
        return policy.is_open_at(database_now())

    def thread_policy(self, site_defaults: ConversationSettings) -> Policy:
        """The rules of the conversation: those of the page."""
        return policy_from(self.thread_place, site_defaults)

    def thread_url(self) -> str | None:
        """Where readers find the conversation, without its anchor."""
        return self.thread_address or None
