"""What is told to somebody whose form was made before another voter came into the same browser."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from budgeting.display.ballots import Filled, chosen_words
from budgeting.models import Proposal, Round
from budgeting.rules.ballots import points_typed


@dataclass(frozen=True, slots=True)
class AnotherVoter:
    """That nothing is saved, and why. `chosen` is what the form held: it can't be saved, but nobody has to remember it."""

    title: str
    text: str
    said: str
    """Short enough for the bar of a ballot."""
    chosen: list[str]


def another_voter(round_: Round, filled: Filled | None) -> AnotherVoter:
    """`filled` is the ballot as it was sent; None when the own vote was to be removed."""
    undone = _("Your vote is not saved.") if filled else _("Your vote is not removed.")
    text = _("The other vote is not changed. Log out here, and begin anew as yourself.")
    return AnotherVoter(
        title=_("Somebody else has begun to vote in this browser"),
        text=f"{undone} {text}",
        said=_("Not saved: somebody else votes here now"),
        chosen=_chosen(round_, filled) if filled else [],
    )


def _chosen(round_: Round, filled: Filled) -> list[str]:
    accepted = Proposal.objects.accepted().filter(round=round_).order_by("number").values_list("pk", "title")
    points = {id_: points_typed(given) or 0 for id_, given in filled.points.items()}
    ids = filled.choices | filled.points.keys()
    return [chosen_words(title, points.get(str(pk))) for pk, title in accepted if str(pk) in ids]
