"""The editors' side: Wagtail's admin as staff meet it, what it shows, what it refuses, and who may do what in it."""
