"""Yardsticks: K, a view that says the same to everybody, and V, one that writes a ballot and its choices in one transaction."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from budgeting.models import Ballot, BallotChoice


@transaction.atomic
def write(request: HttpRequest, round_id: int, key: str, chosen: str) -> HttpResponse:
    """Trust everything: nobody is asked who they are, whether it is time, or what the round allows."""
    ballot = Ballot.objects.create(round_id=round_id, voter_key=key, limit=3, saved_at=timezone.now())
    BallotChoice.objects.bulk_create(
        BallotChoice(ballot=ballot, round_id=round_id, limit=3, slot=slot, proposal_id=int(proposal))
        for slot, proposal in enumerate(chosen.split("-"), start=1)
    )
    return HttpResponse("ok", headers={"Content-Length": "2"})


def constant(request: HttpRequest) -> HttpResponse:
    """Ask nothing and nobody."""
    return HttpResponse("ok", headers={"Content-Length": "2"})


urlpatterns = [
    path("konstant/", constant),
    path("<int:round_id>/<str:key>/<str:chosen>/", write),
]
