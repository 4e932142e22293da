"""Which participant a request comes from: someone logged in with a code, or who confirmed an address in this browser."""

from django.http import HttpRequest

from comments.models import Participant
from radslag.accounts.proof import confirmed_email

SESSION_KEY = "comments_participant"


def participant_of(request: HttpRequest) -> Participant | None:
    """The confirmed participant of the request, if there is one. Never makes one: see `services.participants`.

    A page that may be cached must not ask.
    """
    address = confirmed_email(request)
    confirmed = Participant.objects.filter(confirmed_at__isnull=False)
    if address:
        return confirmed.filter(email=address).first()
    number = request.session.get(SESSION_KEY)
    return confirmed.filter(pk=number).first() if isinstance(number, int) else None


def remember(request: HttpRequest, participant: Participant) -> None:
    """Know the participant again in this browser, after a confirmed address. It is no log-in."""
    if request.session.get(SESSION_KEY) != participant.pk:
        request.session.cycle_key()
        request.session[SESSION_KEY] = participant.pk


def forget(request: HttpRequest) -> None:
    """Know the participant no longer."""
    request.session.pop(SESSION_KEY, None)
