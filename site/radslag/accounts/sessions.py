"""The sessions of people who are logged in: they begin, are used, end, and are forgotten."""

import datetime as dt
import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models.signals import post_save, pre_delete
from django.http import HttpRequest
from django.utils import timezone

from radslag.clock import database_now
from radslag.models import LoginSession, User

from .devices import device_of

LASTS = dt.timedelta(hours=12)
"""From the log-in, however much it is used."""
NOTED_EVERY = 300.0
"""Seconds between two notes of when a session was used, in each process."""
MOST_REMEMBERED = 10_000

_noted: dict[str, float] = {}


def begin(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Receiver of user_logged_in: the session ends after twelve hours, and the person sees it among the others."""
    request.session.set_expiry(timezone.now() + LASTS)  # by the clock that Django reads it with
    if request.session.session_key is None:
        request.session.save()
    _keep(request, user.pk)


def note_use(request: HttpRequest) -> None:
    """Note that the session of the request is in use, now and then; asks the database nothing in between.

    Never raises for what the database says: the answer is made already.
    """
    session = getattr(request, "session", None)
    if session is None or not session.accessed or not session.session_key or SESSION_KEY not in session:
        return
    key = session.session_key
    if time.monotonic() - _noted.get(key, float("-inf")) < NOTED_EVERY:
        return
    try:
        with transaction.atomic():
            used = LoginSession.objects.filter(session=key).update(last_used_at=database_now())
        if used:
            _remember(key)
        else:
            _keep(request, int(session[SESSION_KEY]))
    except DatabaseError:
        return


def end(*, user: User, login_id: int) -> bool:
    """End one session of `user`; False if there is no such one of theirs."""
    key = LoginSession.objects.filter(user=user, pk=login_id).values("session")
    return bool(Session.objects.filter(pk__in=key).delete()[0])


def end_all(*, user: User, but: str | None = None) -> int:
    """End every session of `user`, but the one with the key `but`; return how many."""
    keys = LoginSession.objects.filter(user=user).exclude(session=but).values("session")
    return Session.objects.filter(pk__in=keys).delete()[0]


def end_of_inactive() -> int:
    """End every session of people who are switched off; return how many."""
    keys = LoginSession.objects.filter(user__is_active=False).values("session")
    return Session.objects.filter(pk__in=keys).delete()[0]


def clear_expired_sessions() -> int:
    """Delete sessions that nobody can use any more; return how many."""
    deleted, _ = Session.objects.filter(expire_date__lt=database_now()).delete()
    return deleted


def connect() -> None:
    """Begin with a log-in; end with a new password, with being switched off, and with the account."""
    user_logged_in.connect(begin, dispatch_uid="radslag.sessions")
    post_save.connect(_on_user_saved, sender=User, dispatch_uid="radslag.sessions")
    pre_delete.connect(_on_user_deleted, sender=User, dispatch_uid="radslag.sessions")


def _on_user_saved(sender: Any, instance: User, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A password that was set stands in `_password` until Django has saved it."""
    if not created and not raw and (instance._password is not None or not instance.is_active):  # type: ignore[attr-defined]
        end_all(user=instance)


def _on_user_deleted(sender: Any, instance: User, **kwargs: Any) -> None:
    end_all(user=instance)


def _keep(request: HttpRequest, user_id: int) -> None:
    browser, system = device_of(request.META.get("HTTP_USER_AGENT", ""))
    key, now = str(request.session.session_key), database_now()
    row = LoginSession(
        user_id=user_id, session_id=key, browser=browser, system=system, began_at=now, last_used_at=now
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return  # the session was ended meanwhile, or another process has kept it
    _remember(key)


def _remember(key: str) -> None:
    if len(_noted) >= MOST_REMEMBERED:
        _noted.clear()
    _noted[key] = time.monotonic()
