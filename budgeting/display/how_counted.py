"""How votes become money, in plain sentences: before the vote and after it, on the page of the round, the ballot and paper."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.models.round_choices import BallotKind, LotSource, Rule, TieRule, Utility
from budgeting.models.rounds import Round
from budgeting.rules.money import format_kronor

Paragraphs = list[str]


def how_counted(round_: Round, *, counted: bool) -> Paragraphs:
    """A few paragraphs. `counted`: the result is there, so that the lot is no promise any more."""
    money = [_money_by_shares(round_)] if round_.shares_equally else [_money_by_votes(round_)]
    conditions = [_threshold(round_), _percent(round_)]
    paragraphs = [
        " ".join([_ballot(round_), *(money if not round_.shares_equally else [])]),
        *(money if round_.shares_equally else []),
        _left_by_shares(round_),
        " ".join(filter(None, [_ties(round_), _lot(round_, counted=counted)])),
        " ".join(filter(None, conditions)),
    ]
    return [text for text in paragraphs if text]


def advice(round_: Round) -> str:
    """What helps a ballot in equal shares; empty elsewhere."""
    if not round_.shares_equally:
        return ""
    if round_.ballot_kind == BallotKind.APPROVAL and round_.ballot_max < 2:
        return ""
    return _("Do choose two or more, so that your share of the money is of use.")


def alternatives_told(round_: Round) -> list[str]:
    """One sentence for each group of proposals of which one gets money at most. One query."""
    rows = round_.proposals.accepted().exclude(alternative="").order_by("number")
    return alternatives_in_words(rows.values_list("alternative", "title"))


def alternatives_in_words(rows: Iterable[tuple[str, str]]) -> list[str]:
    """The same of what has been read: what each proposal is about and its title, by number."""
    groups: dict[str, list[str]] = {}
    for about, title in rows:
        groups.setdefault(about, []).append(title)
    return [
        _("Only one of the proposals about %(about)s can get money: %(titles)s.")
        % {"about": about, "titles": _joined(titles)}
        for about, titles in groups.items()
        if len(titles) > 1
    ]


def _joined(titles: list[str]) -> str:
    *most, last = titles
    return _("%(most)s or %(last)s") % {"most": ", ".join(most), "last": last}


def _ballot(round_: Round) -> str:
    if round_.ballot_kind == BallotKind.POINTS:
        text = _("Everyone who votes has %(total)s points to share out, at most %(most)s for one proposal.")
        return text % {"total": round_.points_total, "most": round_.points_most}
    if round_.ballot_kind == BallotKind.KNAPSACK:
        text = _(
            "Everyone who votes chooses proposals for at most %(budget)s. Each choice is one vote, whatever it costs."
        )
        return text % {"budget": format_kronor(round_.budget_ore)}
    text = ngettext(
        "Everyone who votes chooses one proposal, which gets one vote.",
        "Everyone who votes chooses at most %(most)s proposals. Each choice is one vote.",
        round_.ballot_max,
    )
    return text % {"most": round_.ballot_max}


def _money_by_votes(round_: Round) -> str:
    first = (
        _("We add up the points of each proposal. The one with the most points gets money first.")
        if round_.ballot_kind == BallotKind.POINTS
        else _("The proposal with the most votes gets money first.")
    )
    then = (
        _("When the money is not enough for a proposal, the count ends.")
        if round_.stops
        else _("If the money is not enough for a proposal, we go on to the next one that fits.")
    )
    return " ".join([first, _("Then we go down the list."), then])


def _money_by_shares(round_: Round) -> str:
    first = (
        _("First goes the proposal in which most people share each krona.")
        if round_.utility == Utility.COST
        else _("First goes the proposal in which each one pays least.")
    )
    return " ".join(
        [
            _("Everyone who votes gets an equal share of the money, %(budget)s shared by all who voted.")
            % {"budget": format_kronor(round_.budget_ore)},
            _("A proposal gets money when those who want it can pay for it together, out of their shares."),
            first,
            _(
                "Who has paid for one proposal has less left for the next. So a small group gets something too."
            ),
        ]
    )


def _left_by_shares(round_: Round) -> str:
    if not round_.shares_equally:
        return ""
    by_points = round_.ballot_kind == BallotKind.POINTS
    raised = _("What is left: every share is raised by one krona at a time, as long as the money lasts.")
    filled = (
        _("What is left after that goes to the proposals with the most points that fit.")
        if by_points
        else _("What is left after that goes to the proposals with the most votes that fit.")
    )
    compared = _(
        "In the end we compare with giving the most votes money first. If more voters get more of their choices that way, it "
        "goes that way."
    )
    return {
        Rule.EQUAL_SHARES: _("What the shares are not enough for stays unused."),
        Rule.EQUAL_SHARES_FILL: filled,
        Rule.EQUAL_SHARES_ADD1: raised,
        Rule.EQUAL_SHARES_ADD1_FILL: f"{raised} {filled}",
        Rule.EQUAL_SHARES_COMPARISON: f"{raised} {filled} {compared}",
    }[Rule(round_.rule)]


def _ties(round_: Round) -> str:
    if round_.shares_equally:
        return ""
    points = round_.ballot_kind == BallotKind.POINTS
    told = {
        TieRule.LOT: (
            _("If two proposals have the same number of votes, lots are drawn."),
            _("If two proposals have the same number of points, lots are drawn."),
        ),
        TieRule.CHEAPEST: (
            _("Of two proposals with equally many votes, the cheaper goes first."),
            _("Of two proposals with equally many points, the cheaper goes first."),
        ),
        TieRule.DEAREST: (
            _("Of two proposals with equally many votes, the dearer goes first."),
            _("Of two proposals with equally many points, the dearer goes first."),
        ),
        TieRule.EARLIEST: (
            _("Of two proposals with equally many votes, the one submitted first goes first."),
            _("Of two proposals with equally many points, the one submitted first goes first."),
        ),
    }
    return told[TieRule(round_.tie_rule)][points]


def _lot(round_: Round, *, counted: bool) -> str:
    shares = ""
    if round_.shares_equally:
        shares = (
            _("Of two that weigh the same, the cheaper goes first, then the one with more points.")
            if round_.ballot_kind == BallotKind.POINTS
            else _("Of two that weigh the same, the cheaper goes first, then the one with more votes.")
        )
        if round_.tie_rule == TieRule.EARLIEST:
            return shares + " " + _("In the end the one submitted first.")
        shares += " " + _("In the end a lot decides.")
    elif round_.tie_rule == TieRule.EARLIEST:
        return ""
    elif round_.tie_rule != TieRule.LOT:
        shares = _("If they cost the same, a lot decides.")
    if round_.lot_source == LotSource.DRAWN:
        when = (
            _("The lot was drawn in public after voting had closed.")
            if counted
            else _("The lot is drawn in public when voting has closed, and two people type it in.")
        )
    else:
        when = (
            _("The draw was fixed before voting opened.")
            if counted
            else _("The draw is fixed before voting opens, and shown afterwards.")
        )
    return f"{shares} {when}".strip()


def _threshold(round_: Round) -> str:
    if round_.threshold < 2:
        return ""
    text = (
        _("A proposal needs at least %(n)s points.")
        if round_.ballot_kind == BallotKind.POINTS
        else _("A proposal needs at least %(n)s votes.")
    )
    return text % {"n": round_.threshold}


def _percent(round_: Round) -> str:
    if round_.threshold_percent is None:
        return ""
    return _("At least %(n)s per cent of those who vote must have chosen the proposal.") % {
        "n": round_.threshold_percent
    }
