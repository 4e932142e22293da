"""Models of conversations: comments, participants, decisions, and what readers do beside writing."""

from .answers import Outcome, Question, QueueAlarm
from .comment import Comment
from .conversation import Conversation
from .decision import Appeal, Decision
from .participant import Participant
from .reactions import Follow, Like, Notice, Report
from .settings import ConversationSettings
from .thread import ThreadMixin, policy_from

__all__ = [
    "Appeal",
    "Comment",
    "Conversation",
    "ConversationSettings",
    "Decision",
    "Follow",
    "Like",
    "Notice",
    "Outcome",
    "Participant",
    "Question",
    "QueueAlarm",
    "Report",
    "ThreadMixin",
    "policy_from",
]
