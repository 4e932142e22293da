"""How many requests this process has answered and how long they took, in groups too coarse to tell what anybody did.

No method, and one figure for all that went well: a ballot that is stored answers as a page that is read, so nobody can
follow in figures how many have voted, before the page itself says so.
"""

from django.conf import settings
from django.http import HttpRequest
from prometheus_client import CollectorRegistry, Counter, Histogram

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "radslag_requests", "Requests answered, by group and outcome", ["group", "outcome"], registry=REGISTRY
)
SECONDS = Histogram(
    "radslag_request_seconds",
    "Seconds from a request to its answer",
    ["group"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)


def count(request: HttpRequest, status: int, seconds: float) -> None:
    """Count one answered request."""
    group = "kept" if is_kept(request, status) else group_of(request)
    REQUESTS.labels(group, outcome_of(status)).inc()
    SECONDS.labels(group).observe(seconds)


def is_kept(request: HttpRequest, status: int) -> bool:
    """Whether the answer is a page that readers share, served from memory: no view was asked for."""
    return request.resolver_match is None and status in (200, 304) and not is_static(request)


def is_static(request: HttpRequest) -> bool:
    """Whether a file of the program was asked for: WhiteNoise answers before any view."""
    return request.path_info.startswith(settings.STATIC_URL)


def group_of(request: HttpRequest) -> str:
    """`admin`, `machines` (probes and metrics), `static`, `page` (of the CMS) or `other`."""
    match = request.resolver_match
    if is_static(request):
        return "static"
    if request.path_info.startswith("/admin/"):
        return "admin"
    if match is None:
        return "other"
    if match.func.__module__.startswith("radslag.operation"):
        return "machines"
    return "page" if match.url_name == "wagtail_serve" else "other"


def outcome_of(status: int) -> str:
    """`ok`, `refused` (by us: 4xx), `away` (503: try again) or `failed` (5xx)."""
    if status == 503:
        return "away"
    return "failed" if status >= 500 else "refused" if status >= 400 else "ok"
