"""The broker, from the environment alone: production.py says how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from radslag.operation.start_errors import StartError

TEST_SECRET = "of-people-who-do-not-exist"  # noqa: S105
NEEDED = ("CLIENT_ID", "CLIENT_SECRET")


@dataclass(frozen=True, slots=True)
class Client:
    """This site as the broker knows it. `name` is what residents call the identification, such as BankID.

    `acr`: levels of assurance that are asked for, one of which is demanded. `prompt` and `max_age` (seconds) see to it
    that a shared computer never uses somebody else's session at the broker. `plain_http` only beside a test provider.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = "BankID"
    scopes: tuple[str, ...] = ("openid",)
    acr: tuple[str, ...] = ()
    prompt: str = "login"
    max_age: int | None = None
    plain_http: bool = False


def client() -> Client | None:
    """The site's broker; None where electronic identification is not set up."""
    found: Client | None = settings.RADSLAG_EID
    return found


def client_from(
    env: Any, prefix: str = "EID", *, name: str = "BankID", scopes: str = "", prompt: str = "login"
) -> Client | None:
    """The client of the variables EID_…, or of another `prefix`; None without EID_ISSUER.

    `name`, `scopes` and `prompt`: where the environment says nothing. Raises StartError when something is missing, or the
    issuer is no https address.
    """
    issuer = env.str(f"{prefix}_ISSUER", default="")
    if not issuer:
        return None
    missing = [full for full in (f"{prefix}_{part}" for part in NEEDED) if not env.str(full, default="")]
    if missing:
        raise StartError(
            f"{prefix}_ISSUER is set, but these environment variables are missing: " + ", ".join(missing)
        )
    parts = urlsplit(issuer)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise StartError(
            f"{prefix}_ISSUER must be an address such as https://broker.example.org, as the broker writes it"
        )
    return Client(
        issuer=issuer,
        client_id=env.str(f"{prefix}_CLIENT_ID"),
        client_secret=env.str(f"{prefix}_CLIENT_SECRET"),
        name=env.str(f"{prefix}_NAME", default=name),
        scopes=tuple(dict.fromkeys(["openid", *env.str(f"{prefix}_SCOPES", default=scopes).split()])),
        acr=tuple(env.str(f"{prefix}_ACR", default="").split()),
        prompt=env.str(f"{prefix}_PROMPT", default=prompt),
        max_age=env.int(f"{prefix}_MAX_AGE", default=None),
    )


def of_test_provider(issuer: str) -> Client:
    """The client of the test provider (`provider.py`), which listens on this machine without https."""
    return Client(
        issuer=issuer,
        client_id="radslag-test",
        client_secret=TEST_SECRET,
        name="Testlegitimation",
        scopes=("openid", "profile", "address"),
        plain_http=True,
    )
