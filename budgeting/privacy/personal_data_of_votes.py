"""What voting holds about people: as little as the law on one vote each allows, and until the round is sealed."""

from django.utils.translation import gettext_lazy as _

from budgeting.privacy import periods
from radslag.privacy.register import Ground, Held, Whose, acts_of_staff, declare

STAYS_COUNTED = _(
    "You choose: a ballot in an open round is taken back, or stays and is counted. After sealing it leads to nobody."
)
KEYS = {
    "budgeting.Ballot": ("voter_key",),
    "budgeting.Challenge": ("voter_key",),
    "budgeting.VotingCode": ("voter_key",),
    "budgeting.PaperVote": ("voter_key", "choices"),
}


def declare_votes() -> None:
    """Fill the register with what voting holds."""
    for model, fields in KEYS.items():
        declare(
            Held(
                model=model,
                fields=fields,
                what=_(
                    "A key made of who votes with a secret of the round: no name, address or personal identity number."
                ),
                why=_("So that everyone has one vote and can change it while voting is open."),
                ground=Ground.TASK,
                whose=Whose.RESIDENTS,
                kept=periods.SEALING,
                seen_by=_("Nobody."),
                erased=STAYS_COUNTED,
                opinions=True,
            )
        )
    declare(
        Held(
            model="budgeting.RoundSecret",
            fields=("voter_secret",),
            what=_("The secret that the keys of a round’s voters are made with."),
            why=_("So that a key can’t be made by somebody else."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=periods.SEALING,
            seen_by=_("Nobody."),
            erased=_(
                "Goes when the round is sealed: then nobody can join a ballot to a person, whoever has the database."
            ),
        ),
        Held(
            model="budgeting.BallotChoice",
            fields=(),
            what=_("Which proposals a ballot chooses. After sealing it belongs to nobody."),
            why=_("So that the votes can be counted, and counted again."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=periods.SEALING,
            seen_by=_("Nobody but you, while voting is open."),
            erased=STAYS_COUNTED,
            opinions=True,
        ),
        Held(
            model="budgeting.Receipt",
            fields=("voter_key", "code"),
            what=_("Your receipt: a random code that shows that you voted, not how."),
            why=_("So that you can see that your ballot is counted."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=periods.SEALING,
            seen_by=_("The code everyone, in the list after the count; that it is yours nobody but you."),
            erased=STAYS_COUNTED,
        ),
        Held(
            model="budgeting.Receipt",
            fields=("network", "domain"),
            what=_("A hash of the network a ballot came from, and the ending of a throw-away address."),
            why=_("So that many ballots from one place are noticed."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=periods.SEALING,
            seen_by=_("Those who answer for the round, as numbers."),
            erased=STAYS_COUNTED,
        ),
    )
    acts_of_staff("budgeting.Challenge", "reason", "asked_by", "confirmed_by", "dropped_by", "lift_asked_by")
    acts_of_staff("budgeting.PaperVote", "first_by", "second_by")
