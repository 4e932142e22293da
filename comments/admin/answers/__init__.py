"""Staff answer: pin a comment, take it as a question to the municipality, tell what became of an idea."""
