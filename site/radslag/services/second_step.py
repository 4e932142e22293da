"""The second step of staff: what is used once, what was changed, and what an administrator takes away."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.log_actions import log

from radslag.accounts import mails
from radslag.accounts.sessions import end_all
from radslag.accounts.staff import STEP
from radslag.models import User


@transaction.atomic
def use_up(*, authenticator_id: int, code: str) -> bool:
    """Note that a code of an app is used; False if it, or a later one, was used before (RFC 6238, 5.2).

    The row is locked: of two who send the same code at once, one comes in.
    """
    row = Authenticator.objects.select_for_update().get(pk=authenticator_id)
    secret = totp.decrypt(row.data["secret"])
    steps = [
        step
        for step in totp.yield_hotp_counters_from_time()
        if totp.compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, step)))
    ]
    if not steps or steps[0] <= row.data.get("last_step", 0):
        return False
    row.data["last_step"] = steps[0]
    row.save(update_fields=["data"])
    return True


@transaction.atomic
def note_set_up(*, request: HttpRequest, authenticator: Authenticator) -> None:
    """Tell of a new way to take the second step, and let it count as taken in this session: its owner has just shown it."""
    user: User = authenticator.user
    record_authentication(
        request, user, STEP, id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )
    note_change(user=user, what="added")


@transaction.atomic
def note_change(*, user: User, what: str) -> None:
    """Tell a person by mail of what happened to their own second step: `added`, `removed`, `new_codes`, `code_used`.

    The log hears of it from allauth's signals, but for a recovery code that was used.
    """
    if what == "code_used":
        log(instance=user, action="radslag.recovery_code_used", user=user)
    mails.second_step_changed(user, what).send()


@transaction.atomic
def take_away(*, user: User, by: User | None) -> bool:
    """Take away the whole second step of `user`, who has lost it, and end their sessions; False if there was none.

    Logged, and told to the person by mail: a stranger who asked for it is found out. `by`: None for the command line.
    """
    theirs: QuerySet[Any] = Authenticator.objects.filter(user=user)
    if not theirs.exists():
        return False
    theirs.delete()
    end_all(user=user)
    log(instance=user, action="radslag.second_step_taken_away", user=by)
    mails.second_step_changed(user, "taken_away").send()
    return True
