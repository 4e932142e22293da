"""How often one asks for a code, tries a password or a second step: all by our own limits, which staff can see and lift."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from radslag.limits import (
    Full,
    Limit,
    client_network,
    hit_all,
    is_of_some,
    limit_for,
    limit_for_network,
    salt_of_today,
)

HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
CODES, PASSWORDS, SECOND_STEPS, SHARED_PASSWORDS = 5, 20, 10, 100
PASSWORD_WINDOW = 5 * MINUTE
FROM_A_NETWORK = 60
"""Of each, within a minute: behind a network there may be a library or a telephone company."""


def asked_for_code(request: HttpRequest, email: str) -> Full | None:
    """Count that a code is asked for; the limit that is reached, the same for addresses that are known and not."""
    to_one = limit_for("login-code", email, times=CODES, window=HOUR)
    return hit_all([to_one, *_from_network(request, "login-code-network")])


def tried_password(request: HttpRequest, email: str) -> Full | None:
    """Count a try with a password, before it is looked at; the limit that is reached."""
    to_one = limit_for("staff-password", email, times=PASSWORDS, window=PASSWORD_WINDOW)
    return hit_all([to_one, *_from_network(request, "staff-password-network")])


def tried_shared_password(request: HttpRequest, door: str) -> Full | None:
    """Count a try with the password that some readers share, before it is looked at; the limit that is reached.

    `door` names the page or collection. A whole department may open it at once.
    """
    to_one = limit_for("shared-password", door, times=SHARED_PASSWORDS, window=PASSWORD_WINDOW)
    return hit_all([to_one, *_from_network(request, "shared-password-network")])


def _from_network(request: HttpRequest, name: str) -> list[Limit]:
    network = client_network(request)
    if not is_of_some(network):
        return []
    return [limit_for_network(name, network, salt=salt_of_today(), times=FROM_A_NETWORK, window=MINUTE)]


def tried_second_step(email: str) -> Limit:
    """What a try of the second step of the log-in counts against, wherever it comes from."""
    return limit_for("second-step", email, times=SECOND_STEPS, window=HOUR)
