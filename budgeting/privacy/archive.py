"""A round for the archive: its terms, what was decided about it, every public proposal and what became of it, and the result.

Nothing that is not public: no contact of those who applied, no notes, no files for staff, no ballots but those published.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePath
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from budgeting.admin.rights import ROUNDS, own_rounds
from budgeting.display.open_data import OpenData, open_data
from budgeting.for_programs import ballot_files
from budgeting.for_programs import results as open_results
from budgeting.for_programs.counts import NotPublishedError, published_inputs
from budgeting.for_programs.events import events_without_counts
from budgeting.models import Count, MoneyDecision, Payment, ProjectUpdate, Proposal, Round, RoundPage
from budgeting.words.acts import acts_shown
from comments.models import Comment, Conversation
from comments.privacy.archive import files_of
from comments.talked_about.publicity import is_public
from radslag.archives.kinds import File, Kind, Thing
from radslag.archives.packing import as_json, page, table
from radslag.clock import database_now
from radslag.for_programs.spreadsheets import in_kronor
from radslag.models import AuditEntry
from radslag.pages import readable_by_all
from radslag.templatetags.dates import moment
from radslag.templatetags.money import kronor

ROUND = "round"
TERMS = (
    "submission_opens", "submission_closes", "proposals_shown", "voting_opens", "voting_closes", "result_at",
    "budget_ore", "cap_ore", "ballot_kind", "ballot_min", "ballot_max", "rule", "tie_rule", "threshold", "identity",
)  # fmt: skip
MONEY = {"budget_ore", "cap_ore"}


def things(user: Any) -> Iterator[Thing]:
    """The rounds that are over, in the programmes for which the person answers."""
    return _over(own_rounds(user))


def one(number: int) -> Thing | None:
    """The round, if it is over."""
    return next(_over(Round.objects.filter(pk=number)), None)


def _over(rounds: QuerySet[Round]) -> Iterator[Thing]:
    """Those of which there is something to keep: the result is public, or the round is cancelled. One query."""
    now = database_now()
    counted = Exists(Count.objects.filter(round=OuterRef("pk")))
    for round_ in rounds.select_related("programme").annotate(is_counted=counted).order_by("-pk"):
        has_result = round_.is_counted and round_.clock_at(now) >= round_.result_at
        if round_.is_cancelled_at(now) or has_result:
            yield Thing(round_.pk, str(round_))


def files(number: int) -> Iterator[File]:
    """Everything of the package of a round."""
    round_ = Round.objects.select_related("programme").get(pk=number)
    shown = open_data(round_, database_now())
    proposals = _proposals(round_)
    yield page("archives/round.html", _round(round_, proposals, shown), "index.html")
    for proposal in proposals:
        yield from _files_of_proposal(round_, proposal)
    yield _table_of_proposals(proposals)
    yield as_json("handelser.json", shown.events if shown else events_without_counts(round_))
    yield _audit(round_)
    if shown is not None:
        yield "resultat.csv", open_results.as_csv(open_results.PROPOSALS, open_results.rows_of(shown.result))
        yield from _published(shown.result.count)


def _proposals(round_: Round) -> list[Proposal]:
    """Those that were public; what was taken back before that never was."""
    rows = round_.proposals.select_related("theme", "merged_into", "round").order_by("number")
    rows = rows.prefetch_related("lines", "pictures", "answers__question", "moves")
    return (
        [row for row in rows if row.was_shown]
        if round_.clock_at(database_now()) >= round_.proposals_shown
        else []
    )


def _round(round_: Round, proposals: list[Proposal], shown: OpenData | None) -> dict[str, Any]:
    return {
        "round": round_,
        "pages": readable_by_all(RoundPage.objects.live().filter(round=round_)),
        "terms": [_term(round_, name) for name in TERMS],
        "acts": acts_shown(round_.acts.order_by("pk")),
        "proposals": proposals,
        "result": shown.result if shown else None,
        "digest": shown.digest if shown else "",
    }


def _term(round_: Round, name: str) -> tuple[str, str]:
    field = round_._meta.get_field(name)
    value = getattr(round_, name)
    label = str(getattr(field, "verbose_name", name))
    if name in MONEY:
        return label, str(kronor(value))
    if hasattr(round_, f"get_{name}_display"):
        return label, str(getattr(round_, f"get_{name}_display")())
    return label, moment(value) if hasattr(value, "tzinfo") else str(value)


def _files_of_proposal(round_: Round, proposal: Proposal) -> Iterator[File]:
    place = f"forslag/{proposal.number:03d}"
    pictures = []
    for number, picture in enumerate(proposal.pictures.all(), start=1):
        stored = str(picture.large.name)
        name = f"filer/forslag-{proposal.number:03d}-bild-{number}{PurePath(stored).suffix}"
        if default_storage.exists(stored):
            with default_storage.open(stored, "rb") as file:
                yield name, file.read()
            pictures.append((f"../{name}", picture.alt))
    talk = Conversation.about(proposal)
    has_talk = (
        talk is not None and is_public(talk) and Comment.objects.filter(conversation=talk).listed().exists()
    )
    yield page(
        "archives/proposal.html",
        {
            "round": round_,
            "proposal": proposal,
            "pictures": pictures,
            "answers": [answer for answer in proposal.answers.all() if answer.question.is_public],
            "moves": proposal.moves.all(),
            "updates": _updates(proposal),
            "decisions": MoneyDecision.objects.in_force().filter(proposal=proposal).order_by("pk"),
            "payments": Payment.objects.filter(proposal=proposal).order_by("pk"),
            "talk": f"../samtal/{proposal.number:03d}/index.html" if has_talk else "",
        },
        f"{place}.html",
    )
    if talk is not None and has_talk:
        folder = f"samtal/{proposal.number:03d}/"
        yield from files_of(talk.pk, title=proposal.title, folder=folder, start="index.html")


def _updates(proposal: Proposal) -> Any:
    rows = ProjectUpdate.objects.published().filter(project__proposal=proposal)
    return rows.order_by("date", "pk")


def _table_of_proposals(proposals: list[Proposal]) -> File:
    heading = (
        _("Number"), _("Title"), _("What"), _("Benefit"), _("Where"), _("Cost, kr"), _("Theme"), _("Name"), _("Status"),
        _("Reason"), pgettext("proposal", "Submitted"),
    )  # fmt: skip
    rows = [
        (
            p.number, p.title, p.what, p.benefit, p.place, in_kronor(p.cost_ore), p.theme.name if p.theme else "",
            p.shown_name, p.get_status_display(), p.reason, moment(p.submitted_at),
        )
        for p in proposals
    ]  # fmt: skip
    return table("forslag.csv", heading, rows)


def _audit(round_: Round) -> File:
    """What the site's audit log says of the round: by numbers alone, with the hashes by which its place can be checked."""
    entries = AuditEntry.objects.filter(within=f"budgeting.round:{round_.pk}", number__isnull=False)
    rows = entries.order_by("number").values_list(
        "number", "at", "action", "kind", "object_id", "previous", "hash"
    )
    heading = (
        _("Number"), _("When"), _("What"), _("Kind"), _("Number of the thing"), _("Hash before"), _("Hash"),
    )  # fmt: skip
    return table("logg.csv", heading, [(n, at.isoformat() if at else "", *rest) for n, at, *rest in rows])


def _published(count: Count) -> Iterator[File]:
    """What of the count is published: its inputs, and the ballots when they are nobody's."""
    with suppress(NotPublishedError, Count.inputs.RelatedObjectDoesNotExist):
        yield "rakning.json", published_inputs(count, now=database_now()).encode()
    sealed = Count.objects.select_related("round__sealing").filter(pk=count.pk, round__sealing__isnull=False)
    count_of_sealed = sealed.first()
    if count_of_sealed is not None and ballot_files.why_not(count_of_sealed) is None:
        for name in (ballot_files.PB, ballot_files.CSV):
            try:
                yield f"roster/{name}", ballot_files.read(count_of_sealed, name)
            except FileNotFoundError:
                continue


def kind() -> Kind:
    """Rounds as something that can be packed."""
    return Kind(ROUND, gettext_lazy("Round"), things, one, files, ROUNDS)
