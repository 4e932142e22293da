"""Settings: what holds everywhere, and what development, tests and production add to it."""
