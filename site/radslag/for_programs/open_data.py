"""What all open data of the site have in common: the licence, and how JSON is written."""

import json
from typing import Any

JSON = "application/json; charset=utf-8"
LICENCE = "CC0 1.0"
LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/deed.sv"


def licence() -> dict[str, str]:
    """The licence as the files for programs give it."""
    return {"name": LICENCE, "url": LICENCE_URL}


def as_json(content: Any) -> bytes:
    """The content for programs: letters as they are, and lines that a person can read."""
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
