"""Why a backup can't be made or put back."""

from django.core.management.base import CommandError


class BackupError(CommandError):
    """Said in one line, for the administrator who asked; nothing was changed unless the line says so."""
