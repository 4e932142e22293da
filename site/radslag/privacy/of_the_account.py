"""What the site itself holds about one person: the account, where it is logged in, and mail that waits."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from radslag.clock import database_now
from radslag.models import ArchivePackage, LoginSession, OutgoingMail, User
from radslag.privacy.people import Effects, Owner, Person

KEYS = {
    "email": gettext_lazy("Your address."),
    "name": gettext_lazy("Your name, if you work here."),
    "joined": gettext_lazy("When the account was made."),
    "last_login": gettext_lazy("When you last logged in."),
    "sessions": gettext_lazy("Where you are logged in, and until when."),
    "mails_waiting": gettext_lazy(
        "Mails to you that have not left yet: when they were written, and their subject."
    ),
}


def export(person: Person) -> dict[str, Any]:
    """The account."""
    user = User.objects.filter(pk=person.user_id or 0).first()
    mails = OutgoingMail.objects.filter(recipients=person.email).order_by("pk")
    return {
        "email": person.email,
        "name": user.name if user else "",
        "joined": user.date_joined if user else None,
        "last_login": user.last_login if user else None,
        "sessions": [{"until": row.expire_date} for row in sessions_of(person)],
        "mails_waiting": [{"written": mail.created_at, "subject": mail.subject} for mail in mails],
    }


def sessions_of(person: Person) -> Iterator[Session]:
    """The sessions of the account, and those in which the address stands, such as one where a code is waited for.

    All are looked into: a session without an account carries no number to find it by. The address is a whole text there,
    never the end of somebody else's.
    """
    address = json.dumps(person.email, ensure_ascii=False)
    for row in Session.objects.iterator(chunk_size=500):
        kept = row.get_decoded()
        mine = person.user_id is not None and kept.get(SESSION_KEY) == str(person.user_id)
        if mine or address in json.dumps(kept, default=str, ensure_ascii=False):
            yield row


def tell(person: Person) -> Effects:
    """What an erasure does with the account."""
    n = LoginSession.objects.filter(user=person.user_id, session__expire_date__gt=database_now()).count()
    goes = [
        _("Your account and your e-mail address."),
        ngettext("You are logged out in %d browser.", "You are logged out in all %d browsers.", max(n, 1))
        % max(n, 1),
    ]
    packed = ArchivePackage.objects.filter(made_at__isnull=False).exists()
    in_archive = [_("What was public and has been packed for the municipality’s archive.")] if packed else []
    return Effects(
        goes=[*goes, _("Mails to you that have not left yet.")],
        stays=[
            *in_archive,
            _(
                "A keyed hash of your address, so that you are erased again if we must restore a backup. It leads to nobody."
            ),
            _(
                "Copies in our backups, until they are deleted. A restored one is cleaned before the site opens."
            ),
        ],
    )


def addresses() -> Iterator[tuple[str, dt.datetime]]:
    """Those of all accounts: who has a role in a restored backup may have left, and been erased, since."""
    yield from User.objects.values_list("email", "date_joined").iterator()
    yield from OutgoingMail.objects.values_list("recipients", "created_at").iterator()


def owner(erase: Any) -> Owner:
    """The site as one that holds something about people; `erase` is the service."""
    return Owner("account", KEYS, export, tell, erase, addresses)
