"""Staff who come by the organisation's own log-in: found or made, with the groups that it gives them this time."""

import logging

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from radslag.accounts.sessions import end_all
from radslag.accounts.sso import Claimed, Refused
from radslag.models import StaffIdentity, User

logger = logging.getLogger(__name__)


def come_in(person: Claimed) -> User:
    """The user who `person` is here. Raises Refused; who has lost every role loses them here, too.

    Found by the issuer's name for the person, the first time by the address that the issuer has confirmed.
    """
    with transaction.atomic():
        user = _known(person)
        groups = list(Group.objects.filter(name__in=person.groups))
        if len(groups) < len(person.groups):
            logger.error("SSO_GROUPS names groups that do not exist: they give nobody a role")
        has_role = bool(groups) or person.is_superuser
        if has_role:
            return _given_roles(user or _new(person), person, groups)
        if user is not None:
            _take_roles(user)
    raise Refused("no_role")


def _known(person: Claimed) -> User | None:
    row = StaffIdentity.objects.filter(issuer=person.issuer, subject=person.subject).first()
    return User.objects.select_for_update().get(pk=row.user_id) if row else None


def _new(person: Claimed) -> User:
    """The user of the address, made if there is none, who is this person from now on."""
    try:
        validate_email(person.email)
    except ValidationError:
        raise Refused("no_email") from None
    user, _made = User.objects.select_for_update().get_or_create(
        email=person.email, defaults={"first_name": person.first_name, "last_name": person.last_name}
    )
    if user.is_superuser and not person.is_superuser:
        raise Refused("local")  # an account kept for the day when the organisation's log-in does not work
    if StaffIdentity.objects.filter(user=user).exists():
        raise Refused("taken")
    StaffIdentity.objects.create(user=user, issuer=person.issuer, subject=person.subject)
    return user


def _given_roles(user: User, person: Claimed, groups: list[Group]) -> User:
    if not user.is_active:
        raise Refused("inactive")
    user.is_staff, user.is_superuser = True, person.is_superuser
    user.first_name = user.first_name or person.first_name
    user.last_name = user.last_name or person.last_name
    if not user.password:
        user.set_unusable_password()
    user.save()
    user.groups.set(groups)
    return user


def _take_roles(user: User) -> None:
    user.is_staff = user.is_superuser = False
    user.save(update_fields=["is_staff", "is_superuser"])
    user.groups.clear()
    end_all(user=user)
