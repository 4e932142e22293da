"""Addresses that anyone gets for ten minutes without being anyone: a sign to look into, never a reason to refuse."""

from __future__ import annotations

_NAMES = """
    10minutemail.com 10minutemail.net 20minutemail.com 33mail.com anonaddy.me burnermail.io discard.email
    dispostable.com dropmail.me emailondeck.com fakeinbox.com fakemail.net getairmail.com getnada.com grr.la
    guerrillamail.com guerrillamail.net guerrillamail.org guerrillamailblock.com harakirimail.com
    inboxbear.com inboxkitten.com incognitomail.org jetable.org mail-temp.com mailcatch.com maildrop.cc
    mailinator.com mailinator.net mailnesia.com mailnull.com mailpoof.com mailsac.com mintemail.com
    minuteinbox.com moakt.com mohmal.com mytemp.email mytrashmail.com nada.email no-spam.ws nospammail.net
    one-time.email pokemail.net sharklasers.com spam4.me spambog.com spambox.us spamgourmet.com
    spamhereplease.com tempail.com temp-mail.io temp-mail.org tempinbox.com tempmail.com tempmail.dev
    tempmail.net tempmailo.com tempr.email throwaway.email throwawaymail.com trash-mail.com trashmail.com
    trashmail.de trashmail.net wegwerfmail.de yopmail.com yopmail.fr yopmail.net
"""
THROW_AWAY = frozenset(_NAMES.split())


def throw_away_domain(email: str) -> str:
    """The domain of an address when it is one of those; empty for all others. Subdomains count."""
    labels = email.rpartition("@")[2].lower().split(".")
    ends = (".".join(labels[i:]) for i in range(len(labels) - 1))
    return next((end for end in ends if end in THROW_AWAY), "")
