"""Moderation: the queue, decisions and taking them back, everything that happened with one comment."""
