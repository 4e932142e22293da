"""What the views have in common: the round with its published page, and who asks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from budgeting.models import Proposal, Round, RoundPage
from radslag.clock import database_now
from radslag.models import User
from radslag.pages import readable_by_all

UNPROCESSABLE, CONFLICT = 422, 409


def round_and_page(request: HttpRequest, round_id: int) -> tuple[Round, RoundPage]:
    """The round and its published page; 404 while there is none that the reader may see."""
    rounds = Round.objects.select_related("programme__area", "secret")
    round_ = get_object_or_404(rounds, pk=round_id)
    _refuse_imported(round_)
    page = round_.page_in(get_language() or "sv")
    if page is None or not page.may_be_read(request):
        raise Http404("the round has no published page")
    return round_, page


def public_round(round_id: int) -> tuple[Round, RoundPage]:
    """The round and its published page; 404 while there is none that everyone may read, whoever asks."""
    round_ = get_object_or_404(Round.objects.select_related("programme__area"), pk=round_id)
    _refuse_imported(round_)
    pages = readable_by_all(RoundPage.objects.live().filter(round=round_)).select_related("locale")
    found = list(pages.order_by("pk"))
    if not found:
        raise Http404("the round has no page for everyone")
    return round_, next((page for page in found if page.locale.language_code == get_language()), found[0])


def _refuse_imported(round_: Round) -> None:
    """An imported election has its page and nothing under it: no ballots, receipts, dates or proposals of ours."""
    if round_.imported_from:
        raise Http404("an imported election")


def is_public(proposal_id: int) -> bool:
    """Whether everyone may read the proposal now. Asks nothing about the reader, so that the answer may be cached."""
    return bool(Proposal.objects.for_everyone(database_now()).filter(pk=proposal_id).exists())


def user_of(request: HttpRequest) -> User:
    """Who is logged in; for views behind a log-in."""
    if not isinstance(request.user, User):
        raise TypeError("behind a log-in")
    return request.user


def trail_of(page: RoundPage) -> list[Any]:
    """The way to the page and the page itself: the bread crumbs of what hangs under it."""
    return [*page.trail(), page]


def wants_json(request: HttpRequest) -> bool:
    """Whether a script saves in the background."""
    return request.headers.get("Accept", "") == "application/json"
