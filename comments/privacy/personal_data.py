"""What conversations hold about people."""

from django.utils.translation import gettext_lazy as _

from comments.privacy import periods
from radslag.privacy.register import Ground, Held, Whose, acts_of_staff, declare, holds_nothing

MODERATORS = _("You, and moderators there.")
AS_LONG_AS_SHOWN = _("As long as the page with the conversation, or until you erase it.")


def declare_all() -> None:
    """Fill the register with ours."""
    _what_people_write()
    _who_they_are()
    _the_log()
    _staff()
    holds_nothing("django_comments.Comment", "object_pk")
    holds_nothing("django_comments.CommentFlag", "flag")
    holds_nothing("comments.Comment", "holds")
    holds_nothing("comments.Decision", "holds")
    holds_nothing("comments.ConversationSettings", "words")
    holds_nothing("comments.Question", "unit")


def _what_people_write() -> None:
    declare(
        Held(
            model="django_comments.Comment",
            fields=("comment", "user_name", "user"),
            what=_(
                "What you write in a conversation, the name you write it under, and your account if you were logged in."
            ),
            why=_("So that residents can talk with each other and with the municipality."),
            ground=Ground.TASK,
            whose=Whose.BOTH,
            kept=AS_LONG_AS_SHOWN,
            seen_by=_("Everyone, when it is shown; the account only you and moderators."),
            erased=_(
                "Text and name go. An empty place stays where it stood, so that answers from others make sense."
            ),
            opinions=True,
        ),
        Held(
            model="django_comments.Comment",
            fields=("user_email", "user_url", "ip_address"),
            what=_(
                "Address, web address and internet address: fields of the library that we always leave empty."
            ),
            why=_("Part of the library that keeps comments."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=_("Nothing is kept."),
            seen_by=_("Nobody."),
            erased=_("There is nothing."),
        ),
        Held(
            model="comments.Comment",
            fields=("participant", "text_key", "fingerprint"),
            what=_("Which address a comment came from, and hashes that find the same text sent twice."),
            why=_("So that you can change or erase your comment, and copies are found."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=AS_LONG_AS_SHOWN,
            seen_by=_("You. Moderators see that comments have the same author, not the address."),
            erased=_("Goes."),
            opinions=True,
        ),
        Held(
            model="comments.Comment",
            fields=(),
            what=_("Comments that were written with an address and never confirmed."),
            why=_("So that its owner has time to open the link in the mail."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=periods.UNCONFIRMED,
            seen_by=_("Nobody."),
            erased=_("Goes."),
            opinions=True,
        ),
        Held(
            model="comments.Appeal",
            fields=("text", "answer"),
            what=_("What you write when you ask for a new look at a decision, and the answer."),
            why=_("So that a decision about your comment can be tried again."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=periods.OUT_OF_SIGHT,
            seen_by=MODERATORS,
            erased=_("The words go; that it was asked and answered stays."),
            opinions=True,
        ),
        Held(
            model="comments.Report",
            fields=("participant", "key", "text"),
            what=_("Who reported a comment, and what they wrote about it."),
            why=_("So that the municipality can see to what is against the law or the rules."),
            ground=Ground.DUTY,
            whose=Whose.RESIDENTS,
            kept=periods.REPORTERS,
            seen_by=_("Moderators see the words, not who."),
            erased=_("Who and the words go; that somebody reported stays."),
        ),
        Held(
            model="comments.Like",
            fields=("participant",),
            what=_("Which comments you like."),
            why=_("So that the number is right."),
            ground=Ground.CONSENT,
            whose=Whose.RESIDENTS,
            kept=_("Until you take it back, or the comment is erased."),
            seen_by=_("You. Everyone sees the number."),
            erased=_("Goes, and the number goes down."),
            opinions=True,
        ),
    )


def _who_they_are() -> None:
    declare(
        Held(
            model="comments.Participant",
            fields=("email", "language"),
            what=_(
                "The address of those who write, like, report or follow without an account, and the language of their mails."
            ),
            why=_("So that you get answers and mails, and can show that a comment is yours."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=_("As long as you have a comment or follow something here."),
            seen_by=_("Nobody."),
            erased=_("Goes."),
        ),
        Held(
            model="comments.Participant",
            fields=(),
            what=_("Addresses on which nothing hangs any more."),
            why=_("So that you need not confirm your address again tomorrow."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=periods.EMPTY_PARTICIPANTS,
            seen_by=_("Nobody."),
            erased=_("Goes."),
        ),
        Held(
            model="comments.Follow",
            fields=("participant",),
            what=_("Which conversations you follow, and how often you want a mail."),
            why=_("So that you are told what is new."),
            ground=Ground.CONSENT,
            whose=Whose.RESIDENTS,
            kept=_("Until you end it, by a link in every mail."),
            seen_by=_("Nobody but you."),
            erased=_("Goes."),
            opinions=True,
        ),
        Held(
            model="comments.Follow",
            fields=(),
            what=_("What somebody asked to follow and never confirmed, or has ended."),
            why=_("So that the link in the mail works for a day."),
            ground=Ground.CONSENT,
            whose=Whose.RESIDENTS,
            kept=periods.UNCONFIRMED_FOLLOWS,
            seen_by=_("Nobody."),
            erased=_("Goes."),
        ),
        Held(
            model="comments.Notice",
            fields=(),
            what=_("That you were told of a comment."),
            why=_("So that you get no mail twice."),
            ground=Ground.CONSENT,
            whose=Whose.RESIDENTS,
            kept=periods.NOTICES,
            seen_by=_("Nobody."),
            erased=_("Goes."),
        ),
    )


def _the_log() -> None:
    declare(
        Held(
            model="comments.Decision",
            fields=("text_before", "name_before"),
            what=_("What a comment said, and under which name, before it was changed, hidden or withdrawn."),
            why=_(
                "So that a decision can be explained and undone, and what is against the law can be looked into."
            ),
            ground=Ground.DUTY,
            whose=Whose.BOTH,
            kept=periods.OUT_OF_SIGHT,
            seen_by=MODERATORS,
            erased=_("Goes."),
            opinions=True,
        ),
        Held(
            model="comments.Decision",
            fields=("by", "text"),
            what=_("Which moderator decided what about a comment, when and why."),
            why=_("So that the municipality can answer for what it hides."),
            ground=Ground.DUTY,
            whose=Whose.STAFF,
            kept=_("As long as the comment’s place in the conversation."),
            seen_by=_("Moderators; the reason everyone."),
            erased=_("Stays without the words about you: the law asks the municipality to answer for it."),
        ),
        Held(
            model="comments.Comment",
            fields=("decided_by", "hidden_text"),
            what=_("Which moderator decided last, and the public reason for which it is hidden."),
            why=_("So that readers see why something is not shown."),
            ground=Ground.DUTY,
            whose=Whose.STAFF,
            kept=_("As long as the comment’s place in the conversation."),
            seen_by=_("The reason everyone; who only moderators."),
            erased=_("The reason stays; it names nobody."),
        ),
    )


def _staff() -> None:
    acts_of_staff("comments.Question", "assigned_to", "asked_by")
    acts_of_staff("comments.Outcome", "made_by", "text")
    acts_of_staff("comments.Appeal", "answered_by")
    acts_of_staff("comments.QueueAlarm", "moderator")
    acts_of_staff("django_comments.CommentFlag", "user")
    holds_nothing("django_comments_xtd.BlackListedDomain", "domain")
