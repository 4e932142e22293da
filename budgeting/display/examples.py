"""A result made up from sample ballots, for editors who want to see the page of a result before there is one.

Nothing here comes from a ballot or a proposal, and nothing is stored: proposals and ballots are invented, the same every time,
and counted by the round's own rule, money and limits.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from budgeting import counting
from budgeting.counting import rules
from budgeting.counting.elections import Election, Project, grouped, tally
from budgeting.counting.rules import Settings
from budgeting.counting.steps import Step
from budgeting.display.results import ResultShown, rows_shown
from budgeting.models.counts import Count, Outcome
from budgeting.models.proposals import Proposal
from budgeting.models.rounds import Round
from budgeting.services.counting import facts_of

SEED = "exempel"
SAMPLES = 60
# What proposals cost, in hundredths of the most that one may cost, and how many of the sample ballots want them.
SHARES = ((100, 41), (80, 36), (60, 36), (100, 29), (40, 23), (90, 14), (30, 5), (50, 1), (20, 0))
KRONA = 100


def example_result(round_: Round) -> ResultShown:
    """The result of the sample ballots by the rule of the round, as unsaved rows."""
    costs = {number: _cost(round_, share) for number, (share, _wanted) in enumerate(SHARES, 1)}
    ballots = sample_ballots(round_.ballot_max)
    named = grouped(ballots)
    projects = tally((Project(number, cost) for number, cost in costs.items()), named)
    result = rules.count(
        Election(projects, round_.budget_ore, named),
        Settings(
            rule=round_.rule, tie_rule=round_.tie_rule, seed=SEED, threshold=round_.threshold,
            threshold_percent=round_.threshold_percent, utility=round_.utility,
        ),
    )  # fmt: skip
    count = Count(
        round=round_, version=counting.VERSION, rule=round_.rule, tie_rule=round_.tie_rule, seed=SEED,
        threshold=result.threshold, budget_ore=round_.budget_ore, spent_ore=result.spent,
        ballots=len(ballots), votes=sum(project.votes for project in projects), facts=facts_of(result),
        threshold_percent=round_.threshold_percent, utility=round_.utility,
    )  # fmt: skip
    return rows_shown(count, [_outcome(count, step) for step in result.steps], round_)


def sample_ballots(most: int) -> Sequence[frozenset[int]]:
    """Sixty ballots of at most `most` choices that want each proposal as often as the table says, as far as they hold."""
    ballots: list[set[int]] = [set() for _ in range(SAMPLES)]
    place = 0
    for number, (_share, wanted) in enumerate(SHARES, 1):
        for _vote in range(wanted):
            place = _next_with_room(ballots, place, number, most)
            if place < 0:
                return [frozenset(ballot) for ballot in ballots if ballot]
            ballots[place].add(number)
            place = (place + 1) % SAMPLES
    return [frozenset(ballot) for ballot in ballots if ballot]


def _next_with_room(ballots: list[set[int]], start: int, number: int, most: int) -> int:
    """The first ballot from `start` on that has room for the proposal; -1 when none has."""
    places = ((start + step) % SAMPLES for step in range(SAMPLES))
    return next((at for at in places if len(ballots[at]) < most and number not in ballots[at]), -1)


def _cost(round_: Round, share: int) -> int:
    """Whole hundreds of kronor where the limit is large enough, and never nothing."""
    ore = round_.cap_ore * share // 100
    return max(ore // (100 * KRONA) * (100 * KRONA), 0) or max(ore, 1)


def _outcome(count: Count, step: Step) -> Outcome:
    title = _("Example proposal %(letter)s") % {"letter": chr(ord("A") + int(step.project) - 1)}
    proposal = Proposal(round=count.round, number=step.project, title=title, cost_ore=step.cost)
    return Outcome(
        count=count, proposal=proposal, rank=step.rank, votes=step.votes, cost_ore=step.cost, code=step.code,
        before_ore=step.before, after_ore=step.after, tied=list(step.tied), blocker=step.blocker, numbers=step.as_json(),
    )  # fmt: skip
