"""The page of a vote that can't be changed now, and why: what was sent, and what is stored and stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from budgeting.display.ballots import chosen_words
from budgeting.display.standing import stop_at
from budgeting.models import Proposal, ProposalStatus, Round
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services.ballots import StoredBallot, stored_ballot
from budgeting.services.voters import Voter
from radslag.templatetags.dates import clock, moment


@dataclass(frozen=True, slots=True)
class ClosedBallot:
    """Why nothing can be saved, and the voter's stored ballot with its `mine` choices and what becomes of it."""

    round: Round
    title: str
    lead: str
    stored: StoredBallot | None
    mine: list[str]
    stands: str
    shows_receipts: bool


def closed_ballot(
    round_: Round, voter: Voter, refused: RuleViolation, *, now: dt.datetime, was_sent: bool
) -> ClosedBallot:
    """Before or after the voting, while it is stopped, or when this one vote can't be changed. A late one is never thanked."""
    stored = stored_ballot(round_=round_, voter=voter)
    title, lead = _why(round_, refused, stored, now, was_sent=was_sent)
    chosen = list(Proposal.objects.filter(pk__in=stored.choices).order_by("number")) if stored else []
    mine, gone = [], _("withdrawn")
    for proposal in chosen:
        words = chosen_words(proposal.title, stored.points.get(proposal.pk) if stored else None)
        is_gone = proposal.status == ProposalStatus.WITHDRAWN
        mine.append(f"{words} ({gone})" if is_gone else words)
    stands = _stands(round_, refused, stored, chosen)
    shows_receipts = round_.phase_at(now) is Phase.RESULT
    return ClosedBallot(round_, title, lead, stored, mine, stands, shows_receipts)


@dataclass(frozen=True, slots=True)
class ClosedWay:
    """Why nobody can vote now, for whom has not come in. `can_look`: who comes in sees what is stored of their vote."""

    title: str
    lead: str
    can_look: bool
    shows_receipts: bool


def closed_way(round_: Round, refused: RuleViolation, *, now: dt.datetime) -> ClosedWay:
    """Before or after the voting, or while it is stopped. The same for everyone."""
    title, lead = _why(round_, refused, None, now, was_sent=False)
    can_look = refused.code != "not_voting_yet" and not hasattr(round_, "sealing")
    return ClosedWay(title, lead, can_look, round_.phase_at(now) is Phase.RESULT)


def _why(
    round_: Round, refused: RuleViolation, stored: StoredBallot | None, now: dt.datetime, *, was_sent: bool
) -> tuple[str, str]:
    """The heading and what stands under it."""
    stopped = stop_at(round_, now)
    if stopped:
        return stopped.title, " ".join(
            [stopped.text, *([_("What you sent now is not saved.")] if was_sent else [])]
        )
    if refused.code == "voting_closed":
        if not was_sent:
            lead = _("Voting closed %(closed)s.") % {"closed": moment(round_.voting_closes)}
        else:
            lead = _("Voting closed %(time)s. Your vote came after that and is not counted.") % {
                "time": clock(round_.voting_closes)
            }
        return _("Voting is closed"), lead
    if refused.code == "not_voting_yet":
        lead = _("Voting opens %(opens)s.") % {"opens": moment(round_.voting_opens)}
        nothing = _("Nothing is saved.")
        return _("Voting has not opened yet"), f"{lead} {nothing}" if was_sent else lead
    if stored and stored.challenged:
        return _("Your vote is not counted"), _challenged(stored)
    if stored and stored.on_paper:
        return _("You have voted on paper"), _("That vote can’t be changed here. A code gives one vote.")
    return _("You can’t vote here"), refused.message


def _challenged(stored: StoredBallot) -> str:
    text = _(
        "Two people at the municipality have challenged it, for this reason: “%(reason)s” Contact us about it."
    )
    return text % {"reason": stored.challenged}


def _stands(
    round_: Round, refused: RuleViolation, stored: StoredBallot | None, chosen: list[Proposal]
) -> str:
    """What becomes of the stored ballot."""
    if hasattr(round_, "sealing"):
        sealed = _("The votes are sealed. Nobody can find the vote of a person any more, not even you.")
        if refused.code == "round_cancelled":
            return sealed
        return sealed + " " + _("If you voted, look up your receipt to see that your vote is counted.")
    if stored is None:
        return _("You have no saved vote in this round.")
    when = {"saved": moment(stored.saved_at)}
    if stored.challenged:
        if refused.code in ("voting_closed", "round_paused", "round_cancelled"):
            text = _("The vote you saved %(saved)s is not counted.") % when
            return f"{text} {_challenged(stored)}"
        return _("The vote you saved %(saved)s is kept, but not counted.") % when
    if refused.code == "round_cancelled":
        return _("You saved a vote %(saved)s. It is not counted, since the round is cancelled.") % when
    if refused.code == "round_paused":
        return _("The vote you saved %(saved)s is kept.") % when
    counted = _("The vote you saved %(saved)s is counted.") % when
    if all(proposal.status == ProposalStatus.WITHDRAWN for proposal in chosen):
        gone = _(
            "Everything you chose has been withdrawn. You are among those who voted, but your vote goes to no proposal."
        )
        return f"{counted} {gone}"
    return counted
