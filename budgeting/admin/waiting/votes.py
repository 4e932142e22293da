"""What waits about a vote: ballots that a colleague wants challenged, or counted again."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from budgeting.admin.rights import programmes_of
from budgeting.models import Challenge, Round
from radslag.editors.waiting import Waiting, register


@register
def challenges_to_confirm(request: HttpRequest) -> list[Waiting]:
    """What takes a second person before the votes are counted; the count waits for it."""
    person = request.user  # the admin lets nobody in who is not known
    rounds = Round.objects.filter(
        programme__in=programmes_of(person, "budgeting.change_round"),  # type: ignore[arg-type]
        counts__isnull=True,
        cancelled_at__isnull=True,
    )
    asked = Q(at=None, asked_by__isnull=False) & ~Q(asked_by=person)
    lifted = Q(at__isnull=False, lift_asked_by__isnull=False) & ~Q(lift_asked_by=person)
    waiting = Challenge.objects.filter(asked | lifted, round__in=rounds, dropped_at=None)
    return [
        Waiting(
            (
                _("Confirm or drop: count a ballot in %(round)s after all")
                if challenge.lift_waits
                else _("Confirm or drop: do not count a ballot in %(round)s")
            )
            % {"round": challenge.round.name},
            _("%(who)s asks for it: %(reason)s")
            % {
                "who": challenge.lift_asked_by if challenge.lift_waits else challenge.asked_by,
                "reason": challenge.reason,
            },
            reverse("budgeting_round_modeladmin_challenge", args=[challenge.round_id, challenge.pk]),
            urgent=True,
        )
        for challenge in waiting.select_related("round", "asked_by", "lift_asked_by").order_by("asked_at")
    ]
