"""Who sends a comment, and for whom it speaks."""

from dataclasses import dataclass
from typing import Any

from comments.models import Participant
from comments.people.permissions import may_moderate


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a comment. Nobody is known by default.

    `participant` is confirmed in this session, as is the address `proven` by a code; `email` is an address that its owner
    has still to confirm, and is not looked at for who is known. `browser` tells one browser from another, and is never
    stored.
    """

    user: Any = None
    participant: Participant | None = None
    email: str = ""
    proven: str = ""
    browser: str = ""
    lacks_step: bool = False
    """A session of staff without their second step: it writes as anybody, never for the municipality."""

    @property
    def is_signed_in(self) -> bool:
        return self.user is not None and self.user.is_authenticated

    @property
    def is_to_confirm(self) -> bool:
        """Whether the comment waits until the owner of the address has opened the link."""
        return bool(self.email) and not self.is_signed_in and self.participant is None

    def may_answer_for_us(self, target: Any) -> bool:
        """Whether what is written about `target` is the municipality's own word."""
        return self.is_signed_in and not self.lacks_step and may_moderate(self.user, target.thread_page)

    @property
    def key(self) -> str:
        """What two posts by the same sender have in common; empty when there is no telling."""
        if self.is_signed_in:
            return f"user {self.user.pk}"
        return f"participant {self.participant.pk}" if self.participant else self.browser


NOBODY = Sender()
