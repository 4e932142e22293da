"""Comments: conversations about pages and other things, and their moderation."""
