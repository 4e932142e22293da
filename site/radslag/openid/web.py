"""Questions to the broker: short, in one piece, without redirects. Nothing of the answers is logged."""

from __future__ import annotations

import json
import logging
from typing import Any

import requests

from .errors import OpenIDError

PATIENCE = (3, 5)
"""Seconds to connect, and to wait for an answer: a person waits meanwhile, and one of few threads."""
LONGEST = 256 * 1024  # bytes
logger = logging.getLogger("radslag.openid")


def ask(method: str, url: str, **sent: Any) -> tuple[int, dict[str, Any]]:
    """The status and the JSON object of an answer. Raises OpenIDError `unavailable`."""
    try:
        with requests.request(
            method,
            url,
            timeout=PATIENCE,
            allow_redirects=False,
            stream=True,
            **({"headers": {"Accept": "application/json"}} | sent),
        ) as response:
            body = b""
            for piece in response.iter_content(LONGEST):
                body += piece
                if len(body) > LONGEST:
                    raise unavailable("the answer is too long")
    except requests.RequestException as error:
        raise unavailable(type(error).__name__) from None
    if response.status_code not in (200, 400, 401):
        raise unavailable(f"status {response.status_code}")
    try:
        answer = json.loads(body)
    except ValueError:
        raise unavailable("the answer is no JSON") from None
    if not isinstance(answer, dict):
        raise unavailable("the answer is no JSON object")
    return response.status_code, answer


def unavailable(why: str) -> OpenIDError:
    """The error of a broker that does not work now; `why` goes to the log and holds nothing about a person."""
    logger.warning("electronic identification does not work: %s", why)
    return OpenIDError("unavailable", why)
