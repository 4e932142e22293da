"""What is decided for every request: its language and what its page may load."""

import re
from dataclasses import asdict

from csp.constants import HEADER, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import get_language_from_path

ADMIN_PATH = re.compile(r"^/admin/")


class LanguageFromAddress(MiddlewareMixin):
    """Choose the language by the address alone: /en/… is English, all else Swedish.

    Django's LocaleMiddleware also reads a cookie and the Accept-Language header, which would make a cached page vary.
    """

    def process_request(self, request: HttpRequest) -> None:
        language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy of the settings for the public site; a looser one for what styles and scripts inline: the admin, and
    Django's own pages about errors, which are only shown where one develops.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        told_to_developers = settings.DEBUG and response.status_code in (404, 500)
        if (ADMIN_PATH.match(request.path_info) or told_to_developers) and not hasattr(
            response, "_csp_update"
        ):
            response._csp_update = {  # type: ignore[attr-defined]
                "script-src": [UNSAFE_INLINE],
                "style-src": [UNSAFE_INLINE],
                "img-src": ["data:", "blob:"],
                "font-src": ["data:"],
                "worker-src": [SELF, "blob:"],
            }
        if told_to_developers and HEADER not in response:  # django-csp leaves those without a policy
            parts = self.get_policy_parts(request=request, response=response)
            response.headers[HEADER] = build_policy(**asdict(parts))
        return super().process_response(request, response)
