"""Mails that retell what somebody wrote: whether it may still be told is asked anew when the mail leaves the outbox, which can
be hours after it was written.
"""

import datetime as dt
from collections.abc import Callable, Iterable

from django.core.mail import EmailMessage

Check = Callable[[list[int], dt.datetime], bool]
"""Gets the primary keys of what a mail retells, and when the mail was written."""
_checks: dict[str, Check] = {}


def register(kind: str, check: Check) -> None:
    """From now on mails about things of `kind` leave only as long as `check` says so."""
    _checks[kind] = check


def retelling(message: EmailMessage, kind: str, pks: Iterable[int]) -> EmailMessage:
    """The same message, marked as one that retells these things; kept by the outbox, in no header."""
    numbers = ",".join(str(pk) for pk in pks)
    message.radslag_about = f"{kind}:{numbers}" if numbers else ""  # type: ignore[attr-defined]
    return message


def about_of(message: EmailMessage) -> str:
    """What `retelling` has marked the message with."""
    return str(getattr(message, "radslag_about", ""))


def may_be_told(about: str, written_at: dt.datetime) -> bool:
    """Whether a mail that was marked so may still leave."""
    kind, _, numbers = about.partition(":")
    check = _checks.get(kind)
    return not numbers or check is None or check([int(number) for number in numbers.split(",")], written_at)
