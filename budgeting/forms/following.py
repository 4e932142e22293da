"""The form in which readers ask to be told about a round."""

from __future__ import annotations

from comments.forms.following import FollowForm


class RoundFollowForm(FollowForm):
    """An address, which is sent a link. There is no choice of how often: a round has five mails at most."""

    pace = None  # type: ignore[assignment]
