"""Upkeep of the session table."""

from django.contrib.sessions.models import Session

from radslag.clock import database_now


def clear_expired_sessions() -> int:
    """Delete sessions that nobody can use any more; return how many."""
    deleted, _ = Session.objects.filter(expire_date__lt=database_now()).delete()
    return deleted
