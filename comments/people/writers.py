"""Who is about to write, as far as the request tells. Reads only."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from comments.models import Participant
from comments.people.participants import participant_of
from comments.people.permissions import may_moderate
from comments.rules.own import masked
from comments.rules.policy import Policy, Writers
from comments.services import Sender
from comments.services.limiting import limits_of
from radslag.accounts.proof import confirmed_email
from radslag.accounts.staff import lacks_second_step
from radslag.limits import Limit, client_network


@dataclass(frozen=True, slots=True)
class Writer:
    """`proven` is the address of a code typed in this session; `participant` the one known in it."""

    user: Any
    participant: Participant | None
    proven: str
    is_staff: bool

    @property
    def is_known(self) -> bool:
        """Whether neither an address nor a proof of work is asked for."""
        return self.user.is_authenticated or self.participant is not None

    @property
    def address(self) -> str:
        return self.participant.email if self.participant else self.proven

    @property
    def known_as(self) -> str:
        """The address as its owner knows it again."""
        return masked(self.address) if self.address else ""

    def may_begin(self, policy: Policy) -> bool:
        """Whether there is a form to fill in: else one logs in first."""
        return self.is_staff or policy.writers != Writers.SIGNED_IN or self.user.is_authenticated

    def sender(self, request: HttpRequest, email: str) -> Sender:
        """The sender of what is posted now."""
        return Sender(
            user=self.user,
            participant=self.participant,
            email="" if self.is_known else email,
            proven=self.proven,
            browser=str(request.META.get("CSRF_COOKIE") or ""),
            lacks_step=lacks_second_step(request),
        )

    def limits(self, request: HttpRequest, sender: Sender, proof: str) -> tuple[Limit, ...]:
        """What the post counts against. Those who answer for the municipality are not limited."""
        if self.is_staff:
            return ()
        return limits_of(
            network=client_network(request),
            session=request.session.session_key or "",
            address=self.address,
            mail_to=sender.email,
            proof="" if self.is_known else proof,
        )


def writer_of(request: HttpRequest, target: Any) -> Writer:
    """Who writes about `target`."""
    user: Any = request.user
    return Writer(
        user=user,
        participant=participant_of(request),
        proven=confirmed_email(request) or "",
        is_staff=user.is_authenticated
        and may_moderate(user, target.thread_page)
        and not lacks_second_step(request),
    )
