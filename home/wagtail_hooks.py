"""The editors' side of the top layer."""

from home import waiting  # noqa: F401  # it registers what waits
