"""What the editors' side shows of the acts about a round: where it stands, what waits, what has been done, what can be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgeting.display.standing import stop_at
from budgeting.models import ActKind, Round, RoundAct
from budgeting.models.acts import OF_TWO
from budgeting.rules.phases import Phase
from budgeting.services import acts
from budgeting.services.telling import participants
from budgeting.words.acts import Change, changes_of, title_of
from radslag.models import User
from radslag.templatetags.dates import moment

STANDS: dict[Phase, str | Promise] = {
    Phase.BEFORE: gettext_lazy("The round has not opened. It opens for proposals %(submission_opens)s."),
    Phase.SUBMISSION: gettext_lazy("The round goes on. Proposals are submitted until %(submission_closes)s."),
    Phase.REVIEW: gettext_lazy("The round goes on. Proposals are reviewed. Voting opens %(voting_opens)s."),
    Phase.VOTING: gettext_lazy("The round goes on. Residents vote until %(voting_closes)s."),
    Phase.COUNTING: gettext_lazy("Voting is closed. The result is shown %(result_at)s."),
    Phase.RESULT: gettext_lazy("The round is finished. The result is public."),
}
REQUESTS: dict[ActKind, str | Promise] = {
    ActKind.PAUSE: gettext_lazy("Pause the round"),
    ActKind.CANCEL: gettext_lazy("Cancel the round"),
    ActKind.OVERRIDE: gettext_lazy("Change the result"),
}


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act or a request as staff read it. `people` are sentences that say who did what and when."""

    pk: int
    kind: ActKind
    title: str
    reason: str
    waits: bool
    was_dropped: bool
    people: list[str]
    changes: list[Change] = field(default_factory=list)
    asked_by_id: int | None = None


def stands(round_: Round, now: dt.datetime) -> str:
    """In what state the round is, and its next date."""
    if stop := stop_at(round_, now):
        return f"{stop.title}. {stop.text}"
    dates = {
        name: moment(getattr(round_, name))
        for name in ("submission_opens", "submission_closes", "voting_opens", "voting_closes", "result_at")
    }
    return str(STANDS[round_.phase_at(now)]) % dates


def rows_of(round_: Round) -> list[ActRow]:
    """Every act and request of the round, the newest first."""
    found = round_.acts.select_related("asked_by", "confirmed_by", "dropped_by")
    return [row_of(act) for act in found]


def row_of(act: RoundAct) -> ActRow:
    """One act or request."""
    kind = ActKind(act.kind)
    return ActRow(
        pk=act.pk,
        kind=kind,
        title=title_of(act) if act.at else str(REQUESTS[kind]),
        reason=act.reason,
        waits=act.waits,
        was_dropped=act.dropped_at is not None,
        people=[
            text % {"who": _who(person), "when": moment(when)} for text, person, when in _steps(act) if when
        ],
        changes=changes_of(act),
        asked_by_id=act.asked_by_id,
    )


def _steps(act: RoundAct) -> Iterable[tuple[str, User | None, dt.datetime | None]]:
    if act.kind in OF_TWO:
        yield _("Asked for by %(who)s %(when)s."), act.asked_by, act.asked_at
        yield _("Confirmed by %(who)s %(when)s."), act.confirmed_by, act.at
    else:
        yield _("Done by %(who)s %(when)s."), act.asked_by, act.at
    yield _("Dropped by %(who)s %(when)s."), act.dropped_by, act.dropped_at
    yield _("Participants were mailed %(when)s."), None, act.told_at


def _who(person: User | None) -> str:
    return str(person) if person else _("somebody who is no longer here")


def consequences(kind: ActKind, round_: Round) -> list[str]:
    """What a pause or a cancellation means, one sentence each."""
    if kind is ActKind.OVERRIDE:
        said = [
            _(
                "The votes are counted anew, by the same rule and the same lot. The earlier count stays to be seen."
            ),
            _("What is paid already stays paid: then the payments are put right first."),
        ]
    elif kind is ActKind.CANCEL:
        said = [
            _("The round ends at once. Nobody can submit proposals or vote, and no votes are counted."),
            _("It can’t be undone."),
            _("The money of the round goes back to the year’s."),
        ]
    else:
        said = [
            _("The round stops at once. Nobody can submit proposals or vote. What is sent already is kept."),
            _("When it goes on, all dates ahead move by as many days as the pause was long."),
        ]
    return [*said, _("Everyone can read the reason on the round’s page."), mails_in_words(round_)]


def may_be_confirmed(round_: Round, kind: ActKind, now: dt.datetime) -> bool:
    """Whether a request that waits could still be brought into force."""
    if kind is ActKind.OVERRIDE:
        return not round_.is_cancelled_at(now)
    return acts.may_stop(round_, kind, now)


def mails_in_words(round_: Round) -> str:
    """How many people are mailed about an act, as a sentence."""
    n = len(participants(round_.pk))
    if not n:
        return _("Nobody takes part in the round yet, so nobody is mailed.")
    return ngettext("%(n)d person who takes part is mailed.", "%(n)d people who take part are mailed.", n) % {
        "n": n
    }


@dataclass(frozen=True, slots=True)
class Possible:
    """What can be done with the round now."""

    pause: bool
    cancel: bool
    resume: bool
    change: bool

    def __bool__(self) -> bool:
        return self.pause or self.cancel or self.resume or self.change


def possible(round_: Round, waiting: Iterable[ActRow], now: dt.datetime) -> Possible:
    """What can be asked for or done; not what waits for a second person already."""
    asked = {row.kind for row in waiting}
    return Possible(
        pause=ActKind.PAUSE not in asked and acts.may_stop(round_, ActKind.PAUSE, now),
        cancel=ActKind.CANCEL not in asked and acts.may_stop(round_, ActKind.CANCEL, now),
        resume=round_.is_paused_at(now),
        change=bool(acts.may_change(round_, now)),
    )
