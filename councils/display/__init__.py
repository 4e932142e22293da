"""What the pages of councils show at an instant. Reads only."""

from .councils import council
from .matters import matter
from .matters import rows as matter_rows
from .register import register
from .series import series

__all__ = ["council", "matter", "matter_rows", "register", "series"]
