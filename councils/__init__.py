"""Residents' councils, their matters and what became of them, and trainee reports."""
