"""The count's sentences in Swedish, by code. In du-form, short, the consequence first."""

from __future__ import annotations

from budgeting.counting.steps import Code

WORDS: dict[str, str] = {
    # By votes.
    Code.FUNDED: "Får pengar. Sedan återstod {after}.",
    Code.FUNDED_AFTER_SKIP: "Får pengar, eftersom förslaget rymdes i det som återstod. Sedan återstod {after}.",
    Code.DOES_NOT_FIT: "Fick {votes}. Kostar {cost} men bara {before} återstod, därför gick vi vidare till nästa.",
    "does_not_fit_nothing_left": "Fick {votes}. Då var alla pengar redan fördelade.",
    "does_not_fit_last": "Fick {votes}. Kostar {cost} men bara {before} återstod när det var förslagets tur.",
    "does_not_fit_stop": "Fick {votes}. Kostar {cost} men bara {before} återstod. Där slutade räkningen.",
    Code.LOST_TIE: "Fick lika många {unit} som {tied}. {decided} Sedan återstod bara {before}.",
    Code.ALTERNATIVE_FUNDED: "{tied} får pengar i stället. Bara ett av förslagen kan genomföras.",
    Code.ALTERNATIVE_LOST_TIE: "Fick lika många {unit} som {tied}. Bara ett av förslagen kan genomföras. {decided}",
    Code.TOO_DEAR: "Kostar mer än hela potten.",
    Code.NOT_REACHED: "Räkningen slutade vid {blocker}, som inte rymdes. Det här förslaget kom längre ned.",
    Code.BELOW_THRESHOLD: "Fick {votes}. Det krävs minst {threshold}.",
    "below_percent": "Fick {votes}. Det krävs minst {percent} procent av dem som röstade, alltså {least}.",
    "below_percent_points": (
        "Fick poäng av {people}. Det krävs minst {percent} procent av dem som röstade, alltså {least}."
    ),
    "below_percent_points_few": (
        "Fick poäng av för få. Det krävs minst {percent} procent av dem som röstade, alltså {least}."
    ),
    Code.NO_VOTES: "Fick inga {unit}.",
    Code.WITHDRAWN: "Är inte med längre, efter ett beslut som står på sidan. Fick {votes}.",
    "tie_lot": "Lotten, bestämd före röstningen, avgjorde.",
    "tie_drawn": "Lotten, dragen efter röstningen, avgjorde.",
    "tie_by_a_lot": "Lotten avgjorde.",
    "tie_cheapest": "Det billigare förslaget gick före.",
    "tie_dearest": "Det dyrare förslaget gick före.",
    "tie_earliest": "Det förslag som lämnades först gick före.",
    "tie_id": "Det lägre numret gick före.",
    # By equal shares.
    "paid": "Får pengar. De {supporters} som röstade på förslaget betalade {paid} var ur sina andelar.",
    "paid_points": "Får pengar. De {supporters} som gav förslaget poäng betalade {paid} för varje poäng ur sina andelar.",
    "paid_partly": (
        "Får pengar. {payers} av de {supporters} som röstade på förslaget betalade {paid} var ur sina andelar. "
        "De andra betalade det de hade kvar."
    ),
    "paid_partly_points": (
        "Får pengar. {payers} av de {supporters} som gav förslaget poäng betalade {paid} för varje poäng ur sina "
        "andelar. De andra betalade det de hade kvar."
    ),
    "paid_together": "Får pengar. De som röstade på förslaget betalade det tillsammans ur sina andelar.",
    "paid_together_points": "Får pengar. De som gav förslaget poäng betalade det tillsammans ur sina andelar.",
    "filled": "Får pengar ur det som blev över när andelarna inte räckte till fler förslag. Sedan återstod {after}.",
    Code.SUPPORTERS_SHORT: "De som röstade på förslaget hade tillsammans {held} av {cost} kvar.",
    "supporters_short_points": "De som gav förslaget poäng hade tillsammans {held} av {cost} kvar.",
    "supporters_short_few": "De som röstade på förslaget hade inte nog kvar tillsammans. Det kostar {cost}.",
    "supporters_short_few_points": "De som gav förslaget poäng hade inte nog kvar tillsammans. Det kostar {cost}.",
    "weighed_equal": (
        "Förslaget vägde lika mycket som {tied}. Då går det billigare före, sedan det med fler {unit}. {last_resort}"
    ),
    "weighed_equal_dearer": "Förslaget vägde lika mycket som {tied}. Då går det billigare före.",
    "resort_lot": "Till sist avgör lotten.",
    "resort_dearest": "Till sist avgör lotten.",
    "resort_cheapest": "Till sist avgör lotten.",
    "resort_earliest": "Till sist går det som lämnades först före.",
    "resort_id": "Till sist går det lägre numret före.",
    "unfilled": "När det var förslagets tur återstod {before}, och det räckte inte.",
    "unfilled_nothing_left": "Sedan var alla pengar fördelade.",
    "unfilled_tie": "Det hade lika många {unit} som {tied} när resten fördelades. {decided}",
    # The way the count went.
    "story_nobody": "Ingen röstade.",
    "story_greedy_skip": "Flest {unit} går först. Ett förslag som inte ryms hoppas över, och nästa prövas.",
    "story_greedy_stop": "Flest {unit} går först. Räkningen slutar vid det första förslag som inte ryms.",
    "story_shares": (
        "Alla {voters} som röstade på något förslag som är med fick en lika stor andel av pengarna: {share}. "
        "Ett förslag får pengar när de som vill ha det kan betala det tillsammans."
    ),
    "story_shares_raised": (
        "Alla {voters} som röstade på något förslag som är med fick en lika stor andel av pengarna: {plain} att börja med. "
        "Ett förslag får pengar när de som vill ha det kan betala det tillsammans. "
        "Andelen höjdes sedan med {step} i taget, till {share}, så länge pengarna räckte."
    ),
    "story_cost": "Först går det förslag där flest delar på varje krona.",
    "story_cardinality": "Först går det förslag där var och en betalar minst.",
    "story_fill": "Det som blev över gick till de förslag som hade flest {unit} och rymdes.",
    "story_compared": (
        "Vi jämförde med att låta flest {unit} gå först: {greedy} skulle få fler av sina förslag då, {shares} färre. "
        "Därför gäller andelarna."
    ),
    "story_compared_few": (
        "Vi jämförde med att låta flest {unit} gå först. De som skulle få fler av sina förslag då är inte fler än de som "
        "skulle få färre. Därför gäller andelarna."
    ),
    "story_greedy_won": (
        "Vi jämförde med lika andelar: {greedy} får fler av sina förslag när flest {unit} går först, {shares} färre. "
        "Därför gick flest {unit} först. Ett förslag som inte rymdes hoppades över."
    ),
    "story_greedy_won_few": (
        "Vi jämförde med lika andelar. De som får fler av sina förslag när flest {unit} går först är fler än de som får "
        "färre. Därför gick flest {unit} först. Ett förslag som inte rymdes hoppades över."
    ),
    # Parts of sentences.
    "about": "ungefär {amount}",
    "less_than": "mindre än {amount}",
    "votes": "röster",
    "votes_one": "1 röst",
    "points": "poäng",
    "points_one": "1 poäng",
    "people": "personer",
    "person": "1 person",
    "and": "och",
    "proposal": "förslag {id}",
}
