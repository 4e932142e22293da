"""What goes wrong between the site and its database, said in one line."""

from django.db.utils import OperationalError

from radslag.operation.start_errors import StartError


class DatabaseUnavailable(StartError, OperationalError):
    """No connection can be had. A command prints it and exits with 1; a request may answer 503."""
