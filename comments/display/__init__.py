"""What readers and authors see of conversations: threads, questions, figures, one's own comments. Reads only."""
