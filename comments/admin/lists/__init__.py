"""Lists for staff: all comments, the log of decisions, questions; how they are narrowed down and exported."""
