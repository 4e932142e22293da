"""Personal data: what is held and how long, what one person can get and take away, what is kept for the archive."""
