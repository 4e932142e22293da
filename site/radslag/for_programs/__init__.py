"""What other programs read of the site: search engines and shared links, feed readers, calendars, spreadsheets, open data."""
