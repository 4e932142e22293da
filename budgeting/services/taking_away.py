"""What a reviewer takes away from a proposal for good: a picture that shows somebody, a file that was added wrongly."""

from __future__ import annotations

from django.db import transaction

from budgeting.mails import review as review_mails
from budgeting.models import Act, Attachment, ProposalPicture
from budgeting.rules import proposals as rules
from budgeting.services.proposals import locked, note
from budgeting.services.review import MAX_REASON, check_not_own
from radslag.clock import database_now
from radslag.models import User


@transaction.atomic
def take_away(*, proposal_id: int, thing: ProposalPicture | Attachment, by: User, reason: str) -> bool:
    """Take a picture or file away, from the author's draft too, and mail the applicant why. Its bytes are deleted on commit.

    Possible whatever the round and the proposal have come to: nobody's privacy has a last day. False when it is gone
    already or another proposal's. Raises RuleViolation: `required` (reason), `too_long`, `own_proposal`.
    """
    reason = rules.check_text(reason, limit=MAX_REASON)
    proposal = locked(proposal_id)
    check_not_own(proposal, by)
    if not type(thing)._base_manager.filter(pk=thing.pk, proposal=proposal).delete()[0]:
        return False
    act = Act.PICTURE_GONE if isinstance(thing, ProposalPicture) else Act.FILE_GONE
    note(proposal, act, database_now(), by=by, reason=reason)
    review_mails.send(review_mails.taken_away(proposal, thing, reason))
    return True
