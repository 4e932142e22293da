"""What other programs read of conversations: feeds and open data."""
