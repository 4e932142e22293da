"""The register of personal data as everyone can read it. Cacheable: no form, token or cookie."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from radslag.privacy.display import parts


@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    """What we hold about people, why, how long, who sees it, and what becomes of it."""
    trail = [{"url": reverse("wagtail_serve", args=[""]), "title": _("Start")}]
    return render(request, "privacy/personal_data.html", {"parts": parts(), "trail": trail})
