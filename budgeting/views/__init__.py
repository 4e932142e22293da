"""HTTP in, service call, HTTP out."""

from .ballots import ballot, remove_ballot
from .files import attachment, picture
from .inquiries import inquiry, merge
from .proposals import proposal
from .writing import my_proposals, new_proposal, withdraw

__all__ = [
    "attachment",
    "ballot",
    "inquiry",
    "merge",
    "my_proposals",
    "new_proposal",
    "picture",
    "proposal",
    "remove_ballot",
    "withdraw",
]
