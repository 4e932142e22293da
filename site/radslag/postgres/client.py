"""`manage.py dbshell` for the embedded server: the wheel brings its own psql."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import client

from .binaries import installation
from .cluster import Cluster
from .embedded import ensure_running


class DatabaseClient(client.DatabaseClient):
    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        options = settings_dict.get("EMBEDDED")
        if not options:
            return super().settings_to_cmd_args_env(settings_dict, parameters)
        cluster = Cluster(**options)
        ensure_running(cluster)
        settings_dict = settings_dict | {"HOST": str(cluster.socket_folder())}
        args, env = super().settings_to_cmd_args_env(settings_dict, parameters)
        return [str(installation() / "bin" / "psql"), *args[1:]], env
