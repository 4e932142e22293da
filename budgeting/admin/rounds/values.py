"""What the form of a round begins with: good defaults, what a round says, or a quarter after the one before."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from budgeting.display.time_line import OtherRound, overlaps
from budgeting.models import BudgetingPage, Round
from budgeting.rules.acts import INSTANTS
from budgeting.rules.next_round import first_name, later, later_by, next_name
from budgeting.services.rounds import TERMS
from budgeting.services.terms import envelope_left
from budgeting.words.acts import postal_codes_in_words
from comments.rules.policy import Mode

NO_TALK, TALK_OF_ROUND, TALK_OF_EACH = "", "round", "each"
"""Where people may comment."""

MOST_WEEKS_AHEAD = 104

FIRST_CRITERIA = gettext_noop(
    "The idea is in the area and on land that we look after\n"
    "It is open to everyone who lives there\n"
    "The costs are reasonable and all are there\n"
    "It can be done within a year"
)


def default_instants(now: dt.datetime) -> dict[str, dt.datetime]:
    """A round that begins the Monday after next: three weeks to hand in, one to review, two to vote.

    Both closes are on a Monday at noon: after the weekend, and while somebody can still help.
    """
    today = timezone.localdate(now)
    monday = today + dt.timedelta(days=7 - today.weekday() + 7)

    def on(days: int, hour: int) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(monday + dt.timedelta(days=days), dt.time(hour)))

    return {
        "submission_opens": on(0, 8),
        "submission_closes": on(21, 12),
        "proposals_shown": on(28, 8),
        "voting_opens": on(28, 8),
        "voting_closes": on(42, 12),
        "result_at": on(45, 12),
    }


def first_values(now: dt.datetime) -> dict[str, Any]:
    """What a new round begins with."""
    return {**default_instants(now), "criteria": gettext(FIRST_CRITERIA), "conversation": NO_TALK}


def only_one(programmes: QuerySet[BudgetingPage]) -> BudgetingPage | None:
    """The programme when there is nothing to choose."""
    first, *others = programmes[:2] or [None]
    return None if others else first


def values_in(programme: BudgetingPage, now: dt.datetime) -> dict[str, Any]:
    """What a new round of a programme begins with: the first free weeks, a name by the season, the money left of its year."""
    instants = _first_free(default_instants(now), other_rounds(programme, None))
    left_ore = envelope_left(programme, instants["result_at"])
    name = first_name(programme.title, instants["submission_opens"])
    money = {"budget_ore": left_ore} if left_ore > 0 else {}
    return {**instants, "programme": programme, "name": name, **money}


def _first_free(instants: dict[str, dt.datetime], others: list[OtherRound]) -> dict[str, dt.datetime]:
    """The instants so many weeks later that no other round is in the same step; as they are when that takes years."""
    for weeks in range(MOST_WEEKS_AHEAD):
        moved = later_by(instants, weeks=weeks, zone=timezone.get_default_timezone())
        if not any(overlaps(moved, others)):
            return moved
    return instants


def values_of(round_: Round) -> dict[str, Any]:
    """What the form shows of a round."""
    criteria = "\n".join(round_.criteria.values_list("text", flat=True))
    written = {"criteria": criteria, "postal_codes": postal_codes_in_words(round_.postal_codes)}
    return {name: getattr(round_, name) for name in TERMS} | written


def next_values(previous: Round, now: dt.datetime, programmes: QuerySet[BudgetingPage]) -> dict[str, Any]:
    """What the form of the next round begins with: as the previous one, a quarter later.

    `programmes` are those one may choose from; the previous round's may be there in another language.
    """
    instants = {name: getattr(previous, name) for name in INSTANTS}
    moved = later(instants, now=now, zone=timezone.get_default_timezone())
    programme = programmes.filter(translation_key=previous.programme.translation_key).first()
    named = {"name": next_name(previous.name), "programme": programme}
    money = _money_like(previous, programme, moved["result_at"]) if programme else {}
    return values_of(previous) | moved | named | money | {"conversation": _conversation_of(previous)}


def _money_like(previous: Round, programme: BudgetingPage, result_at: dt.datetime) -> dict[str, int]:
    """Budget and cap as they were, or what the year has left when that is less; as they were when nothing is left."""
    left_ore = envelope_left(programme, result_at)
    if not 0 < left_ore < previous.budget_ore:
        return {}
    return {"budget_ore": left_ore, "cap_ore": min(previous.cap_ore, left_ore)}


def _conversation_of(round_: Round) -> str:
    """Where people could comment, also when the conversation has been closed since."""
    page = round_.pages.order_by("-live", "pk").first()
    if page is None or page.thread_mode == Mode.OFF:
        return NO_TALK
    return TALK_OF_EACH if page.proposal_threads else TALK_OF_ROUND


def other_rounds(programme: BudgetingPage, round_: Round | None) -> list[OtherRound]:
    """The rounds that `round_` of the programme, or a new one, must not share a step with. One query."""
    rounds = Round.objects.uncancelled().filter(programme__translation_key=programme.translation_key)
    others = rounds.exclude(pk=round_.pk) if round_ is not None else rounds
    return [OtherRound(name=row.pop("name"), instants=row) for row in others.values("name", *INSTANTS)]
