"""Notes downloads: lists and files of the editors' side, and files elsewhere that not everybody may read."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from radslag.incoming.row_numbers import is_row_number

from .services import record

_restricted: dict[str, str] = {}


def watch(*views: str, action: str = "radslag.read_file") -> None:
    """Note when somebody with access to the editors' side reads what `views` (names of addresses) answer with.

    Call it in the app's `ready()`.
    """
    _restricted.update(dict.fromkeys(views, action))


def note_downloads(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware. It goes after the one that knows who asks."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        action = _action(request, response)
        if action:
            match = request.resolver_match
            facts = {
                "view": match.view_name if match else "",
                "numbers": [int(value) for value in _values(request) if is_row_number(value)],
                "format": request.GET.get("export", ""),
            }
            record(action, by=request.user, facts=facts)
        return response

    return middleware


def _values(request: HttpRequest) -> list[str]:
    match = request.resolver_match
    return [str(value)[:15] for value in (*match.args, *match.kwargs.values())] if match else []


def _action(request: HttpRequest, response: HttpResponseBase) -> str:
    if response.status_code != 200 or request.method == "HEAD":
        return ""
    view = request.resolver_match.view_name if request.resolver_match else ""
    action = _restricted.get(view, "")
    if not action and request.path_info.startswith("/admin/"):
        attached = response.headers.get("Content-Disposition", "").startswith("attachment")
        action = "radslag.download" if attached else ""
    if not action or not request.user.has_perm("wagtailadmin.access_admin"):
        return ""
    return action
