"""Search over everything that is public: pages, proposals, matters, and the pages of areas and themes."""

from .found import HITS_A_PAGE, Found, find
from .help import Help, help_for

__all__ = ["HITS_A_PAGE", "Found", "Help", "find", "help_for"]
