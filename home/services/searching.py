"""How often one may search: every search reads through all texts, so a machine that asks all day slows the site for all."""

from __future__ import annotations

import datetime as dt

from radslag.limits import Full, hit_all, is_of_some, limit_for_network, salt_of_today

FROM_A_NETWORK, WITHIN = 120, dt.timedelta(minutes=1)
"""Two a second: a class at school that searches together stays below."""


def searched_too_often(network: str) -> Full | None:
    """Count a search from `network` (`client_network`); the limit when it is reached."""
    if not is_of_some(network):
        return None
    salt = salt_of_today()
    return hit_all([limit_for_network("search", network, salt=salt, times=FROM_A_NETWORK, window=WITHIN)])
