"""A crowd of residents who are logged in, and what their browsers send when they vote."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse
from django.utils.crypto import get_random_string

from radslag.clock import database_now
from radslag.models import User

from .builders import DAY

BACKEND = "django.contrib.auth.backends.ModelBackend"
SAVED = 302


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody at a browser that holds a session and a token against forged requests."""

    email: str
    session: str
    token: str

    def form(self, choices: Iterable[int]) -> bytes:
        """The posted ballot."""
        fields = [("csrfmiddlewaretoken", self.token), ("declared", "1")]
        return urlencode([*fields, *(("choices", str(choice)) for choice in choices)]).encode()

    def headers(self) -> dict[str, str]:
        """What the browser sends beside it."""
        return {
            "Cookie": f"sessionid={self.session}; csrftoken={self.token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }


def make_residents(n: int, name: str = "crowd") -> list[Resident]:
    """`n` people who have typed the code that was sent to them, in three statements."""
    made = User.objects.bulk_create(User(email=f"{name}-{i}@example.org", password="!") for i in range(n))
    store, residents, sessions = SessionStore(), [], []
    for user in made:
        record = {"method": "code", "at": time.time(), "email": user.email}
        data = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            "account_authentication_methods_user": str(user.pk),
            "account_authentication_methods": [record],
        }
        key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
        sessions.append(
            Session(session_key=key, session_data=store.encode(data), expire_date=database_now() + DAY)
        )
        residents.append(Resident(user.email, key, get_random_string(32)))
    Session.objects.bulk_create(sessions)
    return residents


class Browser:
    """One kept connection to the site."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=90)

    def vote(self, round_id: int, resident: Resident, choices: Iterable[int]) -> http.client.HTTPResponse:
        """Post the ballot. Raises OSError or HTTPException when the connection breaks; then there is no answer."""
        try:
            address = reverse("budgeting:ballot", args=[round_id])
            self.line.request("POST", address, resident.form(choices), resident.headers())
            response = self.line.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            self.line.close()
            raise
        if response.status not in (SAVED, 503):
            self.line.close()
        return response


def is_saved(response: http.client.HTTPResponse) -> bool:
    """Whether the site has said that the ballot is stored."""
    return response.status == SAVED and "sparad" in response.headers["Location"]


def this_database() -> dict[str, Any]:
    """The settings by which another process finds the database of this test."""
    return {"NAME": connection.settings_dict["NAME"], "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
