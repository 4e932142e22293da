"""Django's PostgreSQL backend, which first sees to it that there is a server."""

from functools import cached_property
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from .client import DatabaseClient
from .cluster import Cluster
from .creation import DatabaseCreation
from .embedded import ensure_running
from .errors import DatabaseUnavailable


class DatabaseWrapper(base.DatabaseWrapper):
    """With `EMBEDDED` in its settings it starts our own server at the first connection and finds its socket."""

    client_class = DatabaseClient
    creation_class = DatabaseCreation

    @cached_property
    def embedded(self) -> Cluster | None:
        options = self.settings_dict.get("EMBEDDED")
        return Cluster(**options) if options else None

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        if self.embedded:
            ensure_running(self.embedded)
            params["host"] = str(self.embedded.socket_folder())
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError as error:
            if self.embedded is None or error.sqlstate or _is_full(error):
                raise _unavailable(error) from error
        ensure_running(self.embedded, make_sure=True)  # it was killed between our glance and the connection
        try:
            return super().get_new_connection(conn_params | {"host": str(self.embedded.socket_folder())})
        except psycopg.OperationalError as error:
            raise _unavailable(error) from error


def _is_full(error: psycopg.OperationalError) -> bool:
    """Whether the server lives and has no connection left: starting it again would not help."""
    return "too many clients" in str(error) or "connection slots" in str(error)


def _unavailable(error: psycopg.OperationalError) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"the database cannot be reached: {(str(error) or 'no reason given').splitlines()[0]}"
    )
