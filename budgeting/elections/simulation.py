"""Trying rules before a round opens: ballots from somewhere, as many voters as one thinks will come, counted by several rules.

Nothing is stored. Voters are drawn from the ballots, with repeats, by a seed: the same seed draws the same ones.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from budgeting.counting import pb_elections
from budgeting.counting.compare import Given, choices_of, compare
from budgeting.counting.elections import Ballot, Election, Project, ProjectId, grouped, tally
from budgeting.counting.pabulib import parse
from budgeting.counting.rules import Settings
from budgeting.counting.ties import CHEAPEST
from budgeting.display.examples import SHARES, sample_ballots
from budgeting.elections.of_rounds import currency_of, election_of, overrides_of
from budgeting.elections.time_limits import stopwatch
from budgeting.models import Proposal, Round, RoundPage
from budgeting.querysets.rounds import clock_at
from budgeting.rules.publication import LEAST_BALLOTS
from radslag.clock import database_now
from radslag.language.money import CURRENCY
from radslag.pages import readable_by_all

LEAST_VOTERS, MOST_VOTERS = 20, 1_000
MOST_PROJECTS = 150
MOST_FILE = 5 * 1024 * 1024
MOST_ROUNDS = 50
MOST_SECONDS = 10
"""That all rules together may take while somebody waits."""
SAMPLE_CAP_ORE, SAMPLE_BUDGET_ORE, SAMPLE_CHOICES = 25_000_00, 100_000_00, 3


@dataclass(frozen=True, slots=True)
class Source:
    """Ballots to draw from. `titles` by the ids of the projects; `currency` is an ISO 4217 code."""

    name: str
    election: Election
    titles: Mapping[ProjectId, str]
    currency: str = CURRENCY


@dataclass(frozen=True, slots=True)
class Simulated:
    """The election that was counted, and what each rule gives, in the order asked for."""

    source: Source
    election: Election
    given: list[Given]

    @property
    def choices(self) -> int:
        """How many choices all voters made together."""
        return choices_of(self.election)


def samples() -> Source:
    """The sixty invented ballots of the example of a result."""
    ballots = grouped(sample_ballots(SAMPLE_CHOICES))
    projects = [Project(n, SAMPLE_CAP_ORE * share // 100) for n, (share, _wanted) in enumerate(SHARES, 1)]
    titles: dict[ProjectId, str] = {
        project.id: _("Example proposal %(letter)s") % {"letter": chr(ord("A") + at)}
        for at, project in enumerate(projects)
    }
    election = Election(tally(projects, ballots), SAMPLE_BUDGET_ORE, ballots)
    return Source(_("Sample ballots"), election, titles)


def rounds_to_draw_from() -> QuerySet[Round]:
    """Rounds whose result is public and that are large enough for nobody's ballot to be known again, the newest first.

    Imported elections too, whether their page is published or not: their file is public.
    """
    now = database_now()
    open_to_all = readable_by_all(RoundPage.objects.live()).filter(round=OuterRef("pk"))
    public = Round.objects.filter(
        Exists(open_to_all) | ~Q(imported_from=""),
        result_at__lte=clock_at(now),
        cancelled_at=None,
        counts__isnull=False,
    )
    enough = public.annotate(voters=Max("counts__ballots")).filter(voters__gte=LEAST_BALLOTS)
    return enough.order_by("-result_at")[:MOST_ROUNDS]


def of_round(round_: Round) -> Source:
    """The ballots of a round, as its newest count has them."""
    election = election_of(round_, overrides=overrides_of(round_), with_ballots=True)
    titles = dict(Proposal.objects.filter(round=round_).values_list("number", "title"))
    return Source(round_.name, election, titles, currency_of(round_))  # type: ignore[arg-type]


def of_file(data: bytes, name: str) -> Source:
    """The ballots of a .pb file. Raises PbError with the line and the reason."""
    file = parse(data)
    election = pb_elections.read_election(file)
    currency = file.meta.get("currency") or CURRENCY
    return Source(name, election, pb_elections.names(file), currency)


def simulate(
    source: Source, *, rules: list[str], budget: int | None, voters: int | None, seed: str
) -> Simulated:
    """Draw and count. `budget` in hundredths, None for that of the source; `voters` None for as many as there are, at most
    MOST_VOTERS. With as many as there are they are not drawn but taken as they are. The rules share MOST_SECONDS; one that
    needs more is `too_long`.

    Raises ValueError for a source without ballots, or with more projects than are counted while somebody waits.
    """
    election = source.election
    if not election.n:
        raise ValueError("no ballots")
    if len(election.projects) > MOST_PROJECTS:
        raise ValueError("too many projects")
    wanted = min(voters or election.n, MOST_VOTERS)
    ballots = dict(election.ballots)
    if wanted != election.n:
        ballots = drawn(election.ballots, wanted, seed)
    money = election.budget if budget is None else budget * election.unit // 100
    used = replace(
        election,
        projects=tally(election.projects, ballots),
        ballots=ballots,
        budget=money,
        voters=None,
    )
    settings = Settings(tie_rule=CHEAPEST, contest=None)
    watch = stopwatch(MOST_SECONDS / max(1, len(rules)))
    return Simulated(source, used, compare(used, settings, rules, watch=watch))


def drawn(ballots: Mapping[Ballot, int], voters: int, seed: str) -> dict[Ballot, int]:
    """So many ballots, drawn with repeats. The same seed draws the same ones from the same ballots."""
    lot = random.Random(seed)  # noqa: S311 - nothing is decided by it
    kinds = sorted(ballot for ballot in ballots if ballot)
    chosen = lot.choices(kinds, weights=[ballots[kind] for kind in kinds], k=voters)
    return dict(sorted(Counter(chosen).items()))
