"""Log-ins of staff that failed: counted under a keyed hash, noted now and then, so that nobody fills the log by trying."""

from __future__ import annotations

import datetime as dt

from radslag.incoming.addresses import normalised_email
from radslag.limits import count_all, limit_for
from radslag.models import User

from .services import record

DAY = dt.timedelta(days=1)
NOTED = frozenset({1, 3, 10, 30, 100, 300, 1000})
"""Of the tries for one address within a day, these stand in the log."""


def note_failed_login(address: str) -> None:
    """Count a try for `address`. Whose it is stands in the log if it is somebody of the staff, and no address ever does."""
    limit = limit_for("staff-login-failed", normalised_email(address), times=max(NOTED), window=DAY)
    used = count_all([limit])
    if not isinstance(used, dict) or used[limit.name] not in NOTED:
        return
    person = User.objects.filter(email=normalised_email(address)).first()
    of_staff = person is not None and person.has_perm("wagtailadmin.access_admin")
    record(
        "radslag.fail_log_in",
        about=person if of_staff else None,
        facts={"times": used[limit.name], "known": of_staff},
    )
