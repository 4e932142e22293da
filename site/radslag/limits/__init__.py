"""Limits on how often something may be done, counted in the database, atomically, under keys that tell nothing."""

from .keys import Limit, client_network, is_of_some, limit_for, limit_for_network, network_of
from .services import Full, count_all, forget, hit, hit_all, salt_of_today, use

__all__ = [
    "Full",
    "Limit",
    "client_network",
    "count_all",
    "forget",
    "hit",
    "hit_all",
    "is_of_some",
    "limit_for",
    "limit_for_network",
    "network_of",
    "salt_of_today",
    "use",
]
