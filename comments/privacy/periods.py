"""How long what belongs to conversations is kept."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from radslag.privacy.periods import Period, register

DAY = dt.timedelta(days=1)
HERE = "comments.services.retention"
NOT_DECIDED = "–"
"""What stands for the number of a decision where a length was carried over from an older setting (migration 0010)."""

UNCONFIRMED = register(
    Period(
        name="unconfirmed_comments",
        title=_("Comments that were never confirmed"),
        begins=_("from when they were written"),
        default=2 * DAY,
        least=2 * DAY,
        most=14 * DAY,
        job="delete unconfirmed comments",
        rows=f"{HERE}.old_unconfirmed_comments",
    )
)
UNCONFIRMED_FOLLOWS = register(
    Period(
        name="unconfirmed_follows",
        title=_("What somebody asked to follow and never confirmed, or has ended"),
        begins=_("from when it was asked for or ended"),
        default=2 * DAY,
        least=2 * DAY,
        most=14 * DAY,
        job="delete unconfirmed followers",
        rows=f"{HERE}.old_unconfirmed_follows",
    )
)
OUT_OF_SIGHT = register(
    Period(
        name="hidden_texts",
        title=_("The text of hidden and withdrawn comments, earlier texts, and what was said for a new look"),
        begins=_("from when it was hidden, withdrawn, changed or answered"),
        default=730 * DAY,
        least=90 * DAY,
        most=3650 * DAY,
        job="erase texts out of sight",
        rows=f"{HERE}.old_texts_out_of_sight",
        of_archive=True,
    )
)
EMPTY_PARTICIPANTS = register(
    Period(
        name="empty_participants",
        title=_("Addresses on which nothing hangs any more"),
        begins=_("from when the address was first seen"),
        default=30 * DAY,
        least=7 * DAY,
        most=365 * DAY,
        job="forget addresses without comments",
        rows=f"{HERE}.empty_participants",
    )
)
REPORTERS = register(
    Period(
        name="reporters",
        title=_("Who reported a comment, and in which words"),
        begins=_("from when the report was handled"),
        default=90 * DAY,
        least=30 * DAY,
        most=365 * DAY,
        job="forget who reported",
        rows=f"{HERE}.old_reports",
    )
)
NOTICES = register(
    Period(
        name="notices",
        title=_("Notes of who was told of which comment"),
        begins=_("from when the mail was written"),
        default=60 * DAY,
        least=30 * DAY,
        most=180 * DAY,
        job="forget who was told",
        rows=f"{HERE}.old_notices",
    )
)
"""Longer than a digest looks back."""
