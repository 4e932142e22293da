"""Forms of those who write: a comment with its proof of work, following, one's own text."""
