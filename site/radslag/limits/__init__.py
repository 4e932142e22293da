"""Limits on how often something may be done, counted in the database, atomically, under keys that tell nothing."""

from .keys import Limit, client_network, limit_for, limit_for_network
from .services import Full, count_all, hit, hit_all, salt_of_today

__all__ = [
    "Full",
    "Limit",
    "client_network",
    "count_all",
    "hit",
    "hit_all",
    "limit_for",
    "limit_for_network",
    "salt_of_today",
]
