"""What the pages “Open data” and “Count yourself” of a round show: each file with what it is, or why it is not there yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from budgeting.display.results import ResultRow, ResultShown, result_shown
from budgeting.for_programs import ballot_files
from budgeting.for_programs.counts import counted
from budgeting.for_programs.events import Event, events_of
from budgeting.for_programs.results import BALLOTS, PROPOSALS, Column
from budgeting.models import Count, Round
from budgeting.privacy.audited import entry_of_count
from budgeting.rules.publication import (
    LEAST_BALLOTS,
    LEAST_FOR_PARTS,
    Part,
    Withheld,
    may_tell_fingerprint,
    withheld,
)
from radslag.for_programs.spreadsheets import in_kronor
from radslag.media.errors import StorageAway
from radslag.templatetags.dates import day

OLD_VERSION = "1"


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file of the round. `why_not` says why it is not there; then `url` is empty."""

    name: str
    what: str
    url: str = ""
    why_not: str = ""
    is_coming: bool = False
    """A worker is making it."""


@dataclass(frozen=True, slots=True)
class CountedFile:
    """What one count counted. Fingerprints are empty where they would tell of single people."""

    number: int
    at: dt.datetime
    file: FileShown
    inputs_hash: str
    result_hash: str
    holds: bool
    """Whether it is the newest."""


@dataclass(frozen=True, slots=True)
class OpenData:
    """Everything that the two pages show. `files` without those that a count counted."""

    result: ResultShown
    counts: list[CountedFile]
    files: list[FileShown]
    ballots: FileShown
    """The .pb file."""
    events: list[Event] = field(default_factory=list)
    entry: tuple[int, str] | None = None
    """The number and the digest that the count has in the site's audit log; counts from before that log have none."""

    @property
    def newest(self) -> CountedFile:
        """The count that holds."""
        return self.counts[-1]

    @property
    def earlier(self) -> list[CountedFile]:
        """Those that hold no more, the latest first."""
        return self.counts[-2::-1]

    @property
    def by_number(self) -> list[ResultRow]:
        """The proposals by their public numbers, as the program calls them."""
        return sorted(self.result.rows, key=lambda row: row.outcome.proposal.number)

    @property
    def digest(self) -> str:
        """The digest of the last event."""
        return str(self.events[-1]["digest"]) if self.events else ""

    @property
    def columns(self) -> list[tuple[str, tuple[Column, ...]]]:
        """What the columns of each table mean."""
        found: list[tuple[str, tuple[Column, ...]]] = [(_("The result (csv, xlsx)"), PROPOSALS)]
        if self.ballots.url:
            found.append((_("The ballots (csv, xlsx)"), BALLOTS))
        return found


def open_data(round_: Round, now: dt.datetime) -> OpenData | None:
    """The open data of a round whose result is public; None before, and of a cancelled round, whoever asks."""
    result = None if round_.is_cancelled_at(now) else result_shown(round_, now)
    if result is None:
        return None
    counts = list(Count.objects.filter(round=round_).defer("steps").order_by("pk"))
    for count in counts:
        count.round = round_
    rules = counted(counts[-1], now=now)
    tells = may_tell_fingerprint(rules)
    of_ballots = withheld(Part.BALLOTS, rules) or _not_there(counts[-1])
    of_inputs = withheld(Part.INPUTS, rules)
    return OpenData(
        result=result,
        counts=[
            CountedFile(
                number=number,
                at=count.counted_at,
                file=_inputs_file(round_, count, number, of_inputs),
                inputs_hash=count.inputs_hash if tells else "",
                result_hash=count.result_hash if tells else "",
                holds=count is counts[-1],
            )
            for number, count in enumerate(counts, 1)
        ],
        files=[
            _file(round_, "resultat.csv", _("The result: every proposal with votes, cost and decision. For spreadsheets.")),
            _file(round_, "resultat.xlsx", _("The same as an Excel workbook, with the terms of the round.")),
            _file(round_, "resultat.json", _("Everything about the result, for programs.")),
            _file(round_, ballot_files.CSV, _("Every ballot, one row each. For spreadsheets."), of_ballots, counts[-1]),
            _file(round_, ballot_files.XLSX, _("The ballots as an Excel workbook."), of_ballots, counts[-1]),
            _file(round_, "handelser.json", _("What has been decided and done about the round, as a chain.")),
        ],
        ballots=_file(
            round_,
            ballot_files.PB,
            _("Every ballot with proposals and rule, in the format of Pabulib. For researchers, and for counting."),
            of_ballots,
            counts[-1],
        ),
        events=events_of(round_, tells_hashes=tells),
        entry=entry_of_count(counts[-1]),
    )  # fmt: skip


