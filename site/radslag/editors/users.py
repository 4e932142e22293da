"""Who is administered in the editors' side: people who work there, never residents, and superusers only by their like."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import BaseForm
from wagtail.admin.views.generic.usage import UsageView
from wagtail.users.views.users import (
    CreateView,
    DeleteView,
    EditView,
    HistoryView,
    IndexView,
    UserViewSet,
)

from radslag.models import User


def staff() -> QuerySet[User]:
    """Everyone with a role. Residents have none: what they have written about themselves is not for a list."""
    return User.objects.filter(Q(is_superuser=True) | Q(is_staff=True) | Q(groups__isnull=False)).distinct()


def may_administer(by: Any, person: User) -> bool:
    """Whether `by`, who has the right to change users, may change this one."""
    return (by.is_superuser or not person.is_superuser) and staff().filter(pk=person.pk).exists()


class OfStaff:
    """One person, who must be of the staff."""

    request: Any

    def get_object(self, *args: Any) -> User:
        """Raises PermissionDenied for residents, and for superusers unless the one who asks is one."""
        person: User = super().get_object(*args)  # type: ignore[misc]
        if not may_administer(self.request.user, person):
            raise PermissionDenied
        return person


class WithoutSuperpowers:
    """The form without the box that makes a superuser, unless the one who fills it in is one."""

    request: Any

    def get_form(self, form_class: Any = None) -> BaseForm:
        """What is not in the form is not obeyed either."""
        form: BaseForm = super().get_form(form_class)  # type: ignore[misc]
        if not self.request.user.is_superuser:
            form.fields.pop("is_superuser", None)
        return form


class StaffIndexView(IndexView):
    """The list, without residents."""

    def get_base_queryset(self) -> QuerySet[User]:
        """Everyone with a role."""
        users: QuerySet[User] = super().get_base_queryset()
        return users.filter(pk__in=staff().values("pk"))


class StaffCreateView(WithoutSuperpowers, CreateView):
    """A new person of the staff: with a role, else she would be in no list."""

    def get_form(self, form_class: Any = None) -> BaseForm:
        """A role is required, unless one makes a superuser."""
        form = super().get_form(form_class)
        form.fields["groups"].required = not (
            self.request.user.is_superuser and form.data.get("is_superuser")
        )
        return form


class StaffEditView(WithoutSuperpowers, OfStaff, EditView):
    """Change a person of the staff."""


class StaffDeleteView(OfStaff, DeleteView):
    """Remove a person of the staff."""


class StaffHistoryView(OfStaff, HistoryView):
    """What was changed about a person of the staff."""


class StaffUsageView(OfStaff, UsageView):
    """Where a person of the staff is referred to."""


class StaffViewSet(UserViewSet):
    """Wagtail's users, of whom those are shown who work here."""

    index_view_class = StaffIndexView
    add_view_class = StaffCreateView
    edit_view_class = StaffEditView
    delete_view_class = StaffDeleteView
    history_view_class = StaffHistoryView
    usage_view_class = StaffUsageView
