"""HTTP in, service call, HTTP out."""

from .ballots import ballot, remove_ballot
from .files import attachment, picture
from .inquiries import inquiry, merge
from .proposals import print_proposals, proposal
from .writing import draft, my_proposals, new_proposal, remove_draft, withdraw

__all__ = [
    "attachment",
    "ballot",
    "draft",
    "inquiry",
    "merge",
    "my_proposals",
    "new_proposal",
    "picture",
    "print_proposals",
    "proposal",
    "remove_ballot",
    "remove_draft",
    "withdraw",
]
