"""What the editors' side answers to a form that no browser sends.

Wagtail's own views read some of what is sent without looking whether it is there: a page without its counts of blocks, a
rich text that is no JSON, a page number that is no number. That is the sender's fault, not the site's: it is answered 400
and noted as a warning, so that a 500 always means that something of ours is broken.
"""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.models import Page

from radslag.incoming.row_numbers import row_number
from radslag.views import unreadable_form

READS_WHAT_IS_SENT = {"value_from_datadict", "get_value_data"}
"""What widgets and blocks, Django's and Wagtail's, are asked for what was sent to them, and for showing it again."""
VIEWS: dict[str, tuple[type[Exception], ...]] = {
    "wagtailadmin_choose_page_external_link": (AttributeError,),
    "wagtailadmin_workflows:add": (KeyError,),
    "wagtailadmin_workflows:edit": (ValueError, KeyError),
    "wagtailredirects:process_import": (KeyError,),
}
"""Views of Wagtail's that read by themselves, and what they stumble with."""
READS_BEFORE_IT_SAVES = {"wagtailredirects:process_import": ("process_import", "clean")}
"""Of those, what must be what stumbles, the view or its form: what else they call may have saved something already."""
log = structlog.get_logger("radslag.editors.unreadable_forms")


class AnswerUnreadableForms:
    """Middleware: 400 for them in the admin, with nothing saved."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do on the way in."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_address: Any) -> HttpResponse | None:
        """400 for a query with NUL, which PostgreSQL can not be asked, to a view of Wagtail's; our own look for themselves."""
        if "%00" not in request.META.get("QUERY_STRING", "") or not request.path_info.startswith("/admin/"):
            return None
        is_ours = not getattr(view, "view_class", view).__module__.startswith("wagtail.")
        return None if is_ours else unreadable_form(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None for whatever else broke: that is told as a fault."""
        if not request.path_info.startswith("/admin/") or not _is_about_what_was_sent(request, exception):
            return None
        match = request.resolver_match
        place = _frames(exception)[-1]
        log.warning(
            "unreadable form",
            route=match.view_name if match else "",
            kind=type(exception).__name__,
            place=f"{Path(place.filename).name}:{place.lineno}",
        )
        return unreadable_form(request)


def ask_where_to_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A hook of Wagtail's, before a copy: 400 where the page to copy to is none that there is."""
    sent = request.POST.get("new_parent_page")
    if sent is None or Page.objects.filter(pk=row_number(sent)).exists():
        return None
    return unreadable_form(request)


def _is_about_what_was_sent(request: HttpRequest, exception: Exception) -> bool:
    """Whether code of others stumbled over what was sent. What stumbles in our own is a fault of ours."""
    frames = _frames(exception)
    if not frames:
        return False
    if Path(frames[-1].filename).is_relative_to(settings.PROJECT_DIR) and not _is_installed(
        frames[-1].filename
    ):
        return False
    if isinstance(exception, MultiValueDictKeyError):
        return True
    name = request.resolver_match.view_name if request.resolver_match else ""
    if isinstance(exception, VIEWS.get(name, ())):
        return name not in READS_BEFORE_IT_SAVES or frames[-1].name in READS_BEFORE_IT_SAVES[name]
    if request.method != "POST" or not isinstance(
        exception, ValueError | LookupError | TypeError | AttributeError | RecursionError
    ):
        return False
    return any(frame.name in READS_WHAT_IS_SENT for frame in frames)


def _frames(exception: Exception) -> list[traceback.FrameSummary]:
    """The way to where it broke, without the dictionary that told so."""
    frames = list(traceback.extract_tb(exception.__traceback__))
    while len(frames) > 1 and frames[-1].filename.endswith("django/utils/datastructures.py"):
        frames.pop()
    return frames


def _is_installed(filename: str) -> bool:
    return "site-packages" in Path(filename).parts
