"""Documents: Wagtail's view, which looks at rights, with the same headers wherever the files lie."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, re_path
from django.utils.http import content_disposition_header
from wagtail.documents.views import serve as of_wagtail

from radslag.accounts.shared_passwords import collection_password


def serve(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """The document, named as it was when it came. Raises StorageAway, and Http404 when the storage has lost it."""
    try:
        response: HttpResponseBase = of_wagtail.serve(request, number, name)
    except FileNotFoundError as lost:
        raise Http404 from lost
    response.headers.setdefault("Cache-Control", "no-cache")  # what is public today may have rights tomorrow
    how = response.headers.get("Content-Disposition")
    if how is not None:
        named = content_disposition_header(not how.startswith("inline"), name)
        response["Content-Disposition"] = named or how
    return response


urlpatterns = [
    re_path(r"^(\d+)/(.*)$", serve, name="wagtaildocs_serve"),
    path(
        "authenticate_with_password/<int:restriction_id>/",
        collection_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
