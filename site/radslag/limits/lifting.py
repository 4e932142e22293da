"""What of its limits an address or a network has used, as far as staff may know, and how it is let in again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from radslag.clock import database_now
from radslag.incoming.addresses import normalised_email
from radslag.models.limits import LimitCount

from .keys import limit_for, limit_for_network
from .kinds import By, names_by, shown
from .services import salt_of_today

NO_TIME = dt.timedelta(0)


def running() -> QuerySet[LimitCount]:
    """The windows that run now, of limits that staff may see."""
    known = Q(name__in=list(shown()))
    for name in names_by(By.NETWORK):
        known |= Q(name__regex=rf"^{name}-[0-9]+$")
    return LimitCount.objects.filter(known, ends_at__gt=database_now())


def of_address(address: str) -> QuerySet[LimitCount]:
    """What runs for an e-mail address."""
    email = normalised_email(address)
    keys = [limit_for(name, email, times=1, window=NO_TIME).key for name in names_by(By.ADDRESS)]
    return running().filter(key__in=keys)


def of_network(network: str) -> QuerySet[LimitCount]:
    """What runs today for a network as `keys.network_of` writes it."""
    salt = salt_of_today()
    networks = names_by(By.NETWORK)
    there = running().filter(_is_of(networks)).order_by().values_list("name", flat=True).distinct()
    keys = [
        limit_for_network(name, network, salt=salt, times=1, window=NO_TIME).key
        for name in {*networks, *there}
    ]
    return running().filter(key__in=keys)


def _is_of(names: Iterable[str]) -> Q:
    found = Q(name__in=list(names))
    for name in names:
        found |= Q(name__regex=rf"^{name}-[0-9]+$")
    return found
