"""Services of the lowest layer that belong to no package of their own."""
