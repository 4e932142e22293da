"""The editors' side of conversations: its menu, and a folder for each thing that moderators and answerers do."""
