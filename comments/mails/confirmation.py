"""The mail with which the author of a comment says that the address is theirs."""

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from comments.mails import tokens
from comments.models import Comment
from radslag.mail.writing import address, message


def confirmation_mail(comment: Comment) -> EmailMessage:
    """The link to confirm `comment`, to its participant and in that one's language.

    Nothing that was typed stands in it, neither text nor name: the address may be somebody else's.
    """
    if comment.participant is None:
        raise ValueError("nobody to ask")
    with translation.override(comment.participant.language or None):
        link = address("comments:confirm", tokens.sign("confirm", comment.pk))
        parts = [
            _("Somebody, probably you, wrote a comment with this e-mail address."),
            _("Open the link and press the button, and it comes in:") + f"\n{link}",
            _(
                "The link works for 24 hours. If it was not you, there is nothing you need to do: the comment will never "
                "be shown."
            ),
        ]
        return message(_("Confirm your comment"), parts, to=comment.participant.email)
