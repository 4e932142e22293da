"""What waits about a count: a lot that was drawn in public and is to be typed in, a recount that does not give the same."""

from __future__ import annotations

from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from budgeting.admin.rights import programmes_of
from budgeting.models import Count, LotSource, Recount, Round, TieRule
from budgeting.querysets.rounds import RoundQuerySet
from radslag.clock import database_now
from radslag.editors.waiting import Waiting, register


def _own(request: HttpRequest) -> RoundQuerySet:
    person = request.user  # the admin lets nobody in who is not known
    programmes = programmes_of(person, "budgeting.change_round")  # type: ignore[arg-type]
    return Round.objects.filter(programme__in=programmes, cancelled_at=None)


@register
def draws_to_type_in(request: HttpRequest) -> list[Waiting]:
    """Lots that the count waits for: the first time for everyone, then for who has not typed it in."""
    closed = _own(request).filter(
        voting_closes__lte=database_now(), paused_at=None, counts=None, lot_source=LotSource.DRAWN
    )
    untyped = Q(draw=None) | (Q(draw__confirmed_at=None) & ~Q(draw__typed_by=request.user))
    found = closed.exclude(tie_rule=TieRule.EARLIEST).filter(untyped).select_related("draw")
    return [
        Waiting(
            (
                _("Type in again what was drawn for %(round)s")
                if hasattr(round_, "draw")
                else _("Type in what was drawn for %(round)s")
            )
            % {"round": round_.name},
            _("The count waits for it."),
            reverse("budgeting_round_modeladmin_counting", args=[round_.pk]),
            urgent=True,
        )
        for round_ in found.order_by("voting_closes")
    ]


@register
def recounts_that_differ(request: HttpRequest) -> list[Waiting]:
    """Rounds whose latest recount does not give what was counted."""
    newest = Count.objects.filter(round=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    latest = Recount.objects.filter(count__round=OuterRef("pk"), count=OuterRef("newest")).order_by("-pk")
    found = (
        _own(request).annotate(newest=Subquery(newest)).annotate(agrees=Subquery(latest.values("agrees")[:1]))
    )
    return [
        Waiting(
            _("The recount differs: %(round)s") % {"round": round_.name},
            _("Tell whoever runs the site at once, and change nothing."),
            reverse("budgeting_round_modeladmin_counting", args=[round_.pk]),
            urgent=True,
        )
        for round_ in found.filter(agrees=False).order_by("name")
    ]
