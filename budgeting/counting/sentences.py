"""One sentence or two per decision, for people: on the page and from the command line. The words stand in words_*.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from budgeting.counting import ties, words_en, words_sv
from budgeting.counting.elections import ProjectId
from budgeting.counting.rules import Rule, Utility
from budgeting.counting.steps import LEAST_GROUP, LEAST_VOTERS, By, Code, Result, Step

WORDS = {"sv": words_sv.WORDS, "en": words_en.WORDS}


@dataclass(frozen=True, slots=True)
class Telling:
    """What the sentences about one count need beside its steps. `titles` by project id.

    `money` writes a sum of smallest units ("25 000 kr"), `whole` is how many of them make one unit of the currency.
    `threshold` and `percent` as they were set, `voters` for the latter. `unit`: what was counted, `votes` or
    `points`. `drawn`: the lot was drawn after voting, not sealed before; None where nobody says. `seeded`: there is a
    lot at all; else lower numbers go first in the end. `costs` by project id: of projects that cost the same, no rule
    about costs decides. `last`: the rank of the last project that could have been funded. `ranks`: the project at
    each rank. A language without sentences gets English.
    """

    language: str
    titles: Mapping[ProjectId, str]
    money: Callable[[int], str]
    rule: str = Rule.GREEDY_SKIP
    tie_rule: str = "lot"
    threshold: int = 1
    percent: int | None = None
    voters: int = 0
    unit: str = "votes"
    whole: int = 100
    drawn: bool | None = False
    seeded: bool = True
    costs: Mapping[ProjectId, int] = field(default_factory=dict)
    last: int = 0
    ranks: Mapping[int, ProjectId] = field(default_factory=dict)
    words: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", WORDS.get(self.language[:2], WORDS["en"]))

    @property
    def in_points(self) -> bool:
        return self.unit == "points"

    @property
    def hides_supporters(self) -> bool:
        """Whether few voted by points: then how many gave a proposal its points could tell what single ones gave."""
        return self.in_points and self.voters < LEAST_VOTERS

    def name(self, ids: tuple[ProjectId, ...]) -> str:
        """The titles, joined as in running text."""
        names = [self.titles.get(id_, str(id_)) for id_ in ids]
        return (
            f"{', '.join(names[:-1])} {self.words['and']} {names[-1]}" if len(names) > 1 else "".join(names)
        )

    def about(self, amount: Fraction) -> str:
        """A sum in whole units, with "about" where it is not exactly that."""
        whole = int(amount * 2 + self.whole) // (2 * self.whole) * self.whole
        if whole == amount:
            return self.money(whole)
        key = "about" if whole else "less_than"
        return self.words[key].format(amount=self.money(whole or self.whole))


def sentence(step: Step, telling: Telling) -> str:
    """Why the project got money, or why not."""
    words = telling.words
    held, cost = _held_of(step, telling)
    _, least = _needed(step, telling)
    values = {
        "votes": words[f"{telling.unit}_one"] if step.votes == 1 else f"{step.votes} {words[telling.unit]}",
        "unit": words[telling.unit],
        "cost": cost,
        "before": telling.money(step.before),
        "after": telling.money(step.after),
        "threshold": telling.threshold,
        "percent": telling.percent,
        "least": least,
        "blocker": _blocker(step, telling),
        "tied": telling.name(step.tied),
        "decided": words[_decided(step, telling)],
        "last_resort": words[f"resort_{telling.tie_rule}" if telling.seeded else "resort_id"],
        "supporters": step.supporters,
        "people": words["person"] if step.supporters == 1 else f"{step.supporters} {words['people']}",
        "payers": step.payers,
        "paid": None if step.paid is None else telling.about(step.paid),
        "held": held,
    }
    return " ".join(words[key].format(**values) for key in _keys(step, telling))


def _blocker(step: Step, telling: Telling) -> str:
    """The project at which the count ended: its title, or "proposal 7" where it has none."""
    id_ = telling.ranks.get(step.blocker or 0, "?")
    return telling.titles.get(id_) or telling.words["proposal"].format(id=id_)


def _keys(step: Step, telling: Telling) -> list[str]:
    """The names of the sentences, in the order they are told."""
    if step.funded and step.by is not By.VOTES:
        return ["filled" if step.by is By.FILL else _paid(step, telling)]
    if step.code is Code.SUPPORTERS_SHORT or (step.code is Code.LOST_TIE and step.by is By.FILL):
        return _short(step, telling)
    if step.code is Code.BELOW_THRESHOLD:
        return [_needed(step, telling)[0]]
    if step.code is Code.DOES_NOT_FIT:
        return [_not_fitting(step, telling)]
    return [step.code]


def _decided(step: Step, telling: Telling) -> str:
    """What put others first that had as many votes."""
    rule = telling.tie_rule
    if rule in (ties.CHEAPEST, ties.DEAREST) and all(
        telling.costs.get(id_) == step.cost for id_ in step.tied
    ):
        rule = ties.LOT
    if rule == ties.LOT and not telling.seeded:
        rule = ties.ID
    if rule == ties.LOT and telling.drawn is not False:
        return "tie_drawn" if telling.drawn else "tie_by_a_lot"
    return f"tie_{rule}"


def _paid(step: Step, telling: Telling) -> str:
    told = step.of_a_group(untold=telling.hides_supporters)
    if told.paid is None:
        return _for_unit("paid_together", telling)
    return _for_unit("paid" if told.payers == step.supporters else "paid_partly", telling)


def _short(step: Step, telling: Telling) -> list[str]:
    """Its supporters had too little; and what became of it where what was left was given out by votes."""
    few = step.of_a_group(untold=telling.hides_supporters).held is None
    keys = [_for_unit("supporters_short_few" if few else Code.SUPPORTERS_SHORT, telling)]
    if step.code is Code.LOST_TIE:
        return [*keys, "unfilled_tie"]
    if step.tied:
        dearer = all(telling.costs.get(id_, step.cost) < step.cost for id_ in step.tied)
        keys.append("weighed_equal_dearer" if dearer else "weighed_equal")
    if step.by is By.FILL:
        keys.append("unfilled" if step.before else "unfilled_nothing_left")
    return keys


def _not_fitting(step: Step, telling: Telling) -> str:
    if telling.rule == Rule.GREEDY_STOP:
        return "does_not_fit_stop"
    if step.before == 0:
        return "does_not_fit_nothing_left"
    return "does_not_fit_last" if step.rank == telling.last else step.code


def _needed(step: Step, telling: Telling) -> tuple[str, int]:
    """Which threshold is told, and how many people that is: of those it did not reach, the higher one."""
    least = -(-(telling.percent or 0) * telling.voters // 100)
    if step.supporters < least and (step.votes >= telling.threshold or least > telling.threshold):
        key = _for_unit("below_percent", telling)
        return f"{key}_few" if telling.hides_supporters else key, least
    return Code.BELOW_THRESHOLD, least


def _for_unit(key: str, telling: Telling) -> str:
    return f"{key}_points" if telling.in_points else key


def _held_of(step: Step, telling: Telling) -> tuple[str, str]:
    """What is held and the cost, as in "18 200 of 25 000 kr": rounded down, so that it never looks like enough."""
    cost = telling.money(step.cost)
    held = telling.money(int(step.held or 0) // telling.whole * telling.whole)
    bare, space, unit = held.rpartition("\N{NO-BREAK SPACE}")
    return (bare if bare and cost.endswith(space + unit) else held), cost


def story(result: Result, telling: Telling, *, utility: str = Utility.COST) -> list[str]:
    """How the count went, in a few sentences, before its table."""
    words, shares = telling.words, Rule(telling.rule).shares_equally
    if not result.voters and not any(step.votes for step in result.steps):
        keys = ["story_nobody"]
    elif not shares:
        keys = [f"story_{telling.rule}"]
    elif result.greedy_won:
        keys = ["story_greedy_won" if _tells_preferences(result) else "story_greedy_won_few"]
    else:
        keys = ["story_shares_raised" if result.raises else "story_shares", f"story_{utility}"]
        if any(step.by is By.FILL and step.funded for step in result.steps):
            keys.append("story_fill")
        if result.prefer_greedy is not None:
            keys.append("story_compared" if _tells_preferences(result) else "story_compared_few")
    plain = Fraction(result.budget, result.voters) if result.voters else Fraction(0)
    values = {
        "unit": words[telling.unit],
        "voters": result.voters,
        "plain": telling.about(plain),
        "share": telling.about(result.share or plain),
        "step": telling.money(telling.whole),
        "greedy": result.prefer_greedy,
        "shares": result.prefer_shares,
    }
    return [words[key].format(**values) for key in keys]


def _tells_preferences(result: Result) -> bool:
    """Whether it may be told how many got more by the one or by the other: not of few people."""
    parts = (result.prefer_greedy or 0, result.prefer_shares or 0)
    return result.voters >= LEAST_VOTERS and not any(0 < part < LEAST_GROUP for part in parts)
