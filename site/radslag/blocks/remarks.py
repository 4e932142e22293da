"""What the check list before publishing says of figures: those whose latest date is long ago."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from radslag.editors.checklist import Remark

OLD = dt.timedelta(days=2 * 366)


def figure_remarks(body: Iterable[Any], field: str, now: dt.datetime) -> list[Remark]:
    """A remark for each figure that is more than two years old at `now`."""
    remarks = []
    for block in body:
        figures = block.value["figures"] if block.block_type == "key_figures" else ()
        for figure in figures:
            when = figure.value.get("after_time") or figure.value.get("time")
            if when and when.last_day and when.last_day < (now - OLD).date():
                words = {"text": figure.value["text"], "when": when.words}
                remarks.append(
                    Remark(_("The figure “%(text)s” is from %(when)s. Is there a newer one?") % words, field)
                )
    return remarks
