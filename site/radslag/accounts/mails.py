"""The mails about an account: plain text without anything that a stranger could have written."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from radslag.mail.writing import address, message
from radslag.models import User


def second_step_changed(user: User, what: str) -> EmailMessage:
    """Tells `user` that the second step of the log-in was changed, and what to do if somebody else did it."""
    with translation.override(settings.LANGUAGE_CODE):
        said = {
            "added": _("A new way to take the second step of your log-in was added."),
            "removed": _("A way to take the second step of your log-in was taken away."),
            "new_codes": _("New recovery codes were made for your log-in. The old ones no longer work."),
            "code_used": _("A recovery code was used to log in as you."),
            "taken_away": _(
                "An administrator has taken away the second step of your log-in. "
                "You set up a new one the next time you log in."
            ),
        }[what]
        parts = [
            _("Hello!"),
            said,
            _("Was it not you, or do you not know why? Write to your administrator at once."),
            _("See how you log in: %(where)s") % {"where": address("mfa_index")},
        ]
        return message(_("Your log-in was changed"), parts, to=user.email)
