"""Every write to a thread, one transaction each."""

from .moderation import approve_comment, hide_comment, restore_comment
from .posting import Posted, post_comment

__all__ = ["Posted", "approve_comment", "hide_comment", "post_comment", "restore_comment"]
