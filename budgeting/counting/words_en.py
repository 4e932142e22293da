"""The count's sentences in English, by code."""

from __future__ import annotations

from budgeting.counting.steps import Code

WORDS: dict[str, str] = {
    # By votes.
    Code.FUNDED: "Gets money. {after} was left after that.",
    Code.FUNDED_AFTER_SKIP: "Gets money, because it fitted in what was left. {after} was left after that.",
    Code.DOES_NOT_FIT: "Got {votes}. Costs {cost} but only {before} was left, so we went on to the next.",
    "does_not_fit_nothing_left": "Got {votes}. By then all the money was already given out.",
    "does_not_fit_last": "Got {votes}. Costs {cost} but only {before} was left when its turn came.",
    "does_not_fit_stop": "Got {votes}. Costs {cost} but only {before} was left. The count ended there.",
    Code.LOST_TIE: "Got as many {unit} as {tied}. {decided} After that only {before} was left.",
    Code.ALTERNATIVE_FUNDED: "{tied} gets money instead. Only one of the proposals can be carried out.",
    Code.ALTERNATIVE_LOST_TIE: "Got as many {unit} as {tied}. Only one of the proposals can be carried out. {decided}",
    Code.TOO_DEAR: "Costs more than the whole budget.",
    Code.NOT_REACHED: "The count ended at {blocker}, which did not fit. This proposal came further down.",
    Code.BELOW_THRESHOLD: "Got {votes}. At least {threshold} are needed.",
    "below_percent": "Got {votes}. At least {percent} per cent of those who voted are needed, that is {least}.",
    "below_percent_points": (
        "Got points from {people}. At least {percent} per cent of those who voted are needed, that is {least}."
    ),
    "below_percent_points_few": (
        "Got points from too few. At least {percent} per cent of those who voted are needed, that is {least}."
    ),
    Code.NO_VOTES: "Got no {unit}.",
    Code.WITHDRAWN: "Is out of the count, by a decision that stands on the page. Got {votes}.",
    "tie_lot": "The lot, fixed before voting, decided.",
    "tie_drawn": "The lot, drawn after voting, decided.",
    "tie_by_a_lot": "The lot decided.",
    "tie_cheapest": "The cheaper proposal went first.",
    "tie_dearest": "The dearer proposal went first.",
    "tie_earliest": "The proposal submitted first went first.",
    "tie_id": "The lower number went first.",
    # By equal shares.
    "paid": "Gets money. The {supporters} who voted for it paid {paid} each out of their shares.",
    "paid_points": "Gets money. The {supporters} who gave it points paid {paid} for each point out of their shares.",
    "paid_partly": (
        "Gets money. {payers} of the {supporters} who voted for it paid {paid} each out of their shares. "
        "The others paid what they had left."
    ),
    "paid_partly_points": (
        "Gets money. {payers} of the {supporters} who gave it points paid {paid} for each point out of their shares. "
        "The others paid what they had left."
    ),
    "paid_together": "Gets money. Those who voted for it paid for it together out of their shares.",
    "paid_together_points": "Gets money. Those who gave it points paid for it together out of their shares.",
    "filled": "Gets money from what was left when the shares could pay for no more. {after} was left after that.",
    Code.SUPPORTERS_SHORT: "Those who voted for it had {held} of {cost} left between them.",
    "supporters_short_points": "Those who gave it points had {held} of {cost} left between them.",
    "supporters_short_few": "Those who voted for it did not have enough left between them. It costs {cost}.",
    "supporters_short_few_points": "Those who gave it points did not have enough left between them. It costs {cost}.",
    "weighed_equal": (
        "It weighed the same as {tied}. Then the cheaper goes first, and then the one with more {unit}. {last_resort}"
    ),
    "weighed_equal_dearer": "It weighed the same as {tied}. Then the cheaper goes first.",
    "resort_lot": "In the end the lot decides.",
    "resort_dearest": "In the end the lot decides.",
    "resort_cheapest": "In the end the lot decides.",
    "resort_earliest": "In the end the one submitted first goes first.",
    "resort_id": "In the end the lower number goes first.",
    "unfilled": "When its turn came {before} was left, and that was not enough.",
    "unfilled_nothing_left": "After that all the money was given out.",
    "unfilled_tie": "It had as many {unit} as {tied} when the rest was given out. {decided}",
    # The way the count went.
    "story_nobody": "Nobody voted.",
    "story_greedy_skip": "Most {unit} go first. A proposal that does not fit is passed over, and the next one is tried.",
    "story_greedy_stop": "Most {unit} go first. The count ends at the first proposal that does not fit.",
    "story_shares": (
        "All {voters} who voted for a proposal in the count got an equal share of the money: {share}. "
        "A proposal gets money when those who want it can pay for it together."
    ),
    "story_shares_raised": (
        "All {voters} who voted for a proposal in the count got an equal share of the money: {plain} to begin with. "
        "A proposal gets money when those who want it can pay for it together. "
        "The share was then raised by {step} at a time, to {share}, as long as the money lasted."
    ),
    "story_cost": "The proposal where most people share each krona goes first.",
    "story_cardinality": "The proposal for which each person pays least goes first.",
    "story_fill": "What was left went to the proposals with most {unit} that fitted.",
    "story_compared": (
        "We compared this with most {unit} first: {greedy} would get more of their proposals that way, {shares} fewer. "
        "So the shares stand."
    ),
    "story_compared_few": (
        "We compared this with most {unit} first. Those who would get more of their proposals that way are not more than "
        "those who would get fewer. So the shares stand."
    ),
    "story_greedy_won": (
        "We compared this with equal shares: {greedy} get more of their proposals with most {unit} first, "
        "{shares} fewer. So most {unit} went first. A proposal that did not fit was passed over."
    ),
    "story_greedy_won_few": (
        "We compared this with equal shares. Those who get more of their proposals with most {unit} first are more than "
        "those who get fewer. So most {unit} went first. A proposal that did not fit was passed over."
    ),
    # Parts of sentences.
    "about": "about {amount}",
    "less_than": "less than {amount}",
    "votes": "votes",
    "votes_one": "1 vote",
    "points": "points",
    "points_one": "1 point",
    "people": "people",
    "person": "1 person",
    "and": "and",
    "proposal": "proposal {id}",
}
