"""What waits for staff in participatory budgets, on the first page of the editors' side."""
