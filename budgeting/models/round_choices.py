"""What the contract of a round chooses between."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgeting.counting import ties

MOST_CHOICES = 10
"""The ballot bar draws a stone for each choice; more than ten can't be told apart."""
MOST_POINTS = 100
MOST_IN_THE_PURSE = 200
"""The most proposals on a ballot that is filled up to a sum of money."""


class Rule(models.TextChoices):
    """How votes become winners."""

    GREEDY_SKIP = "greedy_skip", _("Most votes first; past a proposal that does not fit, go on to the next")
    GREEDY_STOP = "greedy_stop", _("Most votes first; stop at the first proposal that does not fit")
    EQUAL_SHARES_ADD1_FILL = (
        "equal_shares_add1_fill",
        _("Equal shares, raised and filled so that as little as possible is left"),
    )
    EQUAL_SHARES_ADD1 = "equal_shares_add1", _("Equal shares, raised as far as the money lasts")
    EQUAL_SHARES_FILL = "equal_shares_fill", _("Equal shares; what is left goes to most votes first")
    EQUAL_SHARES = "equal_shares", _("Equal shares; what is left is not used")
    EQUAL_SHARES_COMPARISON = (
        "equal_shares_comparison",
        _("Equal shares, unless more voters prefer most votes first"),
    )


GREEDY_RULES = frozenset({Rule.GREEDY_SKIP, Rule.GREEDY_STOP})
"""Rules that need no more than how many votes each proposal got."""


class Utility(models.TextChoices):
    """What a voter gains when a chosen proposal gets money, in equal shares."""

    COST = "cost", _("As much as it costs: large and small proposals weigh by their money")
    CARDINALITY = "cardinality", _("The same for each proposal: many small ones come easier")


class LotSource(models.TextChoices):
    """Where the seed of the lot comes from."""

    SEALED = "sealed", _("Drawn by the site when the round is made; sealed until the count")
    DRAWN = "drawn", _("Drawn in public after the close, and typed in by two people")


class TieRule(models.TextChoices):
    """Who goes first when votes are equal."""

    LOT = ties.LOT, _("A lot, fixed before voting opens")
    CHEAPEST = ties.CHEAPEST, _("The cheaper proposal first")
    DEAREST = ties.DEAREST, _("The dearer proposal first")
    EARLIEST = ties.EARLIEST, _("The proposal submitted first")


class Applicants(models.TextChoices):
    """Who may hand in proposals."""

    RESIDENTS = "residents", _("People who live in the area")
    GROUPS_TOO = "groups_too", _("People who live in the area, and groups and associations in it")


class Leftover(models.TextChoices):
    """What becomes of money that no proposal gets."""

    RETURNED = "returned", _("It goes back to the budget of the year")
    CARRIED_OVER = "carried_over", _("It is carried over to the next round")


class VoterIdentity(models.TextChoices):
    """How it is known who votes. A round has one kind, so that one person is one voter."""

    EMAIL = "email", _("A confirmed e-mail address")
    CODES = "codes", _("Voting codes that we hand out, on the web or on paper")
    EID = "eid", _("Electronic identification")


class BallotKind(models.TextChoices):
    """What a voter fills in."""

    APPROVAL = "approval", _("Choose some proposals: each choice is one vote")
    KNAPSACK = "knapsack", _("Fill the budget: choose proposals as far as the money lasts")
    POINTS = "points", _("Share out points among the proposals")


class Channel(models.TextChoices):
    """The way a ballot came."""

    WEB = "web", _("On the web")
    PAPER = "paper", _("On paper")
