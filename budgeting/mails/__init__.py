"""Every mail of participatory budgets, a module for each occasion, and the signed addresses in them."""
