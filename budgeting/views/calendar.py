"""The dates of a round as a calendar file: for everyone or for nobody, as its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from budgeting.for_programs import calendars
from budgeting.views.shared import public_round
from radslag.clock import database_now
from radslag.for_programs.being_found import absolute
from radslag.for_programs.calendar_files import calendar_answer


@require_safe
@conditional_page
def round_calendar(request: HttpRequest, round_id: int) -> HttpResponse:
    """All dates of the round. A program that has the file already is told so (ETag)."""
    round_, page = public_round(round_id)
    url = absolute(request, page.get_url(request))
    return calendar_answer(calendars.calendar(round_, url=url, now=database_now()), page.slug)
