"""What other programs read of participatory budgets: open data, a feed, dates for calendars, the program that counts."""
