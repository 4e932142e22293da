"""How long what belongs to rounds is kept."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from budgeting.rules.sealing import KEPT_FOR
from radslag.privacy.periods import Period, fixed, register

DAY = dt.timedelta(days=1)

DRAFTS = register(
    Period(
        name="drafts",
        title=_("Drafts of proposals that were never submitted, with their pictures and files"),
        begins=_("from when the round stopped taking proposals"),
        default=90 * DAY,
        least=30 * DAY,
        most=365 * DAY,
        job="delete old drafts",
        rows="budgeting.services.draft_reminders.old_drafts",
    )
)
DECLINED_UPDATES = register(
    Period(
        name="declined_updates",
        title=_("What applicants wrote of their project and staff did not publish"),
        begins=_("from when it was declined"),
        default=90 * DAY,
        least=30 * DAY,
        most=365 * DAY,
        job="delete declined updates",
        rows="budgeting.services.forgetting_updates.old_declined_updates",
    )
)
ROUND_FOLLOWERS = register(
    Period(
        name="round_followers",
        title=_("Who follows a round or a project by mail"),
        begins=_("from when the round ended, or from the last that was said of the finished project"),
        default=30 * DAY,
        least=7 * DAY,
        most=180 * DAY,
        job="forget followers of rounds",
        rows="budgeting.services.following.old_follows",
    )
)
SEALING = fixed(
    "sealing",
    _("The tie between a ballot and its voter"),
    _("from the result, or from when the round was cancelled"),
    KEPT_FOR,
    "seal finished rounds",
)
"""Residents are promised it on every result page, and the database holds to it: no setting."""
