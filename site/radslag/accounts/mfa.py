"""How allauth's second step behaves here: secrets are encrypted, and words are ours."""

import base64
from typing import Any, ClassVar

import segno
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from radslag.models import SiteSettings
from radslag.settings.keys import key_for


class MFAAdapter(DefaultMFAAdapter):
    """Keys of SECRET_KEY hide the secrets: who has the database alone has no second step of anybody."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "The code is not right, or it has been used. Wait for the next one and try again."
        ),
        "cannot_delete_authenticator": _("This can’t be taken away."),
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
        "unreadable": _("Your second step can’t be read any longer. Ask an administrator to take it away."),
        "key_failed": _("It did not work with that passkey. Try again, or choose another way."),
    }

    def encrypt(self, text: str) -> str:
        """The text as nobody reads it without SECRET_KEY."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again. Raises ValidationError when it was encrypted with a key that is gone."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise self.validation_error("unreadable") from None

    def get_totp_issuer(self) -> str:
        """What stands in the app: the site and who runs it."""
        return self._get_site_name()

    def _get_site_name(self) -> str:
        said = SiteSettings.for_request(context.request)
        return f"{said.name} {said.owner}".strip()

    def build_totp_svg(self, url: str) -> SafeString:
        """The address as a QR code, dark on light whatever the page is."""
        code = segno.make(url, error="m", micro=False)
        drawn = code.svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None)
        return mark_safe(drawn)  # noqa: S308 - a drawing of our own, without words

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """The name of the next key, for those who give it none."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}


def _box() -> MultiFernet:
    """The newest key encrypts; older ones of SECRET_KEY_FALLBACKS still read."""
    secrets = [str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    keys = [base64.urlsafe_b64encode(bytes.fromhex(key_for("second-step", secret))) for secret in secrets]
    return MultiFernet([Fernet(key) for key in keys])
