"""One sentence per decision, for people. The words stand here once, in each language of the site."""

from __future__ import annotations

from collections.abc import Mapping

from budgeting.counting.greedy import Code, Step
from budgeting.rules.money import format_kronor

SENTENCES: dict[str, dict[str, str]] = {
    "sv": {
        Code.FUNDED: "Får pengar. Sedan återstod {after}.",
        Code.FUNDED_AFTER_SKIP: "Får pengar, eftersom förslaget rymdes i det som återstod. Sedan återstod {after}.",
        Code.DOES_NOT_FIT: "Fick {votes}. Kostar {cost} men bara {before} återstod, därför gick vi vidare till nästa.",
        "does_not_fit_nothing_left": "Fick {votes}. Då var alla pengar redan fördelade.",
        "does_not_fit_last": "Fick {votes}. Kostar {cost} men bara {before} återstod när det var förslagets tur.",
        "does_not_fit_stop": "Fick {votes}. Kostar {cost} men bara {before} återstod. Där slutade räkningen.",
        Code.LOST_TIE: "Fick lika många {unit} som {tied}. {decided} Sedan återstod bara {before}.",
        Code.TOO_DEAR: "Kostar mer än hela potten.",
        Code.NOT_REACHED: "Räkningen slutade vid förslag {blocker}, som inte rymdes. Det här förslaget kom längre ned.",
        Code.BELOW_THRESHOLD: "Fick {votes}. Det krävs minst {threshold}.",
        Code.NO_VOTES: "Fick inga {unit}.",
        "tie_lot": "Lotten, bestämd före röstningen, avgjorde.",
        "tie_cheapest": "Det billigare förslaget gick före.",
        "tie_dearest": "Det dyrare förslaget gick före.",
        "tie_earliest": "Det förslag som lämnades först gick före.",
        "votes": "röster",
        "votes_one": "1 röst",
        "points": "poäng",
        "points_one": "1 poäng",
        "and": "och",
    },
    "en": {
        Code.FUNDED: "Gets money. {after} was left after that.",
        Code.FUNDED_AFTER_SKIP: "Gets money, because it fitted in what was left. {after} was left after that.",
        Code.DOES_NOT_FIT: "Got {votes}. Costs {cost} but only {before} was left, so we went on to the next.",
        "does_not_fit_nothing_left": "Got {votes}. By then all the money was already given out.",
        "does_not_fit_last": "Got {votes}. Costs {cost} but only {before} was left when its turn came.",
        "does_not_fit_stop": "Got {votes}. Costs {cost} but only {before} was left. The count ended there.",
        Code.LOST_TIE: "Got as many {unit} as {tied}. {decided} After that only {before} was left.",
        Code.TOO_DEAR: "Costs more than the whole budget.",
        Code.NOT_REACHED: "The count ended at proposal {blocker}, which did not fit. This proposal came further down.",
        Code.BELOW_THRESHOLD: "Got {votes}. At least {threshold} are needed.",
        Code.NO_VOTES: "Got no {unit}.",
        "tie_lot": "The lot, fixed before voting, decided.",
        "tie_cheapest": "The cheaper proposal went first.",
        "tie_dearest": "The dearer proposal went first.",
        "tie_earliest": "The proposal handed in first went first.",
        "votes": "votes",
        "votes_one": "1 vote",
        "points": "points",
        "points_one": "1 point",
        "and": "and",
    },
}


def explain(
    step: Step,
    *,
    language: str,
    titles: Mapping[int, str],
    tie_rule: str,
    threshold: int,
    stop: bool,
    last: bool = False,
    unit: str = "votes",
) -> str:
    """The sentence for one decision. `titles` by project id; `last` for the last project that had votes.

    `unit`: what was counted, `votes` or `points`.
    A language without sentences gets English.
    """
    words = SENTENCES.get(language[:2], SENTENCES["en"])
    return words[_key(step, stop=stop, last=last)].format(
        votes=words[f"{unit}_one"] if step.votes == 1 else f"{step.votes} {words[unit]}",
        unit=words[unit],
        cost=format_kronor(step.cost),
        before=format_kronor(step.before),
        after=format_kronor(step.after),
        threshold=threshold,
        blocker=step.blocker,
        tied=_join([titles.get(id_, str(id_)) for id_ in step.tied], words["and"]),
        decided=words[f"tie_{tie_rule}"],
    )


def _key(step: Step, *, stop: bool, last: bool) -> str:
    if step.code is not Code.DOES_NOT_FIT:
        return step.code
    if stop:
        return "does_not_fit_stop"
    if step.before == 0:
        return "does_not_fit_nothing_left"
    return "does_not_fit_last" if last else step.code


def _join(names: list[str], and_: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {and_} {names[-1]}"
