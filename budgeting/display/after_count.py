"""What everyone is told of a counted round beside the result: who voted how, receipts, challenged ballots, earlier counts, and
when ballots are untied."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from budgeting.display.comparisons import ComparisonShown, comparison_shown
from budgeting.display.count_history import CountHistory, count_history
from budgeting.display.results import ResultShown
from budgeting.display.turnout import channels_published
from budgeting.models.acts import ActKind
from budgeting.models.counts import PublicDraw
from budgeting.models.round_choices import VoterIdentity
from budgeting.models.rounds import Round
from budgeting.models.voting_codes import PaperRefusal
from budgeting.words.acts import ActShown

if TYPE_CHECKING:
    from budgeting.display.read_round import RoundAsRead


@dataclass(frozen=True, slots=True)
class AfterCount:
    """`reasons` of the challenged ballots, one each; `sealed_at` once the round is sealed, `seal_at` when it is by itself."""

    reasons: list[str]
    seal_at: dt.datetime
    sealed_at: dt.datetime | None
    channels: list[tuple[str, int]] = field(default_factory=list)
    """Ballots by the way they came, where that may be told."""
    void_papers: int = 0
    """Papers that are not counted."""
    draw: PublicDraw | None = None
    """How the lot was drawn, where people did it."""
    history: CountHistory = field(default_factory=CountHistory)
    comparison: ComparisonShown | None = None
    """What other rules would have given, where the round said before voting that it is shown."""

    tied_copies: int = 0
    """Backups from before the sealing that still tie ballots to voters."""
    tied_until: dt.datetime | None = None
    """When the last of them is deleted at the latest."""

    @property
    def acts(self) -> list[ActShown]:
        """The sealing, for the public record of what has been decided about the round."""
        if self.sealed_at is None:
            return []
        words = _(
            "Ballots and receipts were written anew in random order, and the key between them was deleted."
        )
        title = _("The tie between ballots and voters is removed for good")
        return [ActShown(ActKind.CHANGE, title, self.sealed_at, words, [])]


def after_count(round_: RoundAsRead, result: ResultShown | None) -> AfterCount:
    """For a round whose result is public, or that is cancelled; as `round_as_read` has it."""
    sealed_at, reasons = round_.sealing_at, sorted(round_.reasons)
    n_copies, until = len(round_.tied_copies), None
    if round_.tied_copies:
        until = round_.tied_copies[-1] + dt.timedelta(days=settings.RADSLAG_BACKUP_DAYS)
    if result is None:
        return AfterCount(reasons, round_.seal_at, sealed_at, tied_copies=n_copies, tied_until=until)
    return AfterCount(
        reasons,
        round_.seal_at,
        sealed_at,
        channels=channels_published(round_),
        void_papers=_void_papers(round_),
        draw=draw_of(round_),
        history=count_history(round_),
        comparison=comparison_shown(result) if round_.compares_rules else None,
        tied_copies=n_copies,
        tied_until=until,
    )


def _void_papers(round_: Round) -> int:
    if round_.identity != VoterIdentity.CODES:
        return 0
    return PaperRefusal.objects.filter(round=round_).count()


def draw_of(round_: Round) -> PublicDraw | None:
    """The lot that people drew in public; None where there was none. A query only where there can be one."""
    if not round_.waits_for_draw:
        return None
    drawn: PublicDraw | None = PublicDraw.objects.filter(round=round_, confirmed_at__isnull=False).first()
    return drawn
