"""What waits in conversations for a person of the staff, on the first page of the editors' side."""
