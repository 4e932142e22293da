"""What is followed: a round or a project, with its name and address; and what “Mina sidor” lists of it. Private."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from budgeting.display.following import FollowWords, project_words, round_words
from budgeting.display.programmes import page_urls
from budgeting.mails import tokens
from budgeting.models import RoundFollow
from comments.people.participants import participant_of
from radslag.clock import database_now


@dataclass(frozen=True, slots=True)
class Place:
    """What is followed and where it is read; without name and address while not everyone may read it."""

    words: FollowWords
    name: str = ""
    url: str = ""


def places(follows: Sequence[RoundFollow], request: HttpRequest) -> dict[int, Place]:
    """Where each leads, by its primary key: as many queries for one as for all. They are read with round and proposal."""
    numbers = [row.pk for row in follows]
    readable = RoundFollow.objects.filter(pk__in=numbers).that_may_be_read(database_now())
    open_ = set(readable.values_list("pk", flat=True))
    urls = page_urls([row.round for row in follows if row.pk in open_], request)
    return {row.pk: _place(row, urls.get(row.round_id, "") if row.pk in open_ else "") for row in follows}


def my_follows(request: HttpRequest) -> dict[str, Any]:
    """The rounds and projects that the participant of the request follows, with the address of what ends it.

    What is not public now stands there without its name.
    """
    participant = participant_of(request)
    if participant is None:
        return {"follows": []}
    rows = RoundFollow.objects.confirmed().filter(participant=participant)
    follows = list(rows.select_related("round", "project__proposal").order_by("-pk"))
    there = places(follows, request)
    return {"follows": [{"place": there[row.pk], "end": end_url(row)} for row in follows]}


def end_url(row: RoundFollow) -> str:
    """Where one stops following, as in each mail."""
    return reverse("budgeting:unfollow_round", args=[tokens.sign("unfollow", row.pk)])


def _place(row: RoundFollow, url: str) -> Place:
    words = round_words() if row.project is None else project_words()
    if not url:
        return Place(words)
    if row.project is None:
        return Place(words, row.round.name, url)
    return Place(words, row.project.proposal.title, row.project.proposal.get_absolute_url())
