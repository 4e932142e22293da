"""Who may read figures of the site."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from radslag.limits.keys import client_address

SIGNS_OF_A_PROXY = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_PROTO",
)


def may_watch(request: HttpRequest) -> bool:
    """Whether the request comes from a network of METRICS_ALLOW.

    A proxy that the settings do not know of makes every sender look like itself, this machine perhaps: then nobody may.
    """
    trusted = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    if not trusted and any(name in request.META for name in SIGNS_OF_A_PROXY):
        return False
    address = client_address(request)
    if not address:
        return False
    ip = ipaddress.ip_address(address)
    return any(
        ip in ipaddress.ip_network(network, strict=False) for network in settings.RADSLAG_METRICS_ALLOW
    )
