"""What the pages of councils show at an instant. Reads only."""

from .councils import council
from .matters import matter
from .register import register
from .series import series

__all__ = ["council", "matter", "register", "series"]
