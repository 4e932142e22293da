"""Making and removing residents' accounts."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import transaction
from django.db.models import QuerySet

from radslag.clock import database_now
from radslag.incoming.addresses import normalised_email
from radslag.models import User
from radslag.privacy.site_periods import UNUSED_ACCOUNTS


@transaction.atomic
def ensure_account(*, email: str) -> User | None:
    """Return the active user of the address, made now if there was none; None if the account is switched off.

    The address is marked verified, yet the account is useless without a code sent to it, and `prune_unused_accounts`
    removes it when no code was typed for a day. An address that the user no longer has is no door any more.
    """
    address = normalised_email(email)
    user, made = User.objects.get_or_create(email=address, defaults={"password": make_password(None)})
    if not made and user.last_login is None:
        User.objects.filter(pk=user.pk).update(date_joined=database_now())  # asked again: the day begins anew
    EmailAddress.objects.filter(email=address).exclude(user=user).delete()
    EmailAddress.objects.filter(user=user).exclude(email=address).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=address, defaults={"verified": True, "primary": True}
    )
    return user if user.is_active else None


@transaction.atomic
def prune_unused_accounts() -> int:
    """Remove accounts that never logged in within the time they are kept, as a rule a day; return how many.

    Who is logging in at this moment holds the row and is left alone.
    """
    unused = unused_accounts(database_now()).select_for_update(skip_locked=True)
    pruned = list(unused.values_list("pk", flat=True))
    User.objects.filter(pk__in=pruned).delete()
    return len(pruned)


def unused_accounts(now: dt.datetime) -> QuerySet[User]:
    """Accounts of residents that nobody has logged in to for as long as they are kept."""
    return User.objects.filter(
        last_login=None,
        is_staff=False,
        is_superuser=False,
        date_joined__lt=now - UNUSED_ACCOUNTS.length,
        password__startswith=UNUSABLE_PASSWORD_PREFIX,
    )
