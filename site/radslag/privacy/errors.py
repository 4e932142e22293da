"""Why something about personal data was refused: a stable code, and what people are told."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "fixed": _("This period is part of the product and can’t be changed."),
    "outside_bounds": _("The number of days is outside what is allowed."),
    "not_to_pack": _("This can’t be packed now. A round must have a public result or be cancelled."),
    "not_made": _("The package is not made yet."),
    "staff": _("You work here. An administrator takes your account away when you leave."),
    "no_decision": _("Write the number of the decision."),
}


class Refused(Exception):
    """Nothing was written. `code` is stable; `message` is for people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> str:
        """What people are told."""
        return str(MESSAGES[self.code])


class NotAllErased(Exception):
    """Everybody was tried: so many people were `erased`, and with so many it `failed`. They are tried again by a job."""

    def __init__(self, erased: int, failed: int) -> None:
        super().__init__(f"{failed} people could not be erased")
        self.erased, self.failed = erased, failed
