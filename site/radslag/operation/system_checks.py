"""What `manage.py check --deploy` says of settings of ours."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.http.request import validate_host


@register(Tags.security, deploy=True)
def public_address_is_safe(**kwargs: Any) -> list[CheckMessage]:
    """Links in mails lead to the site itself, encrypted."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if address.scheme == "https" and validate_host(address.hostname or "", settings.ALLOWED_HOSTS):
        return []
    return [
        Warning(
            "PUBLIC_URL is no https address of a host in ALLOWED_HOSTS.",
            hint="Links in mails lead there, and e-identification comes back there.",
            id="radslag.W002",
        )
    ]


@register(Tags.security, deploy=True)
def second_step_is_asked_for(**kwargs: Any) -> list[CheckMessage]:
    """The admin is open without a second step only when a variable with a loud name says so."""
    if settings.RADSLAG_STAFF_MFA_REQUIRED:
        return []
    return [
        Warning(
            "The admin is open to a password or a code alone.",
            hint="Take DANGER_ADMIN_WITHOUT_SECOND_STEP away from the environment.",
            id="radslag.W001",
        )
    ]


@register(Tags.security, deploy=True)
def what_is_shared_travels_encrypted(**kwargs: Any) -> list[CheckMessage]:
    """Files and kept pages cross no network in the clear; this machine's own loopback is none."""
    storages: dict[str, Any] = settings.STORAGES
    caches: dict[str, Any] = settings.CACHES
    bucket = storages["default"].get("OPTIONS", {}).get("endpoint_url", "")
    places = [cache.get("LOCATION") for cache in caches.values()]
    redis = [address for place in places if isinstance(place, list) for address in place]
    plain = {"MEDIA_S3_ENDPOINT": [bucket], "CACHE_URL": redis}
    return [
        Warning(
            f"{name} is no encrypted address.",
            hint="Whoever listens on the way reads files, or pages and the password of the cache.",
            id="radslag.W003",
        )
        for name, addresses in plain.items()
        if any(_crosses_a_network_in_the_clear(address) for address in addresses)
    ]


def _crosses_a_network_in_the_clear(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "redis") and parts.hostname not in ("127.0.0.1", "::1", "localhost")
