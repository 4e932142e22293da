"""The editors' side of participatory budgets: its menu, and a folder for each thing that staff work with."""
