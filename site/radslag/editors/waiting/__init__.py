"""What waits for a person of the staff: each app registers what it knows, the first page of the editors' side shows it.

    @register
    def undecided_proposals(request: HttpRequest) -> list[Waiting]: ...

A function shows only what the person may act on, only in her branch of the page tree, with the same number of queries
however much waits. It never writes.
"""

from .sources import Waiting, register, waiting_for

__all__ = ["Waiting", "register", "waiting_for"]
