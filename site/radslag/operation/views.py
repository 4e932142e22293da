"""What machines ask: does the process live, can it serve, how is it doing. No cookies, never cached, no names, no versions."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from radslag.views import RETRY_AFTER_SECONDS

from .gauges import exposition
from .readiness import look
from .watchers import may_watch


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks neither database nor cache: restarting it mends neither."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """503 when this process can't serve pages. The background work, a cache in Redis and the bucket of the files are told of

    too, but count with `?worker=1` alone: a balancer must not take every server away because mail is late.
    """
    asks_for_all = bool(request.GET.get("worker"))
    found = look(everywhere=asks_for_all)
    well = found.keeps_up if asks_for_all else found.can_serve
    checks = {name: "ok" if ok else "fail" for name, ok in (found.serving | found.working).items()}
    answer = JsonResponse(
        {
            "status": "ok" if well else "fail",
            "checks": checks,
            "oldest_task_seconds": found.oldest_task_seconds,
            "last_job_seconds": found.last_job_seconds,
        },
        status=200 if well else 503,
    )
    if not well:
        answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, to the networks of METRICS_ALLOW alone; for all others there is nothing here."""
    if not may_watch(request):
        return HttpResponseNotFound("", content_type="text/plain")
    body, content_type = exposition()
    return HttpResponse(body, content_type=content_type)
