"""HTTP in, service call, HTTP out."""

from .ballots import ballot, remove_ballot
from .calendar import round_calendar
from .eid import eid, eid_done
from .files import attachment, picture
from .following import confirm_follow, follow_project, follow_round, unfollow_round
from .inquiries import inquiry, merge
from .leaving import leave_ballot
from .open_data import count_yourself, counting_program, open_data_file, open_data_index
from .project_costs import payments_csv, project_costs, projects_csv, projects_feed, projects_json
from .project_files import project_picture, voucher
from .project_texts import tell_of_project
from .proposals import print_proposals, proposal
from .receipts import receipt_file, receipt_lookup, receipts
from .voting_codes import voting_code
from .writing import draft, my_proposals, new_proposal, remove_draft, withdraw

__all__ = [
    "attachment",
    "ballot",
    "confirm_follow",
    "count_yourself",
    "counting_program",
    "draft",
    "eid",
    "eid_done",
    "follow_project",
    "follow_round",
    "inquiry",
    "leave_ballot",
    "merge",
    "my_proposals",
    "new_proposal",
    "open_data_file",
    "open_data_index",
    "payments_csv",
    "picture",
    "print_proposals",
    "project_costs",
    "project_picture",
    "projects_csv",
    "projects_feed",
    "projects_json",
    "proposal",
    "receipt_file",
    "receipt_lookup",
    "receipts",
    "remove_ballot",
    "remove_draft",
    "round_calendar",
    "tell_of_project",
    "unfollow_round",
    "voting_code",
    "voucher",
    "withdraw",
]
