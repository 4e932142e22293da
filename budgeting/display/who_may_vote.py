"""Who may vote in a round and how, in whole sentences, until voting closes. The same for everyone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.models.ballots import Ballot
from budgeting.models.round_choices import BallotKind, VoterIdentity
from budgeting.models.rounds import Round
from budgeting.rules.money import format_kronor
from budgeting.rules.phases import Phase
from budgeting.words.acts import postal_codes_in_words

UNTIL_THE_CLOSE = frozenset({Phase.BEFORE, Phase.SUBMISSION, Phase.REVIEW, Phase.VOTING})


@dataclass(frozen=True, slots=True)
class WhoMayVote:
    """`who` in one sentence, `steps` in the order in which one does them, `turnout` while voting is open."""

    who: str
    steps: list[str]
    turnout: str = ""


def who_may_vote(round_: Round, phase: Phase, *, area: str) -> WhoMayVote | None:
    """Who may vote and how; None once voting is over. `area` is its name. One query while voting is open, for the turnout."""
    if phase not in UNTIL_THE_CLOSE:
        return None
    steps = [
        *_ways[VoterIdentity(round_.identity)](round_),
        ballot_in_words(round_),
        _("You can change your vote or remove it until voting closes."),
    ]
    turnout = _turnout(Ballot.objects.filter(round=round_.pk).count()) if phase is Phase.VOTING else ""
    return WhoMayVote(_who(round_, area), steps, turnout)


def needed_to_vote(round_: Round) -> str:
    """What a voter has at hand, for a line beside the button."""
    return {
        VoterIdentity.EMAIL: _("You need your e-mail."),
        VoterIdentity.CODES: _("You need your voting code."),
        VoterIdentity.EID: _("You need an e-ID, such as BankID."),
    }[VoterIdentity(round_.identity)]


def ballot_in_words(round_: Round) -> str:
    """What a voter does with the ballot, in one sentence."""
    least = round_.ballot_min
    if round_.ballot_kind == BallotKind.POINTS:
        return _("You share out %(total)d points among the proposals, at most %(most)d to one proposal.") % {
            "total": round_.points_total or 0,
            "most": round_.points_most or 0,
        }
    if round_.ballot_kind == BallotKind.KNAPSACK:
        return _("You choose proposals as long as they fit in %(budget)s together.") % {
            "budget": format_kronor(round_.budget_ore)
        }
    if least == round_.ballot_max:
        return ngettext("You choose %(n)d proposal.", "You choose %(n)d proposals.", least) % {"n": least}
    if least > 1:
        return _("You choose at least %(least)d and at most %(most)d proposals.") % {
            "least": least,
            "most": round_.ballot_max,
        }
    return _("You choose up to %(most)d proposals.") % {"most": round_.ballot_max}


def _who(round_: Round, area: str) -> str:
    said = {"area": area, "age": round_.least_age}
    if round_.identity == VoterIdentity.CODES and round_.least_age:
        return (
            _(
                "Everyone with a voting code may vote. We hand them out to those who live in %(area)s and are at least "
                "%(age)s years old."
            )
            % said
        )
    if round_.identity == VoterIdentity.CODES:
        return (
            _("Everyone with a voting code may vote. We hand them out to those who live in %(area)s.") % said
        )
    if round_.least_age:
        return _("You may vote if you live in %(area)s and are at least %(age)s years old.") % said
    return _("You may vote if you live in %(area)s.") % said


def _by_email(round_: Round) -> list[str]:
    return [
        _("You type your e-mail address and get a code by e-mail. You do not need a password."),
        _declared(round_),
        *_postal_code(round_),
    ]


def _by_code(_round: Round) -> list[str]:
    return [
        _("Have the paper with your voting code ready. The code has twelve letters and digits."),
        _("You type the code here, or hold the camera of your phone over the square pattern beside it."),
        _(
            "You can vote on paper instead. A code gives one vote, here or on paper. Have you lost your code? Contact us."
        ),
    ]


def _by_eid(round_: Round) -> list[str]:
    return [
        _("You show who you are with an e-ID, such as BankID or Freja. It makes no account here."),
        _("We do not keep your personal identity number, only that somebody has voted."),
        _declared(round_) + " " + _("What your e-ID says already you are not asked about."),
        *_postal_code(round_),
    ]


def _declared(round_: Round) -> str:
    if round_.least_age:
        return _("You confirm that you live in the area and are at least %(age)s years old.") % {
            "age": round_.least_age
        }
    return _("You confirm that you live in the area.")


def _postal_code(round_: Round) -> list[str]:
    if not round_.postal_codes:
        return []
    one_of = _("You write your postal code, one of these: %(codes)s. It is not kept.")
    return [one_of % {"codes": postal_codes_in_words(round_.postal_codes)}]


_ways = {VoterIdentity.EMAIL: _by_email, VoterIdentity.CODES: _by_code, VoterIdentity.EID: _by_eid}


def _turnout(voters: int) -> str:
    if not voters:
        return _("Nobody has voted yet.")
    return ngettext("%(n)d person has voted so far.", "%(n)d people have voted so far.", voters) % {
        "n": voters
    }
