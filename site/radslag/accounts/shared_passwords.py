"""Pages and files that some readers open with a password they share: Wagtail's views, with a limit on tries."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.documents.views.serve import authenticate_with_password as open_collection
from wagtail.views import authenticate_with_password as open_page

from radslag.accounts.limiting import tried_shared_password
from radslag.views import too_many_requests

View = Callable[..., HttpResponseBase]


def _counted(view: View, *, door: str) -> View:
    """The view, as often as the limit lets. The first argument of its address is the number of what guards the door."""

    @never_cache
    @sensitive_post_parameters("password")
    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            number = next(iter(kwargs.values()))
            full = tried_shared_password(request, f"{door}-{number}")
            if full is not None:
                return too_many_requests(request, full.until)
        return view(request, *args, **kwargs)

    return counted


page_password = _counted(open_page, door="page")
collection_password = _counted(open_collection, door="collection")
