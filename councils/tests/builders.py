"""Builders: make_x(**overrides) name only what a test is about."""

import datetime as dt
import itertools
from typing import Any

from councils.models import (
    CouncilIndexPage,
    CouncilPage,
    Matter,
    MatterRegisterPage,
    ReportIndexPage,
    TraineeReportPage,
)
from councils.services.matters import MatterWords, add_update, receive_matter
from home.tests.builders import make_home
from radslag.tests.tree import put_under

_serial = itertools.count(1)


def make_council_index(**overrides: Any) -> CouncilIndexPage:
    """The one series of councils of the site."""
    found = CouncilIndexPage.objects.first()
    if found:
        return found
    page = CouncilIndexPage(**({"title": "Invånarråd", "slug": "invanarrad"} | overrides))
    return put_under(make_home(), page)


def make_council(**overrides: Any) -> CouncilPage:
    n = next(_serial)
    fields = {
        "title": f"Trygga gårdar {n}",
        "number": n,
        "date": dt.date(2021, 11, 18),
        "place": "Närlundaskolan",
        "tested_ideas": [make_idea_area()],
    }
    page = CouncilPage(**(fields | overrides))
    return put_under(make_council_index(), page)


def make_idea_area(*ideas: str, title: str = "Gården") -> tuple[str, dict[str, Any]]:
    """An area with two ideas, the first of which has a part, as a StreamField takes it."""
    first, *others = ideas or ("Lampor", "Lekplats")
    listed = [{"text": first, "parts": ["vid porten"]}, *({"text": idea, "parts": []} for idea in others)]
    return ("area", {"title": title, "text": "", "ideas": listed})


def make_register(**overrides: Any) -> MatterRegisterPage:
    """The one register of the series."""
    found = MatterRegisterPage.objects.first()
    if found:
        return found
    page = MatterRegisterPage(**({"title": "Ärenden", "slug": "arenden"} | overrides))
    return put_under(make_council_index(), page)


def make_matter(*, council: CouncilPage | None = None, **overrides: Any) -> Matter:
    """A matter as it was received."""
    n = next(_serial)
    fields = {"title": f"Bänkar vid porten {n}", "unit": "Gata och park", "received": dt.date(2021, 11, 18)}
    words = MatterWords(**(fields | overrides))
    return receive_matter(council=council or make_council(), words=words, by=None)


def make_update(matter: Matter, **overrides: Any) -> Matter:
    """The matter after something more was said of it."""
    fields = {"date": dt.date(2021, 12, 1), "text": "Bänkarna är beställda."}
    add_update(matter_id=matter.pk, by=None, **(fields | overrides))
    matter.refresh_from_db()
    return matter


def make_report_index(**overrides: Any) -> ReportIndexPage:
    """The one list of reports of the site."""
    found = ReportIndexPage.objects.first()
    if found:
        return found
    page = ReportIndexPage(**({"title": "Rapporter", "slug": "rapporter"} | overrides))
    return put_under(make_home(), page)


def make_report(**overrides: Any) -> TraineeReportPage:
    n = next(_serial)
    fields = {
        "title": f"Goda boendemiljöer {n}",
        "group_number": 19,
        "period_start": dt.date(2024, 9, 1),
        "period_end": dt.date(2025, 8, 31),
        "commissioned_by": "Lövsunda kommun",
        "background": "<p>Varför rapporten skrevs.</p>",
        "results_heading": "Två råd",
        "focus_areas": [make_focus_area()],
    }
    page = TraineeReportPage(**(fields | overrides))
    return put_under(make_report_index(), page)


def make_focus_area(**overrides: Any) -> tuple[str, dict[str, Any]]:
    """A focus area with two recommendations, as a StreamField takes it."""
    recommendations = [
        {"number": "2.1", "text": "Öppna en lokal.", "note": ""},
        {"number": "2.2", "text": "Fråga de boende.", "note": "Fråga först."},
    ]
    value = {"number": "2", "title": "Mötesplatser", "text": "", "recommendations": recommendations}
    return ("focus_area", value | overrides)
