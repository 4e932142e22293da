"""Making and removing residents' accounts."""

import datetime as dt
import unicodedata

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import transaction

from radslag.clock import database_now
from radslag.models import User

UNUSED_AFTER = dt.timedelta(days=1)


def normalised_email(address: str) -> str:
    """The address as we store and compare it: trimmed, NFC, lower case, nothing more."""
    return unicodedata.normalize("NFC", address.strip()).lower()


@transaction.atomic
def ensure_account(*, email: str) -> User | None:
    """Return the active user of the address, made now if there was none; None if the account is switched off.

    The address is marked verified, yet the account is useless without a code sent to it, and
    `prune_unused_accounts` removes it when no code was ever typed.
    """
    address = normalised_email(email)
    user, _made = User.objects.get_or_create(email=address, defaults={"password": make_password(None)})
    EmailAddress.objects.get_or_create(user=user, email=address, defaults={"verified": True, "primary": True})
    return user if user.is_active else None


def prune_unused_accounts() -> int:
    """Remove accounts that never logged in within a day of being asked for; return how many."""
    unused = User.objects.filter(
        last_login=None, is_staff=False, is_superuser=False, date_joined__lt=database_now() - UNUSED_AFTER
    ).filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    pruned: int = unused.count()
    unused.delete()
    return pruned
