"""People for tests."""

import time

from django.test import Client

from radslag.models import User


def log_in_by_code(client: Client, user: User) -> None:
    """Give `client` the session of a person who typed the code sent to the user's address."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "code", "at": time.time(), "email": user.email}]
    session.save()
