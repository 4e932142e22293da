"""The rules that hold a comment for a moderator. None refuses anything. Pure."""

from comments.rules.identity import identity_numbers

__all__ = ["identity_numbers"]
