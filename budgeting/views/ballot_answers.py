"""What a script that saves a ballot gets back: words to show, and what is stored now. Never kept anywhere."""

from __future__ import annotations

from django.http import JsonResponse
from django.utils.translation import gettext as _

from budgeting.display import ballot_words
from budgeting.display.another_voter import AnotherVoter
from budgeting.display.ballot_closed import ClosedBallot
from budgeting.display.ballots import BallotShown
from budgeting.rules.errors import RuleViolation
from budgeting.services.ballots import StoredBallot
from budgeting.views.shared import CONFLICT, UNPROCESSABLE
from radslag.templatetags.dates import moment

UNAUTHORIZED = 401


def saved(made: StoredBallot) -> JsonResponse:
    """It is stored since `saved_at`, by the clock of the database."""
    return JsonResponse(
        {
            "said": ballot_words.saved(made.saved_at, made.saved_at),
            "when": _("Saved %(saved)s.") % {"saved": moment(made.saved_at)},
            "receipt": made.receipt,
            "choices": list(made.choices),
            "points": {str(id_): points for id_, points in made.points.items()},
        }
    )


def stored(shown: BallotShown, mark: str) -> JsonResponse:
    """What is stored now, for a page that has stood open. `mark` says whose it is."""
    return JsonResponse({"voter": mark, "stored": shown.stored_for_script, "said": shown.said})


def refused(refusal: RuleViolation, shown: BallotShown) -> JsonResponse:
    """It breaks a rule; what was stored before stands. `errors` by field."""
    answer = {"said": ballot_words.refusal(refusal), "errors": dict(shown.errors)}
    return JsonResponse(answer, status=UNPROCESSABLE)


def closed(refusal: RuleViolation, shown: ClosedBallot) -> JsonResponse:
    """Nothing can be saved any more."""
    answer = {
        "said": ballot_words.refusal(refusal),
        "title": shown.title,
        "text": f"{shown.lead} {shown.stands}",
    }
    return JsonResponse(answer, status=CONFLICT)


def of_another(shown: AnotherVoter) -> JsonResponse:
    """The form was made before another voter came into the browser."""
    answer = {"said": shown.said, "title": shown.title, "text": shown.text}
    return JsonResponse(answer, status=CONFLICT)


def logged_out(ballot_url: str) -> JsonResponse:
    """Nobody is logged in: `go` leads through the door and back to the ballot."""
    return JsonResponse({"said": _("Not saved: you are logged out"), "go": ballot_url}, status=UNAUTHORIZED)
