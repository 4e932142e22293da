"""Removing a person: all that hangs on one address."""

from django.db import transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from comments.models import Comment, Like, Participant, Report
from comments.services.own import erase_comment
from comments.services.reactions import unlike_comment
from radslag.mail.services import forget_mail_to
from radslag.privacy.people import Choices, Person


def erase_from_conversations(person: Person, choices: Choices) -> None:
    """Erase all that a person wrote, likes, follows and reported; also comments that were written with the account alone."""
    participant = Participant.objects.filter(email=person.email).first()
    if participant is not None:
        erase_participant(participant_id=participant.pk)
    if person.user_id is not None:
        mine = Comment.objects.filter(user=person.user_id, is_staff_answer=False)
        for number in list(mine.order_by("pk").values_list("pk", flat=True)):
            erase_comment(comment_id=number)


def erase_participant(*, participant_id: int) -> int:
    """Erase every comment of a participant, take back the likes, end the mails and delete the address; return how many
    comments were erased.

    With the address go mails to it that still wait, and what the person wrote in reports; that somebody reported stays,
    without who. Comments written with the account of the same address count as the participant's, but not answers written
    as the municipality. Each comment is erased under its own thread's lock and in its own transaction, the address last:
    broken off, it can be run again.
    """
    participant = Participant.objects.filter(pk=participant_id).first()
    if participant is None:
        return 0
    theirs = Q(participant=participant) | Q(user__email=participant.email)
    numbers = list(
        Comment.objects.order_by("pk").filter(theirs, is_staff_answer=False).values_list("pk", flat=True)
    )
    for number in numbers:
        erase_comment(comment_id=number)
    liked = list(Like.objects.filter(participant=participant).values_list("comment_id", flat=True))
    for number in liked:
        unlike_comment(comment_id=number, participant=participant)
    _forget(participant)
    return len(numbers)


@transaction.atomic
def _forget(participant: Participant) -> None:
    Participant.objects.select_for_update().filter(pk=participant.pk).first()
    reports = Report.objects.filter(participant=participant)
    reports.update(text="", participant=None, key=Concat(Value("-"), Cast(F("pk"), CharField())))
    forget_mail_to(address=participant.email)
    participant.delete()
