"""Proof of work: the reader's browser spends a second on a sum, which a robot that posts by the thousand can't afford.

The server's side is django-altcha's; the browser's is static/js/proof-worker.js. Whoever has no script, or no time, confirms
an address instead. That a solution is good for one comment is counted with the comment (`services.limiting.PROOF`):
altcha's own memory of used ones looks first and writes later, and lets two through that come at once.
"""

import base64
import json
from typing import Any

from django import forms
from django_altcha import AltchaField, get_altcha_challenge

MOST_TRIES = 50_000
"""Half of it on average: some tenths of a second on a telephone of today, below two on an old one."""
LONGEST_PROOF = 1000


def new_challenge() -> dict[str, Any]:
    """A sum for the browser, signed and with the instant it stops being good."""
    challenge = get_altcha_challenge(max_number=MOST_TRIES)
    return {
        "algorithm": challenge.algorithm,
        "challenge": challenge.challenge,
        "salt": challenge.salt,
        "signature": challenge.signature,
        "most": challenge.max_number,
    }


class ProofField(AltchaField):
    """The solution. A missing, stale or forged one is no fault of the form, only no proof: the value is then empty.

    A good one becomes the challenge that it solves.
    """

    def __init__(self) -> None:
        super().__init__(required=False)
        self.widget = forms.HiddenInput()

    def clean(self, value: Any) -> str:
        challenge = _challenge_of(value)
        if not challenge:
            return ""
        try:
            self.validate(value)
        except forms.ValidationError:
            return ""
        return challenge

    def replay_attack_protection(self, payload: str) -> None:
        """Counted with the comment instead."""


def _challenge_of(value: Any) -> str:
    """Which challenge a payload says it solves; empty for what is none at all."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_PROOF:
        return ""
    try:
        payload = json.loads(base64.b64decode(value, validate=True))
    except (ValueError, RecursionError):
        return ""
    kinds = {"algorithm": str, "challenge": str, "number": int, "salt": str, "signature": str}
    if not isinstance(payload, dict) or any(
        type(payload.get(key)) is not kind for key, kind in kinds.items()
    ):
        return ""
    challenge: str = payload["challenge"]
    return challenge if payload["algorithm"] == "SHA-256" else ""
