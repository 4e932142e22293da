"""The organisation's own log-in for its staff, by OpenID Connect: from the environment alone; production.py says how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from radslag.incoming.addresses import normalised_email
from radslag.openid.config import Client, client_from
from radslag.operation.start_errors import StartError

SCOPES = "email profile"


@dataclass(frozen=True, slots=True)
class StaffSso:
    """How staff log in there, and which groups its claims give. `trusts_mfa`: its second step counts as ours."""

    client: Client
    groups: Mapping[str, str]
    groups_claim: str = "groups"
    superusers: frozenset[str] = frozenset()
    trusts_mfa: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the issuer says of a person, for one log-in; nothing but `subject` is kept."""

    issuer: str = field(repr=False)
    subject: str = field(repr=False)
    email: str = field(repr=False)
    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    groups: frozenset[str] = frozenset()
    is_superuser: bool = False
    took_second_step: bool = False


class Refused(Exception):
    """Somebody whom the issuer knows does not come in. `code`: `no_role`, `no_email`, `inactive`, `taken`, `local`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def sso() -> StaffSso | None:
    """The organisation's log-in; None where there is none."""
    found: StaffSso | None = settings.RADSLAG_SSO
    return found


def sso_from(env: Any) -> StaffSso | None:
    """The log-in of the variables SSO_…; None without SSO_ISSUER. Raises StartError when something is missing or odd."""
    client = client_from(env, "SSO", name="kommunens inloggning", scopes=SCOPES, prompt="")
    if client is None:
        return None
    groups = _mapping(env.str("SSO_GROUPS", default=""))
    superusers = frozenset(_parts(env.str("SSO_SUPERUSERS", default="")))
    if not groups and not superusers:
        raise StartError(
            "SSO_ISSUER is set, but SSO_GROUPS gives nobody a role: write claim=Group;claim=Group"
        )
    return StaffSso(
        client=client,
        groups=groups,
        groups_claim=env.str("SSO_GROUPS_CLAIM", default="groups"),
        superusers=superusers,
        trusts_mfa=env.bool("SSO_MFA_TRUSTED", default=False),
    )


def claimed(said: StaffSso, claims: Mapping[str, Any]) -> Claimed:
    """What the claims of a token that holds mean here."""
    values = claims.get(said.groups_claim)
    held = {value for value in (values if isinstance(values, list) else [values]) if isinstance(value, str)}
    verified = claims.get("email_verified") is True
    methods = claims.get("amr")
    second = (isinstance(methods, list) and "mfa" in methods) or claims.get("acr") in said.client.acr
    return Claimed(
        issuer=said.client.issuer,
        subject=claims["sub"],
        email=normalised_email(_text(claims, "email")) if verified else "",
        first_name=_text(claims, "given_name")[:80],
        last_name=_text(claims, "family_name")[:80],
        groups=frozenset(said.groups[value] for value in held if value in said.groups),
        is_superuser=bool(held & said.superusers),
        took_second_step=said.trusts_mfa and second,
    )


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.strip() if isinstance(value, str) and "\x00" not in value else ""


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _mapping(text: str) -> dict[str, str]:
    """`claim value=Group name;…`: the last = divides, claims may hold others. Raises StartError."""
    pairs = [part.rpartition("=") for part in _parts(text)]
    if any(not claim.strip() or not group.strip() for claim, _, group in pairs):
        raise StartError("SSO_GROUPS must be written claim=Group;claim=Group")
    return {claim.strip(): group.strip() for claim, _, group in pairs}
