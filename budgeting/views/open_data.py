"""The open data of a round: its index, its files, and how one counts oneself. From the result on; the same for everyone."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgeting.display.open_data import OpenData, facts_of_round, open_data
from budgeting.display.turnout import channels_published
from budgeting.for_programs import ballot_files
from budgeting.for_programs import results as open_results
from budgeting.for_programs.counting_program import program_zip
from budgeting.for_programs.counts import NotPublishedError, published_inputs
from budgeting.models import Count, Round, RoundPage
from budgeting.views.files import PRIVATE
from budgeting.views.shared import round_and_page, trail_of
from radslag.clock import database_now
from radslag.for_programs.being_found import absolute
from radslag.for_programs.downloads import CSV, download
from radslag.for_programs.open_data import JSON, LICENCE, LICENCE_URL, as_json
from radslag.pages import readable_by_all

KEPT_SECONDS = 300
KEPT: str = f"public, max-age={KEPT_SECONDS}"
READY_SECONDS = 60
"""After this long a worker has made what is missing."""
TYPES = {
    "csv": CSV,
    "json": JSON,
    "pb": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
INPUTS = re.compile(r"rakning-([1-9][0-9]{0,4})\.json")


@require_safe
def open_data_index(request: HttpRequest, round_id: int) -> HttpResponse:
    """All files of the round, with what their columns mean; 404 before the result."""
    return _page(request, round_id, "budgeting/open_data.html")


@require_safe
def count_yourself(request: HttpRequest, round_id: int) -> HttpResponse:
    """How anyone repeats the count; 404 before the result."""
    return _page(request, round_id, "budgeting/count_yourself.html")


@require_safe
def open_data_file(request: HttpRequest, round_id: int, name: str) -> HttpResponse:
    """One of the files; 404 before the result, and for what is not published."""
    round_, page, shown = _asked_for(request, round_id)
    kind = name.rpartition(".")[2]
    stem = name.rpartition(".")[0]
    try:
        make = _maker(request, round_, page, shown, name)
        body = b"" if request.method == "HEAD" else make()
    except NotPublishedError as error:
        raise Http404("not published") from error
    except FileNotFoundError:
        return _not_made_yet()
    saved_as = (
        name if INPUTS.fullmatch(name) else f"{stem}-{page.slug}.{kind}"
    )  # the command of the page names it
    return _served(body, kind, saved_as, public=_is_public(page))


@require_safe
def counting_program(request: HttpRequest) -> HttpResponse:
    """The program that counts, as a file to unpack: the same that this site runs."""
    return _served(program_zip(), "zip", "rakneprogram.zip", public=True)


def _asked_for(request: HttpRequest, round_id: int) -> tuple[Round, RoundPage, OpenData]:
    round_, page = round_and_page(request, round_id)
    shown = open_data(round_, database_now())
    if shown is None:
        raise Http404("there is no public result")
    return round_, page, shown


def _page(request: HttpRequest, round_id: int, template: str) -> HttpResponse:
    round_, page, shown = _asked_for(request, round_id)
    context = {
        "round": round_,
        "page": page,
        "trail": trail_of(page),
        "shown": shown,
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
    }
    return render(request, template, context)


def _maker(
    request: HttpRequest, round_: Round, page: RoundPage, shown: OpenData, name: str
) -> Callable[[], bytes]:
    """What gives the file of that name. Raises Http404 for a name that is none, and FileNotFoundError for a file that a
    worker is making."""
    if match := INPUTS.fullmatch(name):
        number = int(match[1])
        if number > len(shown.counts) or not shown.counts[number - 1].file.url:
            raise Http404("no such file")
        return partial(_inputs, round_, number)
    if name in ballot_files.NAMES:
        if shown.ballots.is_coming:
            raise FileNotFoundError
        if shown.ballots.url:
            return partial(ballot_files.read, shown.result.count, name)
    address = absolute(request, page.get_url(request) or "/")
    makers: dict[str, Callable[[], bytes]] = {
        "resultat.csv": partial(_result_csv, shown),
        "resultat.xlsx": partial(_result_xlsx, round_, page, shown, address),
        "resultat.json": partial(_result_json, round_, page, shown, address),
        "handelser.json": partial(as_json, shown.events),
    }
    if name not in makers:
        raise Http404("no such file")
    return makers[name]


def _result_csv(shown: OpenData) -> bytes:
    return open_results.as_csv(open_results.PROPOSALS, open_results.rows_of(shown.result))


def _result_xlsx(round_: Round, page: RoundPage, shown: OpenData, address: str) -> bytes:
    facts = facts_of_round(shown, title=page.title, address=address, channels=channels_published(round_))
    return open_results.as_xlsx(shown.result, facts)


def _result_json(round_: Round, page: RoundPage, shown: OpenData, address: str) -> bytes:
    counts = [
        {"number": c.number, "inputs_sha256": c.inputs_hash or None, "result_sha256": c.result_hash or None}
        for c in shown.counts
    ]
    channels = [{"name": label, "ballots": n} for label, n in channels_published(round_)]
    content = open_results.content(
        round_,
        shown.result,
        title=page.title,
        address=address,
        parts={"channels": channels, "counts": counts, "audit_log": _entry(shown)},
        events=shown.events,
    )
    return as_json(content)


def _entry(shown: OpenData) -> dict[str, Any] | None:
    return {"entry": shown.entry[0], "sha256": shown.entry[1]} if shown.entry else None


def _inputs(round_: Round, number: int) -> bytes:
    counts = Count.objects.filter(round=round_).defer("steps").select_related("inputs").order_by("pk")
    stored = counts[number - 1]
    stored.round = round_
    return published_inputs(stored, now=database_now()).encode()


def _not_made_yet() -> HttpResponse:
    response = HttpResponse(
        _("The file is being made. Come back in a minute."), status=503, content_type=TYPES["pb"]
    )
    response["Retry-After"] = str(READY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _is_public(page: RoundPage) -> bool:
    return bool(readable_by_all(RoundPage.objects.filter(pk=page.pk)).exists())


def _served(body: bytes, kind: str, name: str, *, public: bool) -> HttpResponse:
    response = download(body, TYPES[kind], name)
    response["Cache-Control"] = KEPT if public else PRIVATE
    response["X-Content-Type-Options"] = "nosniff"
    return response
