"""The door of the admin: nobody passes without a second step taken in this session."""

import re
from collections.abc import Callable

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import urlencode

from .sessions import note_use
from .staff import has_second_step, lacks_second_step

GUARDED = re.compile(r"^/admin(/|$)")
OPEN = re.compile(r"^/admin/(login|logout)/$")


def note_use_of_sessions(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: when a session was last used, for the person whose it is."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        note_use(request)
        return response

    return middleware


class SecondStepForAdmin(MiddlewareMixin):
    """Leads who is logged in, but lacks the second step, to take it or to set it up. Wagtail refuses all others itself."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """Nothing for who may go on."""
        path = request.path_info
        if not GUARDED.match(path) or OPEN.match(path) or not request.user.is_authenticated:
            return None
        if not request.user.has_perm("wagtailadmin.access_admin") or not lacks_second_step(request):
            return None
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"error": "second step needed"}, status=403)
        back = request.get_full_path() if request.method == "GET" else reverse("wagtailadmin_home")
        return HttpResponseRedirect(f"{way_to_step(request)}?{urlencode({'next': back})}")


def way_to_step(request: HttpRequest) -> str:
    """The page where the person of the request takes the second step, or sets it up."""
    if not has_second_step(request.user):
        return reverse("mfa_index")
    kinds = [flow for flow in get_reauthentication_flows(request.user) if flow["id"] == "mfa_reauthenticate"]
    by_code = {"totp", "recovery_codes"} & {str(kind) for flow in kinds for kind in flow["types"]}
    return reverse("mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn")
