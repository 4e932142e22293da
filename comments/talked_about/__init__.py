"""What can be talked about, which of it everyone may read, and what became of ideas."""
