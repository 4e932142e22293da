"""Every write of the home app."""
