"""E-mail addresses as we store and compare them. Pure: the rules of every app may use it."""

import unicodedata


def normalised_email(address: str) -> str:
    """The address trimmed, in NFC and lower case, nothing more: dots and plus signs tell people apart."""
    return unicodedata.normalize("NFC", address.strip()).lower()
