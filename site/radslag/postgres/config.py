"""The one DATABASES entry of the site, made from the environment."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ

from radslag.operation.start_errors import StartError

ENGINE = "radslag.postgres"
SCHEMES = ("postgres", "postgresql")
PROJECT_DIR = Path(__file__).resolve().parents[3]
CONNECT_TIMEOUT_SECONDS = 5


def database(env: environ.Env, *, durable: bool = True) -> dict[str, Any]:
    """Return DATABASES["default"]: the server of DATABASE_URL, or our own embedded one when that is not set.

    `durable=False` is for tests alone: a cluster of its own that does not wait for the disk.
    Raises StartError for an address that is not one of a PostgreSQL database.
    """
    url = os.environ.get("DATABASE_URL", "").strip()
    if url:
        return _server(env, url)
    data_dir = Path(os.environ.get("RADSLAG_DATA_DIR") or PROJECT_DIR / "var")
    return {
        "ENGINE": ENGINE,
        "NAME": "radslag",
        "USER": "postgres",
        "EMBEDDED": {
            "folder": data_dir.absolute() / ("postgres" if durable else "postgres-test"),
            "durable": durable,
        },
    }


def _server(env: environ.Env, url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        scheme, name = parts.scheme, parts.path.strip("/")
        parts.port  # noqa: B018 - reading it raises ValueError when it is no number
    except ValueError:
        scheme, name = "", ""
    if scheme not in SCHEMES or not name:
        raise StartError(
            "DATABASE_URL must look like postgresql://user:password@host:5432/name"
            + (f", not {scheme}://…" if scheme and scheme not in SCHEMES else "")
        )
    settings: dict[str, Any] = env.db_url_config(url, engine=ENGINE)
    settings.setdefault("OPTIONS", {}).setdefault("connect_timeout", CONNECT_TIMEOUT_SECONDS)
    return {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True} | settings
