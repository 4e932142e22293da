"""Under which key something is counted. Addresses and networks are hashed before anything is stored.

A network's hash is made with a salt of the day, which is deleted the day after: then nobody can try out which network a
key stood for, not even with the secret of the site. Its windows therefore end at midnight.
"""

import datetime as dt
import hashlib
import hmac
import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
NETWORK_BITS = {4: 24, 6: 48}
"""What is counted as one network: about a street's households, never a single person's device."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` in a `window` for one key. `name` says to the caller which of its limits it is."""

    name: str
    key: str
    times: int
    window: dt.timedelta


def limit_for(name: str, value: str, *, times: int, window: dt.timedelta) -> Limit:
    """A limit for `value`, such as an e-mail address; the same for capitals and spaces around it."""
    digest = salted_hmac(f"radslag.limits.{name}", value.strip().casefold(), algorithm="sha256").hexdigest()
    return Limit(name, digest, times, window)


def limit_for_network(name: str, network: str, *, salt: bytes, times: int, window: dt.timedelta) -> Limit:
    """A limit for a network, hashed with the salt of the day (`services.salt_of_today`)."""
    digest = hmac.digest(salt, f"{name}\0{network}".encode(), hashlib.sha256).hex()
    return Limit(name, digest, times, window)


def client_address(request: HttpRequest) -> str:
    """The address the request comes from, as text; empty when there is no telling.

    Behind proxies (PROXY_COUNT in the environment) it is what the outermost of ours wrote: what stands before that in
    the header is the sender's own words.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    proxies = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    if proxies:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        address = hops[-proxies] if len(hops) >= proxies else address
    ip = _read(address)
    return str(ip) if ip else ""


def client_network(request: HttpRequest) -> str:
    """The network the request comes from, such as 192.0.2.0/24; empty when there is no telling."""
    return network_of(client_address(request))


def network_of(address: str) -> str:
    """The network that the address of a device lies in; empty for what is no address."""
    ip = _read(address)
    return str(ipaddress.ip_network(f"{ip}/{NETWORK_BITS[ip.version]}", strict=False)) if ip else ""


def _read(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(ip, "ipv4_mapped", None) or ip


def is_of_some(network: str) -> bool:
    """Whether the network is that of some people: not that of all, as when a proxy on the machine says no address."""
    if not network:
        return False
    there = ipaddress.ip_network(network)
    return not any(there.version == own.version and there.overlaps(own) for own in LOOPBACK)
