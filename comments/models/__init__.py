from .comment import Comment
from .thread import ThreadMixin

__all__ = ["Comment", "ThreadMixin"]
