"""What “Mina sidor” lists of followed rounds and projects. Private."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from budgeting import tokens
from budgeting.display.following import project_words, round_words
from budgeting.display.programmes import page_urls
from budgeting.models import RoundFollow
from comments.participants import participant_of


def my_follows(request: HttpRequest) -> dict[str, Any]:
    """The rounds and projects that the participant of the request follows, with the address of what ends it.

    What is not public now stands there without its name.
    """
    participant = participant_of(request)
    if participant is None:
        return {"follows": []}
    rows = RoundFollow.objects.filter(participant=participant, confirmed_at__isnull=False)
    follows = list(rows.select_related("round", "project__proposal").order_by("-pk"))
    urls = page_urls([row.round for row in follows], request)
    return {"follows": [_follow(row, urls.get(row.round_id, "")) for row in follows]}


def _follow(row: RoundFollow, url: str) -> dict[str, Any]:
    if row.project is None:
        name, words = row.round.name, round_words()
    else:
        proposal, words = row.project.proposal, project_words()
        name, url = proposal.title, proposal.get_absolute_url() if url else ""
    return {
        "name": name if url else "",
        "url": url,
        "comes": words.comes,
        "hidden": words.hidden,
        "end": reverse("budgeting:unfollow_round", args=[tokens.sign("unfollow", row.pk)]),
    }
