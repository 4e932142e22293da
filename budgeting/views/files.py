"""The pictures and files of proposals, served."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def picture(request: HttpRequest, picture_id: int, size: str) -> HttpResponse:
    """Not served yet."""
    raise Http404
