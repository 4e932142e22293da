"""In the list of users: take away the second step of a colleague who has lost it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.widgets import Button

from radslag.accounts.staff import has_second_step
from radslag.models import User
from radslag.services.second_step import take_away

from .users import may_administer


def may_take_away(by: Any, person: User) -> bool:
    """Whether `by` may take away the second step of `person`: a colleague whom she administers, never her own."""
    return by.has_perm("radslag.change_user") and by.pk != person.pk and may_administer(by, person)


@require_http_methods(["GET", "HEAD", "POST"])
def second_step_of(request: HttpRequest, user_id: int) -> HttpResponse:
    """Ask, then take it away."""
    person = get_object_or_404(User, pk=user_id)
    if not may_take_away(request.user, person):
        raise PermissionDenied
    if request.method == "POST":
        if take_away(user=person, by=request.user):  # type: ignore[arg-type]
            messages.success(
                request, _("The second step is taken away. %(person)s is told by mail.") % {"person": person}
            )
        else:
            messages.warning(request, _("%(person)s has no second step.") % {"person": person})
        return redirect("wagtailusers_users:index")
    shown = {"person": person, "has_step": has_second_step(person)}
    return render(request, "radslag/admin/second_step.html", shown)


def urls() -> list[URLPattern]:
    """Receiver of register_admin_urls."""
    return [path("users/<int:user_id>/andra-steget/", second_step_of, name="second_step_of")]


def listing_button(user: User, request_user: Any) -> Iterator[Button]:
    """Receiver of register_user_listing_buttons. Everyone in the list is staff: no question to the database for each."""
    out_of_reach = user.is_superuser and not request_user.is_superuser
    if request_user.has_perm("radslag.change_user") and request_user.pk != user.pk and not out_of_reach:
        yield Button(
            _("Take away the second step"),
            reverse("second_step_of", args=[user.pk]),
            icon_name="key",
            priority=30,
        )


def account_items() -> list[Any]:
    """Receivers of register_account_menu_item: what Wagtail's page about one's account leads to."""
    pages = (
        (
            "mfa_index",
            gettext_lazy("Log-in in two steps"),
            gettext_lazy("An app, passkeys and recovery codes."),
        ),
        (
            "account_sessions",
            gettext_lazy("Where you are logged in"),
            gettext_lazy("See your devices and end what you do not know."),
        ),
    )
    return [lambda request, page=page: _item(*page) for page in pages]


def _item(name: str, label: Any, help_text: Any) -> dict[str, Any]:
    return {"url": reverse(name), "label": label, "help_text": help_text}


def log_actions(actions: Any) -> None:
    """Receiver of register_log_actions."""
    said = {
        "radslag.recovery_code_used": gettext_lazy("Logged in with a recovery code"),
        "radslag.second_step_taken_away": gettext_lazy(
            "The second step of the log-in was taken away by an administrator"
        ),
    }
    for name, words in said.items():
        actions.register_action(name, words, words)
