"""Page types of the top layer."""

from .accessibility import AccessibilityStatementPage
from .data_protection import DataProtectionPage
from .home import HomePage, HomePin
from .news import NewsIndexPage, NewsPage
from .standard import StandardPage

__all__ = [
    "AccessibilityStatementPage",
    "DataProtectionPage",
    "HomePage",
    "HomePin",
    "NewsIndexPage",
    "NewsPage",
    "StandardPage",
]
