"""What views of the editors' side have in common that are neither lists nor forms of one row alone."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail_modeladmin.views import InstanceSpecificView

from radslag.clock import database_now
from radslag.models import User


class ActingView:
    """Somebody acts in it. Before one of modeladmin's views."""

    request: HttpRequest

    @property
    def person(self) -> User:
        """Who acts. Raises PermissionDenied for nobody."""
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        return self.request.user

    @cached_property
    def now(self) -> dt.datetime:
        """The instant at which the page is true."""
        return database_now()


class OwnRowView(ActingView, InstanceSpecificView):
    """A view of one row, for those who may change it."""

    def check_action_permitted(self, user: Any) -> bool:
        """The row must be the person's to change."""
        return bool(self.permission_helper.user_can_edit_obj(user, self.instance))
