"""Every write to a thread, one transaction each."""

from .moderation import approve_comment, hide_comment, restore_comment
from .posting import Posted, post_comment
from .senders import Sender

__all__ = ["Posted", "Sender", "approve_comment", "hide_comment", "post_comment", "restore_comment"]
