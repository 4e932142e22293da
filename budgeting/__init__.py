"""Participatory budgeting: rounds, proposals, ballots, the count and its result."""
