"""Loading of the rounds with voting codes and electronic identification, and of the ballots cast in them so far."""

import datetime as dt
from collections.abc import Iterable

from budgeting.models import Round, VoterIdentity
from budgeting.rules.ballots import key_of_eid
from budgeting.services.ballots import cast_ballot
from budgeting.services.voters import Voter
from budgeting.services.voting_codes import find_code, make_batch
from home.demo import texts_ways_to_vote as texts
from home.demo.shelf import Shelf
from radslag.clock import at

LETTERS_LEFT = dt.timedelta(days=4)
ISSUER = "https://www.example.org/e-legitimation"


def vote_with_codes(shelf: Shelf, round_: Round, proposals: list[int]) -> None:
    """Two batches are made before voting opens; some of the codes that were mailed have been used since."""
    clerk = shelf.staff["budgetansvarig"]
    with at(round_.voting_opens - LETTERS_LEFT):
        mailed = make_batch(round_id=round_.pk, name=texts.MAILED_BATCH, size=texts.MAILED, by=clerk)
        known = texts.KNOWN_CODES
        make_batch(round_id=round_.pk, name=texts.KNOWN_BATCH, size=len(known), by=clerk, known=known)
    voters = (find_code(round_, fresh.code) for fresh in mailed.codes)
    for voter, chosen, when in zip(voters, texts.SANDBY_BALLOTS, _days_after(round_), strict=False):
        with at(when):
            cast_ballot(round_id=round_.pk, voter=voter, choices=[proposals[place] for place in chosen])


def vote_with_eid(round_: Round, proposals: list[int]) -> None:
    """Residents whose electronic identity has said how old they are and where they live."""
    secret = bytes(round_.secret.voter_secret)
    ballots = zip(texts.HAMNEN_BALLOTS, _days_after(round_), strict=False)
    for number, (given, when) in enumerate(ballots):
        key = key_of_eid(secret, issuer=ISSUER, subject=f"demo-{number}")
        voter = Voter(key=key, identity=VoterIdentity.EID, knows_age=True, knows_area=True)
        points = {proposals[place]: n for place, n in given.items()}
        with at(when):
            cast_ballot(round_id=round_.pk, voter=voter, choices=list(points), points=points)


def _days_after(round_: Round) -> Iterable[dt.datetime]:
    """One vote every seventeenth hour; the last of them before today."""
    return (round_.voting_opens + dt.timedelta(hours=3 + 17 * n) for n in range(14))