def _file(
    round_: Round, name: str, what: str, reason: Withheld | None = None, count: Count | None = None
) -> FileShown:
    if reason is not None:
        return FileShown(
            name, what, why_not=_why_not(reason, round_, count), is_coming=reason is Withheld.NOT_MADE
        )
    return FileShown(name, what, url=reverse("budgeting:open_data_file", args=[round_.pk, name]))


def _not_there(count: Count) -> Withheld | None:
    """Why the files of the ballots are not there; while the storage is away, they are on their way."""
    try:
        return ballot_files.why_not(count)
    except StorageAway:
        return Withheld.NOT_MADE


def _inputs_file(round_: Round, count: Count, number: int, reason: Withheld | None) -> FileShown:
    name, what = f"rakning-{number}.json", _("What the count counted, to the letter.")
    if count.version == OLD_VERSION:
        return FileShown(
            name, what, why_not=_("Counted by an older version of the program, which kept no file.")
        )
    if reason is Withheld.FEW_BALLOTS and not count.shares_equally:
        few = _("Fewer than %(n)s voted. Then we show only the totals of the result.")
        return FileShown(name, what, why_not=few % {"n": LEAST_FOR_PARTS})
    return _file(round_, name, what, reason, count)


def _why_not(reason: Withheld, round_: Round, count: Count | None) -> str:
    if reason is Withheld.FEW_BALLOTS and count is not None and count.ballots >= LEAST_BALLOTS:
        few = _(
            "Fewer than %(n)s ballots name a proposal that is still in the count, so whole ballots are never "
            "published: somebody could be recognised by theirs."
        )
        return few % {"n": LEAST_BALLOTS}
    if reason is Withheld.FEW_BALLOTS:
        few = _(
            "Fewer than %(n)s people voted, so whole ballots are never published: somebody could be recognised by theirs."
        )
        return few % {"n": LEAST_BALLOTS}
    if reason is Withheld.NOT_MADE:
        return _("Is being made. Come back in a minute.")
    later = _("Comes on %(day)s, when nobody can tell any more whose ballot is whose.")
    return later % {"day": day(round_.seal_at)}


def facts_of_round(shown: OpenData, *, title: str, address: str, channels: list[tuple[str, int]]) -> Any:
    """The round in a few lines, for a sheet of a workbook."""
    count = shown.result.count
    yield _("Round"), title
    yield _("Address"), address
    yield _("Licence"), _("CC0 1.0: free to use and spread")
    yield _("Counting rule"), count.get_rule_display()
    yield _("When votes are equal"), count.get_tie_rule_display()
    yield _("Counted votes of people"), count.ballots
    yield from channels
    yield _("To share, kr"), in_kronor(count.budget_ore)
    yield _("Decided, kr"), in_kronor(count.spent_ore)
    if shown.newest.inputs_hash:
        yield _("Fingerprint of what was counted"), shown.newest.inputs_hash
        yield _("Fingerprint of the result"), shown.newest.result_hash
    yield _("Digest of the events"), shown.digest
    if shown.entry:
        yield _("Entry of the count in the audit log"), shown.entry[0]
        yield _("Digest of that entry"), shown.entry[1]
