"""For developers alone: the test provider as a part of their own site."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from .config import of_test_provider
from .provider import Asked, Provider


@cache
def _provider() -> Provider:
    issuer = settings.WAGTAILADMIN_BASE_URL + reverse("development_eid", args=["-"]).removesuffix("/-")
    return Provider(of_test_provider(issuer), settings.WAGTAILADMIN_BASE_URL + reverse("budgeting:eid_done"))


@csrf_exempt  # it stands for another site, whose forms know no token of ours
@never_cache
def test_provider(request: HttpRequest, address: str) -> HttpResponse:
    """What the provider answers."""
    asked = Asked(
        method=request.method or "GET",
        path=f"/{address}",
        query=request.GET.dict(),
        form=request.POST.dict(),
        authorization=request.headers.get("Authorization", ""),
    )
    answer = _provider().answer(asked)
    if answer.location:
        return HttpResponseRedirect(answer.location)
    return HttpResponse(answer.body, content_type=answer.kind, status=answer.status)
