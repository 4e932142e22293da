"""Page types of the top layer."""

from .home import HomePage
from .news import NewsIndexPage, NewsPage
from .standard import StandardPage

__all__ = ["HomePage", "NewsIndexPage", "NewsPage", "StandardPage"]
